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

/* What a step up the tree needs of a dentry: d_parent and d_name, as they lie in the kernel. */
struct component {
	struct dentry *parent;
	__u32 hash;
	__u32 length;
	const unsigned char *name;
};

static __always_inline void read_component(struct component *c, struct dentry *dentry)
{
#ifndef DIRECT_READS
	/* The two members are neighbours in all kernels so far: one call instead of three. */
	if (bpf_core_field_offset(struct dentry, d_name.len) ==
	    bpf_core_field_offset(struct dentry, d_parent) + __builtin_offsetof(struct component, length)) {
		bpf_probe_read_kernel(c, sizeof(*c), (void *)dentry + bpf_core_field_offset(struct dentry, d_parent));
		return;
	}
#endif
	c->parent = READ(dentry, d_parent);
	c->length = READ(dentry, d_name.len);
	c->name = READ(dentry, d_name.name);
}

#ifdef DIRECT_READS

#define PAGE_LAST_WORD (4096 - sizeof(__u64))

/*
 * Short names word by word, from their end: what a word takes in too much goes to where the rest of the path is yet to
 * come. Gives 0 for longer ones, and for the few that lie at the end of a page: behind it there may be nothing to load.
 */
static __always_inline int prepend_words(__u8 *start, const unsigned char *name, __u32 length)
{
	__u8 *end = start + length;

	if (length > 32)
		return 0;
	if (length < 8) {
		if (((__u64)name & 4095) > PAGE_LAST_WORD)
			return 0;
		store_word(end - 8, kernel_word(name) << (64 - 8 * length));
		return 1;
	}
	store_word(end - 8, kernel_word(name + length - 8));
	if (length > 16)
		store_word(end - 16, kernel_word(name + length - 16));
	if (length > 24)
		store_word(end - 24, kernel_word(name + length - 24));
	store_word(start, kernel_word(name));
	return 1;
}

#else

static __always_inline int prepend_words(__u8 *start, const unsigned char *name, __u32 length)
{
	return 0;
}

#endif

