/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done when a call begins: what it was given is copied before the process can rewrite it.
 */
#ifndef LANNER_ENTRY_H
#define LANNER_ENTRY_H

#ifdef DIRECT_READS

/* What programs get at the tracepoint sys_enter_NAME. There is no more of `args` than the call has. */
struct call_context {
	__u64 reserved;
	__u64 nr;
	__u64 args[6];
};

/* Programs of single calls by record type: a place to find them; nothing calls them from there. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, RECORD_TYPES);
	__type(key, __u32);
	__type(value, __u32);
} call_programs SEC(".maps");

static __always_inline struct scratch *call_begins(__u32 type)
{
	struct scratch *s;

	if (!control.entered[type] || !current_in_scope())
		return 0;
	s = this_scratch();
	if (s)
		s->compat = 0;
	return s;
}

/*
 * The kernel runs these for the one call alone, and for none of the 32-bit interface. Only since 6.1 may programs of this
 * type use hash tables that allocate as they fill; the object with direct reads (since 6.2) is never loaded before.
 */
#define CALL_PROGRAM(name, NAME, arguments)                                                                   \
	SEC("tracepoint") int begin_##name(struct call_context *call)                                         \
	{                                                                                                     \
		struct scratch *s = call_begins(RECORD_##NAME);                                               \
		int i;                                                                                        \
                                                                                                              \
		if (!s)                                                                                       \
			return 0;                                                                             \
		_Pragma("unroll") for (i = 0; i < arguments; i++) s->args[i] = call->args[i];                 \
		return entered_##name(s);                                                                     \
	}

#else
#define CALL_PROGRAM(name, NAME, arguments)
#endif

/*
 * Two programs of one body: one that on_sys_enter tail-calls, with the arguments in place, and one of the call alone.
 * `arguments`: of how many, from the first, the body may ask.
 */
#define ENTRY_HANDLER(name, NAME, arguments)                                                                  \
	static __always_inline int entered_##name(struct scratch *s);                                         \
	SEC("tp_btf/sys_enter") int BPF_PROG(enter_##name, struct pt_regs *regs, long id)                     \
	{                                                                                                     \
		struct scratch *s = this_scratch();                                                           \
                                                                                                              \
		return s ? entered_##name(s) : 0;                                                             \
	}                                                                                                     \
	CALL_PROGRAM(name, NAME, arguments)                                                                   \
	static __always_inline int entered_##name(struct scratch *s)

#endif
