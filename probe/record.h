/* SPDX-License-Identifier: Apache-2.0
 *
 * Beginning, filling and sending a record; what is missing is counted.
 */
#ifndef LANNER_RECORD_H
#define LANNER_RECORD_H

#define HANDLER(name) SEC("tp_btf/sys_exit") int BPF_PROG(on_##name, struct pt_regs *regs, long ret)

/* Of any alignment: the compiler would take and put words byte by byte. */
static __always_inline __u64 load_word(const __u8 *at)
{
	__u64 word;

	asm volatile("%0 = *(u64 *)(%1 + 0)" : "=r"(word) : "r"(at));
	return word;
}

static __always_inline void store_word(__u8 *at, __u64 word)
{
	asm volatile("*(u64 *)(%0 + 0) = %1" : : "r"(at), "r"(word) : "memory");
}

static __always_inline void count(__u32 type, __u32 counter)
{
	__u32 key = type * COUNTERS + counter;
	__u64 *value = bpf_map_lookup_elem(&counters, &key);

	if (value)
		*value += 1;
}

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

/* Of this processor: a program that runs here is not interrupted by another that uses it. */
static __always_inline struct scratch *this_scratch(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&scratches, &cpu);
}

/* 64 bits; two words of 32 before 6.3, in the same order on the little-endian machines that there are. */
#ifdef DIRECT_READS
#define CAPABILITIES(cred, set) READ(cred, set.val)
#else
#define CAPABILITIES(cred, set)                                                                               \
	({                                                                                                    \
		__u64 bits = 0;                                                                               \
		bpf_core_read(&bits, sizeof(bits), &(cred)->set);                                             \
		bits;                                                                                         \
	})
#endif

static __always_inline void put_comm(__u8 *comm, struct task_struct *task)
{
#ifdef DIRECT_READS
	const __u64 *words = (void *)KERNEL(task) + bpf_core_field_offset(struct task_struct, comm);

	((__u64 *)comm)[0] = words[0];
	((__u64 *)comm)[1] = words[1];
#else
	bpf_core_read(comm, TASK_COMM_LEN, &task->comm);
#endif
}

/* All but the time, which is that of sending: most records are not sent. */
static __always_inline void fill_header(struct lanner_header *h, __u16 type, struct task_struct *task, long ret)
{
	const struct cred *cred = READ(task, cred);

	h->type = type;
	h->startTime = READ(task, group_leader, start_boottime);
	h->execId = READ(task, self_exec_id);
	h->ret = ret;
	h->capEffective = CAPABILITIES(cred, cap_effective);
	h->capPermitted = CAPABILITIES(cred, cap_permitted);
	h->capInheritable = CAPABILITIES(cred, cap_inheritable);
	h->pid = READ(task, tgid);
	h->tid = READ(task, pid);
	h->uid = READ(cred, euid.val);
	h->gid = READ(cred, egid.val);
	h->loginuid = bpf_core_field_exists(task->loginuid) ? READ(task, loginuid.val) : (__u32)-1;
	h->cpu = bpf_get_smp_processor_id();
	put_comm(h->comm, task);
}

/* `size` is that of the fixed part: it is cleared, the header is filled, text goes behind it. */
static __always_inline struct scratch *record_begin_for(struct task_struct *task, __u16 type, __u32 size, long ret)
{
	struct scratch *s = this_scratch();

	if (!s)
		return 0;
	s->pos = size;
	s->flags = 0;
	s->views = 0;
	__builtin_memset(s->data, 0, size);
	fill_header((struct lanner_header *)s->data, type, task, ret);
	return s;
}

static __always_inline struct scratch *record_begin(__u16 type, __u32 size, long ret)
{
	return record_begin_for(current_task(), type, size, ret);
}

/* The record of a call that ends: only there does `compat` speak of what is going on. */
static __always_inline struct scratch *call_begin(__u16 type, __u32 size, long ret)
{
	struct scratch *s = record_begin(type, size, ret);

	if (s && s->compat)
		s->flags = FLAG_COMPAT;
	return s;
}

static __always_inline void count_flags(__u32 type, __u32 flags)
{
	if (flags & FLAG_TRUNCATED_PATH)
		count(type, COUNT_TRUNCATED_PATH);
	if (flags & FLAG_TRUNCATED_ARGS)
		count(type, COUNT_TRUNCATED_ARGS);
	if (flags & FLAG_TRUNCATED_ENV)
		count(type, COUNT_TRUNCATED_ENV);
	if (flags & FLAG_UNREADABLE)
		count(type, COUNT_UNREADABLE);
}

