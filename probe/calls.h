/* SPDX-License-Identifier: Apache-2.0
 *
 * Handlers of the calls that need more than their row of the event table says.
 */
#ifndef LANNER_CALLS_H
#define LANNER_CALLS_H

#define OPEN_FLAGS_MASK 0x0fffffff
#define O_ACCMODE 3
#define O_CREAT 0100
#define O_TMPFILE_BIT 020000000 /* O_TMPFILE less the bit of O_DIRECTORY, which it contains */
#define MODE_MASK 07777
#define FORK_FLAGS 17 /* SIGCHLD */
#define CLONE_VFORK_VM 0x4100

#define BEGIN(NAME, name)                                                                                     \
	struct scratch *s = call_begin(RECORD_##NAME, sizeof(struct record_##name), ret);                     \
	if (!s)                                                                                               \
		return 0;                                                                                     \
	struct record_##name *r = (void *)s->data

static __always_inline __u32 open_flags(struct lanner_descriptor *d, __u64 asked, struct file *file)
{
	__u32 flags = asked & OPEN_FLAGS_MASK;

	if (file && (READ(file, f_mode) & FMODE_CREATED))
		flags |= O_F_CREATED;
	if (d->layer == LAYER_UPPER)
		flags |= FD_UPPER_LAYER;
	if (d->layer == LAYER_LOWER)
		flags |= FD_LOWER_LAYER;
	return flags;
}

/* Without a file to make the kernel does not look at the mode: whatever stands in its place is none. */
static __always_inline __u32 open_mode(__u64 flags, __u64 mode)
{
	return flags & (O_CREAT | O_TMPFILE_BIT) ? mode & MODE_MASK : 0;
}

static __always_inline void put_opened(struct scratch *s, struct lanner_path *name, struct lanner_descriptor *d,
				       __s32 dirfd, const char *user, struct file *file, __s32 fd)
{
	put_path(s, name, dirfd, user, -1);
	if (put_inode(s, d, file, fd < 0 ? -1 : fd))
		put_opened_path(s, &d->path, &name->raw, file);
	name->real = d->path;
}

HANDLER(open)
{
	struct file *file = file_of((__s32)ret);

	BEGIN(OPEN, open);
	put_opened(s, &r->name, &r->descriptor, AT_FDCWD, (const char *)ARG(0), file, (__s32)ret);
	r->flags = open_flags(&r->descriptor, ARG(1), file);
	r->mode = open_mode(ARG(1), ARG(2));
	return record_submit(ctx, s);
}

HANDLER(openat)
{
	struct file *file = file_of((__s32)ret);

	BEGIN(OPENAT, openat);
	r->dirfd = (__s32)ARG(0);
	put_opened(s, &r->name, &r->descriptor, (__s32)ARG(0), (const char *)ARG(1), file, (__s32)ret);
	r->flags = open_flags(&r->descriptor, ARG(2), file);
	r->mode = open_mode(ARG(2), ARG(3));
	return record_submit(ctx, s);
}

HANDLER(openat2)
{
	struct {
		__u64 flags, mode, resolve;
	} how = {};

	struct file *file = file_of((__s32)ret);

	BEGIN(OPENAT2, openat2);
	bpf_probe_read_user(&how, sizeof(how), (void *)ARG(2));
	r->dirfd = (__s32)ARG(0);
	put_opened(s, &r->name, &r->descriptor, (__s32)ARG(0), (const char *)ARG(1), file, (__s32)ret);
	/* Another thread may have rewritten the structure: for what the file is open, it says itself. */
	if (file)
		how.flags = (how.flags & ~(__u64)O_ACCMODE) | (READ(file, f_flags) & O_ACCMODE);
	r->flags = open_flags(&r->descriptor, how.flags, file);
	r->mode = open_mode(how.flags, how.mode);
	r->resolve = how.resolve;
	return record_submit(ctx, s);
}

HANDLER(creat)
{
	struct file *file = file_of((__s32)ret);

	BEGIN(CREAT, creat);
	put_opened(s, &r->name, &r->descriptor, AT_FDCWD, (const char *)ARG(0), file, (__s32)ret);
	r->mode = ARG(1);
	r->creat_flags = r->descriptor.layer;
	return record_submit(ctx, s);
}

HANDLER(open_by_handle_at)
{
	struct file *file = file_of((__s32)ret);

	BEGIN(OPEN_BY_HANDLE_AT, open_by_handle_at);
	r->mountfd = (__s32)ARG(0);
	put_file(s, &r->descriptor, file, ret < 0 ? -1 : (__s32)ret);
	r->flags = open_flags(&r->descriptor, ARG(2), file);
	return record_submit(ctx, s);
}

/* An exec that succeeded was sent when the new image took over. */
#define FAILED_EXEC(NAME, name, file, vector)                                                                 \
	HANDLER(name)                                                                                         \
	{                                                                                                     \
		__u64 key = bpf_get_current_pid_tgid();                                                       \
                                                                                                              \
		bpf_map_delete_elem(&execveats, &key);                                                        \
		if (ret >= 0)                                                                                 \
			return 0;                                                                             \
		BEGIN(NAME, name);                                                                            \
		put_process(s, &r->process, current_task());                                                  \
		put_argument_vector(s, &r->process.args, (const void *)ARG(vector));                          \
		put_user_string(s, &r->filename, (const char *)ARG(file));                                    \
		return record_submit(ctx, s);                                                                        \
	}
FAILED_EXEC(EXECVE, execve, 0, 1)
FAILED_EXEC(EXECVEAT, execveat, 1, 2)

ENTRY_HANDLER(execveat, EXECVEAT, 0)
{
	__u64 key = bpf_get_current_pid_tgid();
	__u8 entered = 1;

	bpf_map_update_elem(&execveats, &key, &entered, BPF_ANY);
	return 0;
}

/* What was asked for, and whether children of the task are in another namespace of pids than that of the machine. */
static __always_inline __u64 clone_flags(__u32 asked)
{
	struct task_struct *task = current_task();
	struct pid *own = READ(task, thread_pid);
	__u64 flags = asked;

	if (READ(own, level) || READ(task, nsproxy, pid_ns_for_children) != namespace_of(own))
		flags |= CLONE_CHILD_IN_PIDNS;
	return flags;
}

HANDLER(clone)
{
	BEGIN(CLONE, clone);
	r->flags = clone_flags(ARG(0));
	return record_submit(ctx, s);
}

HANDLER(clone3)
{
	__u64 flags = 0;

	BEGIN(CLONE3, clone3);
	bpf_probe_read_user(&flags, sizeof(flags), (void *)ARG(0));
	r->flags = clone_flags(flags);
	return record_submit(ctx, s);
}

HANDLER(fork)
{
	BEGIN(FORK, fork);
	r->flags = clone_flags(FORK_FLAGS);
	return record_submit(ctx, s);
}

HANDLER(vfork)
{
	BEGIN(VFORK, vfork);
	r->flags = clone_flags(CLONE_VFORK_VM | FORK_FLAGS);
	return record_submit(ctx, s);
}

HANDLER(setsid)
{
	BEGIN(SETSID, setsid);
	put_process(s, &r->process, current_task());
	return record_submit(ctx, s);
}

HANDLER(setpgid)
{
	BEGIN(SETPGID, setpgid);
	r->pid = (__s32)ARG(0);
	r->pgid = (__s32)ARG(1);
	put_process(s, &r->process, current_task());
	return record_submit(ctx, s);
}

HANDLER(chdir)
{
	BEGIN(CHDIR, chdir);
	put_base(s, &r->cwd, AT_FDCWD);
	put_user_string(s, &r->path, (const char *)ARG(0));
	return record_submit(ctx, s);
}

HANDLER(fchdir)
{
	BEGIN(FCHDIR, fchdir);
	r->fd = (__s32)ARG(0);
	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	put_base(s, &r->cwd, AT_FDCWD);
	return record_submit(ctx, s);
}

#define PR_SET_NAME 15

HANDLER(prctl)
{
	BEGIN(PRCTL, prctl);
	r->option = (__u32)ARG(0);
	if (r->option == PR_SET_NAME)
		put_user_string(s, &r->arg2_str, (const char *)ARG(1));
	else
		r->arg2_int = ARG(1);
	return record_submit(ctx, s);
}

HANDLER(capset)
{
	BEGIN(CAPSET, capset);
	/* After the call: what the process really has now. */
	r->cap_inheritable = r->header.capInheritable;
	r->cap_permitted = r->header.capPermitted;
	r->cap_effective = r->header.capEffective;
	return record_submit(ctx, s);
}

HANDLER(init_module)
{
	BEGIN(INIT_MODULE, init_module);
	put_user_bytes(s, &r->img, (void *)ARG(0), ARG(1), SNAPLEN);
	r->length = ARG(1);
	put_user_string(s, &r->uargs, (const char *)ARG(2));
	return record_submit(ctx, s);
}

#define SOCKET_TYPE_FLAGS 02004000 /* SOCK_CLOEXEC, SOCK_NONBLOCK */

HANDLER(socket)
{
	BEGIN(SOCKET, socket);
	put_descriptor(s, &r->descriptor, (__s32)ret);
	r->domain = (__u32)ARG(0);
	r->type = (__u32)ARG(1);
	r->proto = (__u32)ARG(2);
	r->flags = (__u32)ARG(1) & SOCKET_TYPE_FLAGS;
	return record_submit(ctx, s);
}

ENTRY_HANDLER(connect, CONNECT, 3)
{
	return enter_address((const void *)ARG(1), (__u32)ARG(2));
}

HANDLER(connect)
{
	BEGIN(CONNECT, connect);
	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	put_given_address(s, &r->addr, (const void *)ARG(1), (__u32)ARG(2));
	return record_submit(ctx, s);
}

#define ACCEPT(r)                                                                                             \
	do {                                                                                                  \
		struct sock *listener = sock_of(file_of((__s32)ARG(0)));                                      \
		put_descriptor(s, &(r)->descriptor, (__s32)ret);                                              \
		if (listener) {                                                                               \
			(r)->queuelen = READ(listener, sk_ack_backlog);                              \
			(r)->queuemax = READ(listener, sk_max_ack_backlog);                          \
			if ((r)->queuemax)                                                                    \
				(r)->queuepct = (r)->queuelen * 100ull / (r)->queuemax;                       \
		}                                                                                             \
	} while (0)

HANDLER(accept)
{
	BEGIN(ACCEPT, accept);
	ACCEPT(r);
	return record_submit(ctx, s);
}

HANDLER(accept4)
{
	BEGIN(ACCEPT4, accept4);
	ACCEPT(r);
	r->flags = (__s32)ARG(3);
	return record_submit(ctx, s);
}

HANDLER(bind)
{
	BEGIN(BIND, bind);
	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	put_address(s, &r->addr, (const void *)ARG(1), (__u32)ARG(2));
	r->fd = (__s32)ARG(0);
	return record_submit(ctx, s);
}

ENTRY_HANDLER(sendto, SENDTO, 6)
{
	return enter_address((const void *)ARG(4), (__u32)ARG(5));
}

HANDLER(sendto)
{
	BEGIN(SENDTO, sendto);
	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	if (ret > 0)
		put_user_bytes(s, &r->data, (const void *)ARG(1), ret, SNAPLEN);
	r->fd = (__s32)ARG(0);
	r->size = (__u32)ARG(2);
	put_given_address(s, &r->tuple, (const void *)ARG(4), (__u32)ARG(5));
	return record_submit(ctx, s);
}

HANDLER(recvfrom)
{
	__s32 length = 0;

	BEGIN(RECVFROM, recvfrom);
	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	if (ret > 0)
		put_user_bytes(s, &r->data, (const void *)ARG(1), ret, SNAPLEN);
	r->fd = (__s32)ARG(0);
	r->size = (__u32)ARG(2);
	if (ret >= 0 && ARG(5) && !bpf_probe_read_user(&length, sizeof(length), (const void *)ARG(5)))
		put_address(s, &r->tuple, (const void *)ARG(4), length);
	return record_submit(ctx, s);
}

/* struct msghdr as user space lays it out. */
struct message {
	const void *name;
	__u32 name_length;
	const struct message_part {
		const void *base;
		__u64 length;
	} *parts;
	__u64 part_count;
	const void *control;
	__u64 control_length;
};

/* The same two in the 32-bit interface. */
struct message_32 {
	__u32 name, name_length, parts, part_count, control, control_length;
};

struct message_part_32 {
	__u32 base, length;
};

#define MESSAGE_PARTS 8

static __always_inline long read_message(struct scratch *s, struct message *m, const void *user)
{
	struct message_32 m32 = {};
	long failed;

	if (!s->compat)
		return bpf_probe_read_user(m, sizeof(*m), user);
	failed = bpf_probe_read_user(&m32, sizeof(m32), user);
	m->name = (const void *)(__u64)m32.name;
	m->name_length = m32.name_length;
	m->parts = (const void *)(__u64)m32.parts;
	m->part_count = m32.part_count;
	m->control = (const void *)(__u64)m32.control;
	m->control_length = m32.control_length;
	return failed;
}

static __always_inline long read_message_part(struct scratch *s, struct message_part *part, const struct message *m, int i)
{
	struct message_part_32 part32 = {};
	long failed;

	if (!s->compat)
		return bpf_probe_read_user(part, sizeof(*part), &m->parts[i]);
	failed = bpf_probe_read_user(&part32, sizeof(part32), (const struct message_part_32 *)m->parts + i);
	part->base = (const void *)(__u64)part32.base;
	part->length = part32.length;
	return failed;
}

static __always_inline __u32 message_size(struct scratch *s, const struct message *m)
{
	__u32 size = 0;
	int i;

	for (i = 0; i < MESSAGE_PARTS && i < m->part_count; i++) {
		struct message_part part = {};

		if (read_message_part(s, &part, m, i))
			break;
		size += part.length;
	}
	return size;
}

static __always_inline void put_message_data(struct scratch *s, struct lanner_string *slot, const struct message *m,
					     long ret)
{
	struct message_part part = {};

	if (ret <= 0 || read_message_part(s, &part, m, 0))
		return;
	put_user_bytes(s, slot, part.base, part.length < ret ? part.length : ret, SNAPLEN);
}

ENTRY_HANDLER(sendmsg, SENDMSG, 2)
{
	struct message m = {};

	read_message(s, &m, (const void *)ARG(1));
	return enter_address(m.name, m.name_length);
}

HANDLER(sendmsg)
{
	struct message m = {};

	BEGIN(SENDMSG, sendmsg);
	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	if (!read_message(s, &m, (const void *)ARG(1))) {
		put_message_data(s, &r->data, &m, ret);
		r->size = message_size(s, &m);
		put_given_address(s, &r->tuple, m.name, m.name_length);
	}
	return record_submit(ctx, s);
}

HANDLER(recvmsg)
{
	struct message m = {};

	BEGIN(RECVMSG, recvmsg);
	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	if (!read_message(s, &m, (const void *)ARG(1))) {
		put_message_data(s, &r->data, &m, ret);
		r->size = message_size(s, &m);
		if (ret >= 0) {
			put_address(s, &r->tuple, m.name, m.name_length);
			put_user_bytes(s, &r->msgcontrol, m.control, m.control_length, SNAPLEN);
		}
	}
	return record_submit(ctx, s);
}

#endif