/* Prepends a name to the text in s->walk; gives 0 where it does not fit. */
static __always_inline int prepend(struct scratch *s, const struct component *c, int slash)
{
	__u32 length = c->length & 0xff;
	__u32 start = s->walk_start;

	if (start < length + 1)
		return 0;
	start -= length;
	barrier_var(start);
	if (start >= PART_MAX)
		return 0;
	if (!prepend_words(&s->walk[start], c->name, length))
		bpf_probe_read_kernel(&s->walk[start], length, c->name);
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

/*
 * From s->step up to the root; leaves the path in s->walk[s->walk_start .. PART_MAX). Global, and with its state in a map:
 * the verifier looks at it once a program, and need not tell apart where the pointers came from.
 */
__noinline int walk(void)
{
	struct scratch *s = this_scratch();
	volatile struct step *at;
	struct component c = {};
	__u64 dentry, mnt;
	int i;

	if (!s)
		return 0;
	at = &s->step;
	mnt = at->mnt;
	at->root = (__u64)READ((struct vfsmount *)mnt, mnt_root);
	s->walk_start = PART_MAX - 1;
	for (i = 0; i < WALK_COMPONENTS; i++) {
		dentry = at->dentry;
		if (dentry == at->root) {
			struct mount *m = real_mount((void *)at->mnt);
			struct mount *up = READ(m, mnt_parent);

			if (up == m || !up)
				return 1;
			at->dentry = (__u64)READ(m, mnt_mountpoint);
			mnt = (__u64)up + bpf_core_field_offset(struct mount, mnt);
			at->mnt = mnt;
			at->root = (__u64)READ((struct vfsmount *)mnt, mnt_root);
			continue;
		}
		read_component(&c, (struct dentry *)dentry);
		if (!c.parent)
			return 1;
		if ((__u64)c.parent == dentry) {
			/* An object outside of any directory, such as a memfd: it has a name, but no path. */
			if (s->walk_start == PART_MAX - 1)
				prepend(s, &c, 0);
			return 1;
		}
		if (!prepend(s, &c, 1))
			break;
		at->dentry = (__u64)c.parent;
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

/* Whether the path that was walked is the text at an offset in the record: what has no path, but a name, has no slash. */
__noinline int walked_is(__u32 from, __u32 length)
{
	struct scratch *s = this_scratch();
	__u32 start, i;

	if (!s)
		return 0;
	start = s->walk_start;
	barrier_var(from);
	barrier_var(start);
	if (from >= DATA_SIZE || start >= PART_MAX || length != PART_MAX - 1 - start || length >= VIEW_MAX ||
	    s->data[from] != '/')
		return 0;
	for (i = 0; i < VIEW_MAX; i += 8) {
		__u64 differ;

		if (i >= length)
			return 1;
		differ = load_word(&s->walk[start + i]) ^ load_word(&s->data[from + i]);
		if (i + 8 > length)
			differ <<= 8 * (i + 8 - length);
		if (differ)
			return 0;
	}
	return 0;
}

/*
 * The path of a file that was opened by a name. As a rule it is this name: then it stands in the record once, and all its
 * views are the same.
 */
static __always_inline void put_opened_path(struct scratch *s, struct lanner_string *slot,
					    const struct lanner_string *name, struct file *file)
{
	s->step.dentry = (__u64)READ(file, f_path.dentry);
	s->step.mnt = (__u64)READ(file, f_path.mnt);
	if (!s->step.dentry || !s->step.mnt)
		return;
	walk();
	if (!name->offset || !name->length || !walked_is(name->offset, name->length)) {
		put_walked(s, slot);
		return;
	}
	*slot = *name;
	s->view[0].lexical = s->view[0].real = SCRATCH_DATA + name->offset;
	s->view[0].lexical_length = s->view[0].real_length = name->length;
	s->views = VIEWS_KNOWN;
}

static __always_inline void put_real_path(struct scratch *s, struct lanner_string *slot, struct dentry *dentry,
					  struct vfsmount *mnt)
{
	if (!dentry || !mnt)
		return;
	s->step.dentry = (__u64)dentry;
	s->step.mnt = (__u64)mnt;
	walk();
	put_walked(s, slot);
}

static __always_inline struct file *file_of(__s32 fd)
{
	struct fdtable *table = READ(current_task(), files, fdt);
	struct file **slots;
	struct file *file = 0;

	if (fd < 0 || (__u32)fd >= READ(table, max_fds))
		return 0;
	slots = READ(table, fd);
	bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

static __always_inline void put_file_path(struct scratch *s, struct lanner_string *slot, struct file *file)
{
	if (!file)
		return;
	put_real_path(s, slot, READ(file, f_path.dentry), READ(file, f_path.mnt));
}

/* The directory that a relative path starts from. */
static __always_inline void put_base(struct scratch *s, struct lanner_string *slot, __s32 dirfd)
{
	if (dirfd == AT_FDCWD) {
		struct fs_struct *fs = READ(current_task(), fs);

		put_real_path(s, slot, READ(fs, pwd.dentry), READ(fs, pwd.mnt));
	} else {
		put_file_path(s, slot, file_of(dirfd));
	}
}

/*
 * What the kernel used is what stood there when the call began; that becomes `raw`, and what stands there now `late`.
 * User space compares: where they differ, someone raced with the kernel. Without a copy from then there is only what
 * stands there now, which is noted.
 */
static __noinline int settle_race(struct scratch *s, struct lanner_path *path, __u32 index)
{
	__u64 key = bpf_get_current_pid_tgid();
	struct entry *e = bpf_map_lookup_elem(&entries, &key);
	__u32 pos = next_part(s);
	__u32 length;

	if (pos > DATA_SIZE - PART_MAX)
		return 0;
	length = e && index < ENTRY_PATHS ? e->length[index] : 0;
	if (!length || length >= ENTRY_PATH_MAX) {
		if (path->raw.length)
			s->flags |= FLAG_READ_LATE;
		return 0;
	}
	length -= 1;
	barrier_var(length);
	/* 5.10 forgets that there is one where there is a length. */
	if (!e || index >= ENTRY_PATHS || length >= ENTRY_PATH_MAX)
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

static __always_inline int entry_end(struct entry *e, __u32 type)
{
	__u64 key = bpf_get_current_pid_tgid();

	if (bpf_map_update_elem(&entries, &key, e, BPF_ANY))
		count(type, COUNT_TABLE_FULL);
	return 0;
}

/* The call is over: what it began with says nothing of the next one, and makes room for others. */
static __always_inline void entry_used(void)
{
	__u64 key = bpf_get_current_pid_tgid();

	bpf_map_delete_elem(&entries, &key);
}

#endif
