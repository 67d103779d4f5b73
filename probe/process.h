/* SPDX-License-Identifier: Apache-2.0
 *
 * What the kernel knows of a process.
 */
#ifndef LANNER_PROCESS_H
#define LANNER_PROCESS_H

/* The number and the namespace of a pid at a level of the nesting of namespaces. */
static __always_inline void *upid_at(struct pid *pid, __u32 level)
{
	return (void *)pid + bpf_core_field_offset(struct pid, numbers) + level * bpf_core_type_size(struct upid);
}

static __always_inline struct pid_namespace *namespace_of(struct pid *pid)
{
	struct pid_namespace *ns = 0;

	if (pid)
		bpf_probe_read_kernel(&ns, sizeof(ns), upid_at(pid, READ(pid, level)) + bpf_core_field_offset(struct upid, ns));
	return ns;
}

/* As the process `in` sees it; 0: it does not. */
static __always_inline __u32 pid_seen_by(struct pid *pid, struct pid *in)
{
	__u32 level = READ(in, level);
	struct pid_namespace *ns = 0;
	__u32 nr = 0;

	if (!pid || !in || level > READ(pid, level))
		return 0;
	bpf_probe_read_kernel(&ns, sizeof(ns), upid_at(pid, level) + bpf_core_field_offset(struct upid, ns));
	if (ns != namespace_of(in))
		return 0;
	bpf_probe_read_kernel(&nr, sizeof(nr), upid_at(pid, level) + bpf_core_field_offset(struct upid, nr));
	return nr;
}

static __always_inline __u32 pid_in_root_namespace(struct pid *pid)
{
	return pid ? READ(pid, numbers[0].nr) : 0;
}

static __always_inline __u32 tty_of(struct signal_struct *signal)
{
	struct tty_struct *tty = READ(signal, tty);
	__u32 major, minor;

	if (!tty)
		return 0;
	major = READ(tty, driver, major);
	minor = READ(tty, driver, minor_start) + READ(tty, index);
	/* As st_rdev and /proc/PID/stat show it. */
	return (minor & 0xff) | (major << 8) | ((minor & ~0xffu) << 12);
}

#define TIME_NS(seconds, nanoseconds) ((__u64)(seconds) * 1000000000ULL + (nanoseconds))

/* Since 6.13 the kernel marks there that somebody has asked for the time. */
#define I_CTIME_QUERIED (1u << 31)

static __always_inline __u64 ctime_of(struct inode *inode)
{
	struct inode___6_6 *v6_6 = (void *)inode;
	struct inode___5_8 *v5_8 = (void *)inode;

	if (bpf_core_field_exists(inode->i_ctime_sec))
		return TIME_NS(READ(inode, i_ctime_sec), READ(inode, i_ctime_nsec) & ~I_CTIME_QUERIED);
	if (bpf_core_field_exists(v6_6->__i_ctime))
		return TIME_NS(READ(v6_6, __i_ctime.tv_sec), READ(v6_6, __i_ctime.tv_nsec));
	return TIME_NS(READ(v5_8, i_ctime.tv_sec), READ(v5_8, i_ctime.tv_nsec));
}

static __always_inline __u64 mtime_of(struct inode *inode)
{
	struct inode___6_7 *v6_7 = (void *)inode;
	struct inode___5_8 *v5_8 = (void *)inode;

	if (bpf_core_field_exists(inode->i_mtime_sec))
		return TIME_NS(READ(inode, i_mtime_sec), READ(inode, i_mtime_nsec));
	if (bpf_core_field_exists(v6_7->__i_mtime))
		return TIME_NS(READ(v6_7, __i_mtime.tv_sec), READ(v6_7, __i_mtime.tv_nsec));
	return TIME_NS(READ(v5_8, i_mtime.tv_sec), READ(v5_8, i_mtime.tv_nsec));
}

/* Could the process write to its own executable? */
static __always_inline int may_write(struct inode *inode, const struct cred *cred)
{
	__u16 mode = READ(inode, i_mode);

	if (CAPABILITIES(cred, cap_effective) & (1ULL << CAP_DAC_OVERRIDE))
		return 1;
	if (READ(inode, i_uid.val) == READ(cred, euid.val))
		return mode & 0200;
	if (READ(inode, i_gid.val) == READ(cred, egid.val))
		return mode & 0020;
	return mode & 0002;
}

static __always_inline int is_memfd(struct dentry *dentry)
{
	const unsigned char *name = READ(dentry, d_name.name);
	char start[6] = {};

	bpf_probe_read_kernel(start, sizeof(start), name);
	return READ(dentry, d_parent) == dentry && start[0] == 'm' && start[1] == 'e' && start[2] == 'm' &&
	       start[3] == 'f' && start[4] == 'd' && start[5] == ':';
}