static __always_inline __u32 record_end(struct scratch *s)
{
	struct lanner_header *h = (struct lanner_header *)s->data;
	__u32 size = s->pos;

	h->flags = s->flags;
	h->size = size;
	if (s->flags)
		count_flags(h->type, s->flags);
	return size;
}

static __always_inline int record_output(struct scratch *s)
{
	struct lanner_header *h = (struct lanner_header *)s->data;
	__u32 type = h->type;
	__u32 size = h->size;
	/* By itself the ring wakes a reader that has read all that came before: one that is about to sleep is never missed. */
	__u64 wake = 0;
	long failed;

	barrier_var(size);
	if (size > DATA_SIZE) {
		count(type, COUNT_TOO_LARGE);
		s->lost = 1;
		return 0;
	}
	h->time = bpf_ktime_get_boot_ns();
	if (control.sleeping) {
		control.sleeping = 0;
		wake = BPF_RB_FORCE_WAKEUP;
	}
	if (type >= FIRST_STATE_RECORD || state_events[type & (RECORD_LIMIT - 1)])
		failed = bpf_ringbuf_output(&life, s->data, size, wake);
	else
		failed = bpf_ringbuf_output(&events, s->data, size, wake);
	s->lost = failed != 0;
	count(type, failed ? COUNT_RING_FULL : COUNT_SENT);
	return 0;
}

static __always_inline int record_send(struct scratch *s)
{
	record_end(s);
	return record_output(s);
}

/* Sends the record unless a filter of its type says that no rule can match it. Nothing comes after it in a handler. */
static __always_inline int record_submit(void *ctx, struct scratch *s)
{
	struct lanner_header *h = (struct lanner_header *)s->data;
	__u32 type = h->type & (RECORD_LIMIT - 1);

	record_end(s);
	if (settings.filtering && control.filtered[type])
		bpf_tail_call(ctx, &stages, type);
	return record_output(s);
}

/* Where the next part goes, or a value above DATA_SIZE - PART_MAX: no room. */
static __always_inline __u32 next_part(struct scratch *s)
{
	__u32 pos = s->pos;

	barrier_var(pos);
	return pos;
}

static __always_inline void keep_part(struct scratch *s, struct lanner_string *slot, __u32 pos, __u32 length)
{
	slot->offset = pos;
	slot->length = length;
	s->pos = pos + length;
}

static __always_inline void put_user_string(struct scratch *s, struct lanner_string *slot, const char *user)
{
	__u32 pos = next_part(s);
	long n;

	if (!user)
		return;
	if (pos > DATA_SIZE - PART_MAX) {
		s->flags |= FLAG_TRUNCATED_PATH;
		return;
	}
	n = bpf_probe_read_user_str(&s->data[pos], PART_MAX, user);
	if (n <= 0) {
		s->flags |= FLAG_UNREADABLE;
		return;
	}
	if (n == PART_MAX)
		s->flags |= FLAG_TRUNCATED_PATH;
	keep_part(s, slot, pos, n - 1);
}

/* `limit` must be a constant of at most PART_MAX. Gives 1 where bytes were left out. */
static __always_inline int put_user_bytes(struct scratch *s, struct lanner_string *slot, const void *user, __u64 length,
					  __u32 limit)
{
	__u32 pos = next_part(s);
	__u32 n = length > limit ? limit : (__u32)length;

	if (!user || !length)
		return 0;
	if (pos > DATA_SIZE - PART_MAX)
		return 1;
	barrier_var(n);
	if (n > PART_MAX)
		return 1;
	if (bpf_probe_read_user(&s->data[pos], n, user)) {
		s->flags |= FLAG_UNREADABLE;
		return 0;
	}
	keep_part(s, slot, pos, n);
	return length > limit;
}

static __always_inline void put_kernel_string(struct scratch *s, struct lanner_string *slot, const char *text)
{
	__u32 pos = next_part(s);
	long n;

	if (!text || pos > DATA_SIZE - PART_MAX)
		return;
	n = bpf_probe_read_kernel_str(&s->data[pos], PART_MAX, text);
	if (n > 0)
		keep_part(s, slot, pos, n - 1);
}

#endif
