/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of the images of processes (`processes` in maps.h) while these fork, exec and exit.
 */
#ifndef LANNER_IMAGES_H
#define LANNER_IMAGES_H

/* Word by word: both are made of whole words. */
static __always_inline bool same_image(const struct image *a, const struct image *b)
{
	const __u64 *left = (const void *)a, *right = (const void *)b;
	__u64 differ = 0;
	__u32 i;

	_Static_assert(sizeof(struct image) % sizeof(__u64) == 0, "struct image is not made of words");
#pragma unroll
	for (i = 0; i < sizeof(struct image) / sizeof(__u64); i++)
		differ |= left[i] ^ right[i];
	return !differ;
}

/*
 * A forked process has the arguments and the environment of its maker. Its name is that of the thread that forked, which
 * may have been given another one; its executable may have been renamed, or exchanged by prctl. Where both are what they were
 * when user space judged the maker, what it found out holds of the new process, too. In a function of its own: it has the
 * stack to itself.
 */
static __noinline int inherit_bits(struct scratch *s)
{
	struct process_bits bits = {};
	struct process_key key = {};
	struct process_bits *known;
	struct record_process_new *r;
	__u32 offset, length;

	if (!s)
		return 0;
	r = (void *)s->data;
	key.start_time = r->header.startTime;
	key.exec_id = r->header.execId;
	key.pid = r->header.pid;
	known = bpf_map_lookup_elem(&processes, &key);
	if (!known || !known->inheritable || r->process.exeFlags & EXE_FROM_MEMFD)
		return 0;
	offset = r->process.exepath.offset;
	length = r->process.exepath.length;
	barrier_var(offset);
	barrier_var(length);
	if (offset >= DATA_SIZE || length > IMAGE_PATH_MAX)
		return 0;
	__builtin_memcpy(bits.image.comm, r->process.comm, TASK_COMM_LEN);
	if (bpf_probe_read_kernel(bits.image.exepath, length, &s->data[offset]) || !same_image(&bits.image, &known->image))
		return 0;
	bits.may = known->may;
	bits.may_not = known->may_not;
	bits.inheritable = 1;
	key.start_time = r->process.startTime;
	key.exec_id = r->process.execId;
	key.pid = r->process.pid;
	bpf_map_update_elem(&processes, &key, &bits, BPF_NOEXIST);
	return 0;
}

/* Makes room for others: there is no such image any more. */
static __always_inline void forget_image(struct task_struct *task, __u64 exec_id)
{
	struct process_key key = {
		.start_time = READ(task, group_leader, start_boottime),
		.exec_id = exec_id,
		.pid = READ(task, tgid),
	};

	bpf_map_delete_elem(&processes, &key);
}

#endif