static __noinline int put_executable(struct scratch *s, struct lanner_process *p, struct file *file,
				     struct task_struct *task)
{
	struct inode *inode = READ(file, f_inode);
	struct dentry *dentry = READ(file, f_path.dentry);
	__u8 layer = overlay_layer(inode);

	p->exeIno = READ(inode, i_ino);
	p->exeDev = encode_device(READ(inode, i_sb, s_dev));
	p->exeCtime = ctime_of(inode);
	p->exeMtime = mtime_of(inode);
	if (layer == LAYER_UPPER)
		p->exeFlags |= EXE_UPPER_LAYER;
	if (layer == LAYER_LOWER)
		p->exeFlags |= EXE_LOWER_LAYER;
	if (is_memfd(dentry))
		p->exeFlags |= EXE_FROM_MEMFD;
	if (may_write(inode, READ(task, cred)))
		p->exeFlags |= EXE_WRITABLE;
	put_real_path(s, &p->exepath, dentry, READ(file, f_path.mnt));
	return 0;
}

static __always_inline void put_memory(struct lanner_process *p, struct mm_struct *mm)
{
	struct mm_struct___6_1 *old = (void *)mm;
	__s64 file, anon, swap, shmem;

	if (bpf_core_field_exists(old->rss_stat.count)) {
		file = READ(old, rss_stat.count[0].counter);
		anon = READ(old, rss_stat.count[1].counter);
		swap = READ(old, rss_stat.count[2].counter);
		shmem = READ(old, rss_stat.count[3].counter);
	} else {
		file = READ(mm, rss_stat[0].count);
		anon = READ(mm, rss_stat[1].count);
		swap = READ(mm, rss_stat[2].count);
		shmem = READ(mm, rss_stat[3].count);
	}
	p->vmSize = READ(mm, total_vm) * settings.page_kib;
	p->vmRss = (file + anon + shmem) * settings.page_kib;
	p->vmSwap = swap * settings.page_kib;
}

static __always_inline void put_namespaces(struct lanner_process *p, struct task_struct *task)
{
	struct nsproxy *ns = READ(task, nsproxy);
	struct cred___ns *cred = (void *)READ(task, cred);
	struct pid_namespace *pid_ns = namespace_of(READ(task, thread_pid));

	if (pid_ns) {
		p->nsPid = READ(pid_ns, ns.inum);
		p->pidnsInitStart = READ(pid_ns, child_reaper, start_boottime);
	}
	p->nsUser = READ(cred, user_ns, ns.inum);
	if (!ns)
		return;
	p->nsMnt = READ(ns, mnt_ns, ns.inum);
	p->nsNet = READ(ns, net_ns, ns.inum);
	p->nsUts = READ(ns, uts_ns, ns.inum);
	p->nsIpc = READ(ns, ipc_ns, ns.inum);
	p->nsCgroup = READ(ns, cgroup_ns, ns.inum);
}

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___6_15 *new = (void *)node;

	if (bpf_core_field_exists(new->__parent))
		return READ(new, __parent);
	return READ(node, parent);
}

#define CGROUP_DEPTH 16
#define CGROUP_NAME_MAX 256

static __noinline int put_cgroup(struct scratch *s, struct lanner_string *slot, struct cgroup *cgroup)
{
	struct kernfs_node *node = READ(cgroup, kn);
	int i;

	s->walk_start = PART_MAX - 1;
	for (i = 0; i < CGROUP_DEPTH && node; i++) {
		struct kernfs_node *parent = kernfs_parent(node);
		__u32 start = s->walk_start;
		char name[CGROUP_NAME_MAX];
		long length;

		if (!parent)
			break;
		length = bpf_probe_read_kernel_str(name, sizeof(name), READ(node, name));
		if (length <= 1 || start < CGROUP_NAME_MAX + 1)
			break;
		length -= 1;
		start -= length;
		barrier_var(start);
		barrier_var(length);
		if (start >= PART_MAX || length <= 0 || length >= CGROUP_NAME_MAX)
			break;
		bpf_probe_read_kernel(&s->walk[start], length, name);
		start -= 1;
		barrier_var(start);
		if (start >= PART_MAX)
			break;
		s->walk[start] = '/';
		s->walk_start = start;
		node = parent;
	}
	put_walked(s, slot);
	return 0;
}

