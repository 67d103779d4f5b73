/* SPDX-License-Identifier: Apache-2.0
 *
 * The two interfaces of the kernel: which call a number means, and where its arguments are. Every process can use the
 * 32-bit one, a 64-bit program too.
 */
#ifndef LANNER_INTERFACE_H
#define LANNER_INTERFACE_H

/* Is the call that the task is in one of the 32-bit interface? */
static __always_inline bool is_compat(struct task_struct *task)
{
#if defined(__TARGET_ARCH_arm64)
	return READ(task, thread_info.flags) & (1ul << TIF_32BIT);
#else
	return READ(task, thread_info.status) & TS_COMPAT;
#endif
}

/* The same of the current task, without a call where the kernel (since 5.11) allows it. */
static __always_inline bool in_compat_call(void)
{
#if !defined(__TARGET_ARCH_arm64)
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf))
		return bpf_get_current_task_btf()->thread_info.status & TS_COMPAT;
#endif
	return is_compat(current_task());
}

#if defined(__TARGET_ARCH_x86)

#define SOCKETCALLS 32

const volatile __u8 socketcall_records[SOCKETCALLS] = SOCKETCALL_RECORDS;
/* socketcall(2) hands on as many words as the call takes; there may be no more in memory. */
const volatile __u8 socketcall_arguments[SOCKETCALLS] = { 0, 3, 3, 3, 2, 3, 3, 3, 4, 4, 4,
							  6, 6, 2, 5, 5, 3, 3, 4, 5, 4 };

/*
 * One number of the table of calls stands for all of them: which is wanted is told by `table`, control.wanted or
 * control.entered. In a function of its own, so that the way of the other calls stays short.
 */
static __noinline __u32 socketcall_record(struct scratch *s, const __u8 *table)
{
	__u32 words[6] = {};
	__u64 call;
	__u32 record, size;
	int i;

	if (!s)
		return 0;
	call = s->args[0];
	if (call >= SOCKETCALLS)
		return 0;
	record = socketcall_records[call] & (RECORD_LIMIT - 1);
	if (!table[record])
		return 0;
	size = socketcall_arguments[call] * sizeof(words[0]);
	barrier_var(size);
	if (size > sizeof(words))
		return 0;
	bpf_probe_read_user(words, size, (const void *)s->args[1]);
	for (i = 0; i < 6; i++)
		s->args[i] = words[i];
	return record;
}

/* The kernel takes 16 bits of an id, and all ones for "leave it as it is". */
static __always_inline __u64 long_id(__u64 id)
{
	id &= 0xffff;
	return id == 0xffff ? (__u32)-1 : id;
}

static __always_inline __u32 ia32_call(const __u8 *table, struct scratch *s, struct pt_regs *regs, __u64 nr)
{
	__u16 entry = ia32_records[nr];

	/* For user space, which the record of the call wakes: it has a flag, and no filter keeps it. */
	if (!control.met_compat)
		control.met_compat = 1;

	s->args[0] = (__u32)regs->bx;
	s->args[1] = (__u32)regs->cx;
	s->args[2] = (__u32)regs->dx;
	s->args[3] = (__u32)regs->si;
	s->args[4] = (__u32)regs->di;
	s->args[5] = (__u32)regs->bp;
	if (nr == IA32_SOCKETCALL)
		return socketcall_record(s, table);
	if (entry & SHORT_IDS_FROM_0)
		s->args[0] = long_id(s->args[0]);
	if (entry & (SHORT_IDS_FROM_0 | SHORT_IDS_FROM_1)) {
		s->args[1] = long_id(s->args[1]);
		s->args[2] = long_id(s->args[2]);
	}
	return entry & (RECORD_LIMIT - 1);
}

#else

static __always_inline __u32 ia32_call(const __u8 *table, struct scratch *s, struct pt_regs *regs, __u64 nr)
{
	/* 32-bit calls have numbers of their own; taking them for 64-bit ones would be a lie. */
	count(syscall_records[nr], COUNT_NO_HANDLER);
	return 0;
}

#endif

/*
 * The number of the record of a call in which the current task is, if it is asked for at this `moment` (AT_EXIT with
 * control.wanted, AT_ENTRY with control.entered) and the task is in scope; else 0.
 */
static __always_inline __u32 call_in(const __u8 *table, int moment, struct pt_regs *regs, __u64 nr)
{
	struct scratch *s;
	__u8 asked;
	bool compat;

	if (nr >= SYSCALL_LIMIT)
		return 0;
	asked = control.calls[nr] >> moment;
	if (!(asked & (CALL_64 | CALL_32)))
		return 0;
	compat = in_compat_call();
	if (!(asked & (compat ? CALL_32 : CALL_64)) || !current_in_scope())
		return 0;
	s = this_scratch();
	if (!s)
		return 0;
	s->compat = compat;
	if (compat)
		return ia32_call(table, s, regs, nr);
	s->args[0] = SYSCALL_ARG_0(regs);
	s->args[1] = SYSCALL_ARG_1(regs);
	s->args[2] = SYSCALL_ARG_2(regs);
	s->args[3] = SYSCALL_ARG_3(regs);
	s->args[4] = SYSCALL_ARG_4(regs);
	s->args[5] = SYSCALL_ARG_5(regs);
	return syscall_records[nr];
}

#endif
