/* SPDX-License-Identifier: Apache-2.0
 *
 * Paths, resolved in the kernel: from a dentry up to the root of the mount namespace.
 */
#ifndef LANNER_PATH_H
#define LANNER_PATH_H

static __always_inline struct mount *real_mount(struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/* Prepends the name of a dentry to the text in s->walk; gives 0 where it does not fit. */
static __always_inline int prepend(struct scratch *s, struct dentry *dentry, int slash)
{
	__u32 length = BPF_CORE_READ(dentry, d_name.len);
	const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
	__u32 start = s->walk_start;

	length &= 0xff;
	if (start < length + 1)
		return 0;
	start -= length;
	barrier_var(start);
	if (start >= PART_MAX)
		return 0;
	bpf_probe_read_kernel(&s->walk[start], length, name);
	if (slash) {
		start -= 1;
		barrier_var(start);
		if (start >= PART_MAX)
			return 0;
		s->walk[start] = '/';
	}
	s->walk_start = start;
	return 1;
}

/* Leaves the path in s->walk[s->walk_start .. PART_MAX). */
static __noinline int walk(struct scratch *s, struct dentry *dentry, struct vfsmount *mnt)
{
	struct dentry *parent;
	int i;

	s->walk_start = PART_MAX - 1;
	for (i = 0; i < WALK_COMPONENTS; i++) {
		if (dentry == BPF_CORE_READ(mnt, mnt_root)) {
			struct mount *m = real_mount(mnt);
			struct mount *up = BPF_CORE_READ(m, mnt_parent);

			if (up == m || !up)
				return 1;
			dentry = BPF_CORE_READ(m, mnt_mountpoint);
			mnt = (void *)up + bpf_core_field_offset(struct mount, mnt);
			continue;
		}
		parent = BPF_CORE_READ(dentry, d_parent);
		if (!parent)
			return 1;
		if (parent == dentry) {
			/* An object outside of any directory, such as a memfd: it has a name, but no path. */
			if (s->walk_start == PART_MAX - 1)
				prepend(s, dentry, 0);
			return 1;
		}
		if (!prepend(s, dentry, 1))
			break;
		dentry = parent;
	}
	s->flags |= FLAG_TRUNCATED_PATH;
	return 0;
}

static __always_inline void put_walked(struct scratch *s, struct lanner_string *slot)
{
	__u32 pos = next_part(s);
	__u32 start = s->walk_start;
	__u32 length;

	barrier_var(start);
	if (start >= PART_MAX || pos > DATA_SIZE - PART_MAX) {
		s->flags |= FLAG_TRUNCATED_PATH;
		return;
	}
	length = PART_MAX - 1 - start;
	if (!length) {
		s->data[pos] = '/';
		keep_part(s, slot, pos, 1);
		return;
	}
	barrier_var(length);
	if (length >= PART_MAX)
		return;
	bpf_probe_read_kernel(&s->data[pos], length, &s->walk[start]);
	keep_part(s, slot, pos, length);
}

static __always_inline void put_real_path(struct scratch *s, struct lanner_string *slot, struct dentry *dentry,
					  struct vfsmount *mnt)
{
	if (!dentry || !mnt)
		return;
	walk(s, dentry, mnt);
	put_walked(s, slot);
}

static __always_inline struct file *file_of(__s32 fd)
{
	struct fdtable *table = BPF_CORE_READ(current_task(), files, fdt);
	struct file **slots;
	struct file *file = 0;

	if (fd < 0 || (__u32)fd >= BPF_CORE_READ(table, max_fds))
		return 0;
	slots = BPF_CORE_READ(table, fd);
	bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

static __always_inline void put_file_path(struct scratch *s, struct lanner_string *slot, struct file *file)
{
	if (!file)
		return;
	put_real_path(s, slot, BPF_CORE_READ(file, f_path.dentry), BPF_CORE_READ(file, f_path.mnt));
}

/* The directory that a relative path starts from. */
static __always_inline void put_base(struct scratch *s, struct lanner_string *slot, __s32 dirfd)
{
	if (dirfd == AT_FDCWD) {
		struct fs_struct *fs = BPF_CORE_READ(current_task(), fs);

		put_real_path(s, slot, BPF_CORE_READ(fs, pwd.dentry), BPF_CORE_READ(fs, pwd.mnt));
	} else {
		put_file_path(s, slot, file_of(dirfd));
	}
}

/*
 * What the kernel used is what stood there when the call began; that becomes `raw`, and what stands there now `late`.
 * User space compares: where they differ, someone raced with the kernel.
 */
static __noinline int settle_race(struct scratch *s, struct lanner_path *path, __u32 index)
{
	__u64 key = bpf_get_current_pid_tgid();
	struct entry *e = bpf_map_lookup_elem(&entries, &key);
	__u32 pos = next_part(s);
	__u32 length;

	if (!e || index >= ENTRY_PATHS || pos > DATA_SIZE - PART_MAX)
		return 0;
	length = e->length[index];
	if (!length || length >= ENTRY_PATH_MAX)
		return 0;
	length -= 1;
	barrier_var(length);
	if (length >= ENTRY_PATH_MAX)
		return 0;
	path->late = path->raw;
	bpf_probe_read_kernel(&s->data[pos], length, e->path[index]);
	keep_part(s, &path->raw, pos, length);
	return 0;
}

/* `entry`: number of the copy made when the call began, or -1. */
static __always_inline void put_path(struct scratch *s, struct lanner_path *path, __s32 dirfd, const char *user,
				     int entry)
{
	put_user_string(s, &path->raw, user);
	if (entry >= 0)
		settle_race(s, path, entry);
	if (path->raw.offset < DATA_SIZE && s->data[path->raw.offset] != '/')
		put_base(s, &path->base, dirfd);
}

static __always_inline struct entry *entry_begin(void)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct entry *e = bpf_map_lookup_elem(&entry_scratches, &cpu);

	if (e)
		e->length[0] = e->length[1] = 0;
	return e;
}

static __always_inline void entry_path(struct entry *e, __u32 index, const char *user)
{
	long n = bpf_probe_read_user_str(e->path[index], ENTRY_PATH_MAX, user);

	e->length[index] = n > 0 ? n : 0;
}

static __always_inline int entry_end(struct entry *e)
{
	__u64 key = bpf_get_current_pid_tgid();

	bpf_map_update_elem(&entries, &key, e, BPF_ANY);
	return 0;
}

#endif