static __always_inline struct cgroup *cgroup_of(struct css_set *set, int subsystem)
{
	struct cgroup_subsys_state *css = 0;

	bpf_probe_read_kernel(&css, sizeof(css),
			      (void *)set + bpf_core_field_offset(struct css_set, subsys) + subsystem * sizeof(css));
	return css ? READ(css, cgroup) : 0;
}

#define PUT_CGROUP(slot, subsystem)                                                                           \
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, subsystem))                                     \
		put_cgroup(s, &p->slot, cgroup_of(set, bpf_core_enum_value(enum cgroup_subsys_id, subsystem)))

static __noinline int put_cgroups(struct scratch *s, struct lanner_process *p, struct task_struct *task)
{
	struct css_set *set = READ(task, cgroups);

	put_cgroup(s, &p->cgroupUnified, READ(set, dfl_cgrp));
	PUT_CGROUP(cgroupCpuset, cpuset_cgrp_id);
	PUT_CGROUP(cgroupCpu, cpu_cgrp_id);
	PUT_CGROUP(cgroupMemory, memory_cgrp_id);
	PUT_CGROUP(cgroupPids, pids_cgrp_id);
	return 0;
}

/* Everything but arguments and environment, which only the process itself can have read. */
static __always_inline void put_process(struct scratch *s, struct lanner_process *p, struct task_struct *task)
{
	struct signal_struct *signal = READ(task, signal);
	struct task_struct *parent = READ(task, real_parent);
	struct mm_struct *mm = READ(task, mm);
	struct fs_struct *fs = READ(task, fs);
	struct pid *group = READ(signal, pids[PIDTYPE_PGID]);
	struct pid *session = READ(signal, pids[PIDTYPE_SID]);
	struct pid *own = READ(task, group_leader, thread_pid);

	p->startTime = READ(task, group_leader, start_boottime);
	p->execId = READ(task, self_exec_id);
	p->pid = READ(task, tgid);
	p->vpid = pid_seen_by(own, own);
	p->ppid = READ(parent, tgid);
	p->parentStartTime = READ(parent, group_leader, start_boottime);
	p->pgid = pid_in_root_namespace(group);
	p->vpgid = pid_seen_by(group, own);
	p->sid = pid_in_root_namespace(session);
	p->vsid = pid_seen_by(session, own);
	p->tty = tty_of(signal);
	p->fdlimit = READ(signal, rlim[RLIMIT_NOFILE].rlim_cur);
	p->pgftMajor = READ(task, maj_flt);
	p->pgftMinor = READ(task, min_flt);
	put_comm(p->comm, task);
	put_namespaces(p, task);
	if (mm) {
		struct file *exe = READ(mm, exe_file);

		put_memory(p, mm);
		if (exe)
			put_executable(s, p, exe, task);
	}
	if (fs)
		put_real_path(s, &p->cwd, READ(fs, pwd.dentry), READ(fs, pwd.mnt));
	put_cgroups(s, p, task);
}

static __always_inline void put_arguments(struct scratch *s, struct lanner_process *p, struct mm_struct *mm)
{
	unsigned long start = READ(mm, arg_start), end = READ(mm, arg_end);

	if (put_user_bytes(s, &p->args, (void *)start, end - start, PART_MAX))
		s->flags |= FLAG_TRUNCATED_ARGS;
	start = READ(mm, env_start);
	end = READ(mm, env_end);
	if (put_user_bytes(s, &p->env, (void *)start, end - start, PART_MAX))
		s->flags |= FLAG_TRUNCATED_ENV;
}

/* The argument vector of an exec that failed: still in the memory of the caller, string by string. */
#define FAILED_EXEC_ARGS 32

static __always_inline void put_argument_vector(struct scratch *s, struct lanner_string *slot, const void *vector)
{
	__u32 start = next_part(s), pos = start;
	int i;

	for (i = 0; i < FAILED_EXEC_ARGS; i++) {
		__u32 size = s->compat ? 4 : 8;
		const char *argument = 0;
		long n;

		barrier_var(size);
		if (size > sizeof(argument) || bpf_probe_read_user(&argument, size, vector + i * size) || !argument)
			break;
		barrier_var(pos);
		if (pos > DATA_SIZE - PART_MAX || pos - start > PART_MAX) {
			s->flags |= FLAG_TRUNCATED_ARGS;
			break;
		}
		n = bpf_probe_read_user_str(&s->data[pos], PART_MAX, argument);
		if (n <= 0) {
			s->flags |= FLAG_UNREADABLE;
			break;
		}
		pos += n;
	}
	if (pos > start)
		keep_part(s, slot, start, pos - start);
}

#endif
