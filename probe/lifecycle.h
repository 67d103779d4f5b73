/* SPDX-License-Identifier: Apache-2.0
 *
 * Processes that start, change and end: what keeps the process table of user space true.
 */
#ifndef LANNER_LIFECYCLE_H
#define LANNER_LIFECYCLE_H

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_process_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 pid = READ(child, tgid), parent_pid = READ(parent, tgid);
	struct record_process_new *r;
	struct scratch *s;
	__u8 watched = WATCHED;

	if (pid != READ(child, pid) || !in_scope(parent, parent_pid))
		return 0;
	if (settings.scope_mode == SCOPE_PIDS && bpf_map_update_elem(&scope_pids, &pid, &watched, BPF_ANY))
		count(RECORD_PROCESS_NEW, COUNT_TABLE_FULL);
	s = record_begin(RECORD_PROCESS_NEW, sizeof(*r), 0);
	if (!s)
		return 0;
	r = (void *)s->data;
	put_process(s, &r->process, child);
	record_send(s);
	/* Without the record user space would find out by itself what the process is. */
	if (control.inheriting && !s->lost)
		inherit_bits(s);
	return 0;
}

/*
 * Whether execveat made the new image. The entry of the call tells, where it is watched; a file given by descriptor
 * tells in any case.
 */
static __always_inline bool by_execveat(struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	__u64 key = (__u64)READ(task, tgid) << 32 | (__u32)old_pid;

	if (!bpf_map_delete_elem(&execveats, &key))
		return true;
	return bpf_core_field_exists(bprm->fdpath) && READ(bprm, fdpath);
}

/* Both calls have records of one shape. */
_Static_assert(sizeof(struct record_execve) == sizeof(struct record_execveat), "execve and execveat differ");

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_process_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	struct record_execve *r;
	struct scratch *s;

	if (!in_scope(task, READ(task, tgid)))
		return 0;
	if (settings.filtering)
		forget_image(task, READ(task, self_exec_id) - 1);
	s = record_begin_for(task, by_execveat(task, old_pid, bprm) ? RECORD_EXECVEAT : RECORD_EXECVE, sizeof(*r), 0);
	if (!s)
		return 0;
	r = (void *)s->data;
	if (is_compat(task))
		s->flags |= FLAG_COMPAT;
	put_process(s, &r->process, task);
	put_arguments(s, &r->process, READ(task, mm));
	put_kernel_string(s, &r->filename, READ(bprm, filename));
	return record_send(s);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_process_exit, struct task_struct *task)
{
	__u32 pid = READ(task, tgid);
	__u64 key = bpf_get_current_pid_tgid();
	int last = READ(task, signal, live.counter) == 0;
	int status = READ(task, exit_code);
	struct record_procexit *r;
	struct scratch *s;

	bpf_map_delete_elem(&entries, &key);
	bpf_map_delete_elem(&entry_addresses, &key);
	bpf_map_delete_elem(&execveats, &key);
	if (!in_scope(task, pid) || (!last && !control.wanted[RECORD_PROCEXIT]))
		return 0;
	s = record_begin_for(task, RECORD_PROCEXIT, sizeof(*r), 0);
	if (s) {
		r = (void *)s->data;
		r->status = status;
		r->ret = (status >> 8) & 0xff;
		r->sig = status & 0x7f;
		r->core = !!(status & 0x80);
		r->reaper_tid = last ? 0 : READ(task, group_leader, pid);
		if (last)
			s->flags |= FLAG_LAST_THREAD;
		record_send(s);
	}
	if (last && settings.filtering)
		forget_image(task, READ(task, self_exec_id));
	if (last && settings.scope_mode == SCOPE_PIDS)
		bpf_map_delete_elem(&scope_pids, &pid);
	return 0;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(on_cgroup_attach, struct cgroup *to, const char *path, struct task_struct *task, bool threadgroup)
{
	struct record_process_cgroup *r;
	struct scratch *s;

	if (READ(task, pid) != READ(task, tgid) || !in_scope(task, READ(task, tgid)))
		return 0;
	s = record_begin_for(task, RECORD_PROCESS_CGROUP, sizeof(*r), 0);
	if (!s)
		return 0;
	r = (void *)s->data;
	put_process(s, &r->process, task);
	return record_send(s);
}

/* Cold start: processes older than the engine. */
SEC("iter/task")
int snapshot(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct record_process_snapshot *r;
	struct scratch *s;
	__u32 pid, size;

	if (!task)
		return 0;
	pid = READ(task, tgid);
	if (pid != READ(task, pid))
		return 0;
	if (settings.scope_mode == SCOPE_PIDS && !bpf_map_lookup_elem(&scope_pids, &pid))
		return 0;
	s = record_begin_for(task, RECORD_PROCESS_SNAPSHOT, sizeof(*r), 0);
	if (!s)
		return 0;
	r = (void *)s->data;
	put_process(s, &r->process, task);
	((struct lanner_header *)s->data)->time = bpf_ktime_get_boot_ns();
	/* Read as one stream: the next record starts at a multiple of eight. */
	s->pos = (s->pos + 7) & ~7u;
	size = record_end(s);
	barrier_var(size);
	if (size > DATA_SIZE) {
		count(RECORD_PROCESS_SNAPSHOT, COUNT_TOO_LARGE);
		return 0;
	}
	bpf_seq_write(ctx->meta->seq, s->data, size);
	return 0;
}

#endif
