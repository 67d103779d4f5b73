/* Generated from packages/schema: change the table there, then run `npm run generate`. */

HANDLER(setns)
{
	struct scratch *s = call_begin(RECORD_SETNS, sizeof(struct record_setns), ret);

	if (!s)
		return 0;
	struct record_setns *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	r->nstype = (__u32)ARG(1);
	return record_submit(ctx, s);
}

HANDLER(unshare)
{
	struct scratch *s = call_begin(RECORD_UNSHARE, sizeof(struct record_unshare), ret);

	if (!s)
		return 0;
	struct record_unshare *r = (void *)s->data;

	r->flags = (__u32)ARG(0);
	return record_submit(ctx, s);
}

HANDLER(ptrace)
{
	struct scratch *s = call_begin(RECORD_PTRACE, sizeof(struct record_ptrace), ret);

	if (!s)
		return 0;
	struct record_ptrace *r = (void *)s->data;

	r->addr = (__u64)ARG(2);
	r->data = (__u64)ARG(3);
	r->request = (__u32)ARG(0);
	r->pid = (__s64)(__s32)ARG(1);
	return record_submit(ctx, s);
}

HANDLER(kill)
{
	struct scratch *s = call_begin(RECORD_KILL, sizeof(struct record_kill), ret);

	if (!s)
		return 0;
	struct record_kill *r = (void *)s->data;

	r->pid = (__s64)(__s32)ARG(0);
	r->sig = (__u8)ARG(1);
	return record_submit(ctx, s);
}

HANDLER(memfd_create)
{
	struct scratch *s = call_begin(RECORD_MEMFD_CREATE, sizeof(struct record_memfd_create), ret);

	if (!s)
		return 0;
	struct record_memfd_create *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ret);
	put_user_string(s, &r->name, (const char *)ARG(0));
	r->flags = (__u32)ARG(1);
	return record_submit(ctx, s);
}

HANDLER(userfaultfd)
{
	struct scratch *s = call_begin(RECORD_USERFAULTFD, sizeof(struct record_userfaultfd), ret);

	if (!s)
		return 0;
	struct record_userfaultfd *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ret);
	r->flags = (__u32)ARG(0);
	return record_submit(ctx, s);
}

HANDLER(bpf)
{
	struct scratch *s = call_begin(RECORD_BPF, sizeof(struct record_bpf), ret);

	if (!s)
		return 0;
	struct record_bpf *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ret);
	r->cmd = (__u32)ARG(0);
	return record_submit(ctx, s);
}

HANDLER(finit_module)
{
	struct scratch *s = call_begin(RECORD_FINIT_MODULE, sizeof(struct record_finit_module), ret);

	if (!s)
		return 0;
	struct record_finit_module *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	put_user_string(s, &r->uargs, (const char *)ARG(1));
	r->flags = (__u32)ARG(2);
	return record_submit(ctx, s);
}

HANDLER(unlink)
{
	struct scratch *s = call_begin(RECORD_UNLINK, sizeof(struct record_unlink), ret);

	if (!s)
		return 0;
	struct record_unlink *r = (void *)s->data;

	put_path(s, &r->path, AT_FDCWD, (const char *)ARG(0), 0);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(unlinkat)
{
	struct scratch *s = call_begin(RECORD_UNLINKAT, sizeof(struct record_unlinkat), ret);

	if (!s)
		return 0;
	struct record_unlinkat *r = (void *)s->data;

	r->dirfd = (__s32)ARG(0);
	put_path(s, &r->name, (__s32)ARG(0), (const char *)ARG(1), 0);
	r->flags = (__u32)ARG(2);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(rmdir)
{
	struct scratch *s = call_begin(RECORD_RMDIR, sizeof(struct record_rmdir), ret);

	if (!s)
		return 0;
	struct record_rmdir *r = (void *)s->data;

	put_path(s, &r->path, AT_FDCWD, (const char *)ARG(0), 0);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(mkdir)
{
	struct scratch *s = call_begin(RECORD_MKDIR, sizeof(struct record_mkdir), ret);

	if (!s)
		return 0;
	struct record_mkdir *r = (void *)s->data;

	put_path(s, &r->path, AT_FDCWD, (const char *)ARG(0), 0);
	r->mode = (__u32)ARG(1);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(mkdirat)
{
	struct scratch *s = call_begin(RECORD_MKDIRAT, sizeof(struct record_mkdirat), ret);

	if (!s)
		return 0;
	struct record_mkdirat *r = (void *)s->data;

	r->dirfd = (__s32)ARG(0);
	put_path(s, &r->path, (__s32)ARG(0), (const char *)ARG(1), 0);
	r->mode = (__u32)ARG(2);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(rename)
{
	struct scratch *s = call_begin(RECORD_RENAME, sizeof(struct record_rename), ret);

	if (!s)
		return 0;
	struct record_rename *r = (void *)s->data;

	put_path(s, &r->oldpath, AT_FDCWD, (const char *)ARG(0), 0);
	put_path(s, &r->newpath, AT_FDCWD, (const char *)ARG(1), 1);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(renameat)
{
	struct scratch *s = call_begin(RECORD_RENAMEAT, sizeof(struct record_renameat), ret);

	if (!s)
		return 0;
	struct record_renameat *r = (void *)s->data;

	r->olddirfd = (__s32)ARG(0);
	put_path(s, &r->oldpath, (__s32)ARG(0), (const char *)ARG(1), 0);
	r->newdirfd = (__s32)ARG(2);
	put_path(s, &r->newpath, (__s32)ARG(2), (const char *)ARG(3), 1);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(renameat2)
{
	struct scratch *s = call_begin(RECORD_RENAMEAT2, sizeof(struct record_renameat2), ret);

	if (!s)
		return 0;
	struct record_renameat2 *r = (void *)s->data;

	r->olddirfd = (__s32)ARG(0);
	put_path(s, &r->oldpath, (__s32)ARG(0), (const char *)ARG(1), 0);
	r->newdirfd = (__s32)ARG(2);
	put_path(s, &r->newpath, (__s32)ARG(2), (const char *)ARG(3), 1);
	r->flags = (__u32)ARG(4);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(link)
{
	struct scratch *s = call_begin(RECORD_LINK, sizeof(struct record_link), ret);

	if (!s)
		return 0;
	struct record_link *r = (void *)s->data;

	put_path(s, &r->oldpath, AT_FDCWD, (const char *)ARG(0), 0);
	put_path(s, &r->newpath, AT_FDCWD, (const char *)ARG(1), 1);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(linkat)
{
	struct scratch *s = call_begin(RECORD_LINKAT, sizeof(struct record_linkat), ret);

	if (!s)
		return 0;
	struct record_linkat *r = (void *)s->data;

	r->olddir = (__s32)ARG(0);
	put_path(s, &r->oldpath, (__s32)ARG(0), (const char *)ARG(1), 0);
	r->newdir = (__s32)ARG(2);
	put_path(s, &r->newpath, (__s32)ARG(2), (const char *)ARG(3), 1);
	r->flags = (__u32)ARG(4);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(symlink)
{
	struct scratch *s = call_begin(RECORD_SYMLINK, sizeof(struct record_symlink), ret);

	if (!s)
		return 0;
	struct record_symlink *r = (void *)s->data;

	put_user_string(s, &r->target, (const char *)ARG(0));
	put_path(s, &r->linkpath, AT_FDCWD, (const char *)ARG(1), 0);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(symlinkat)
{
	struct scratch *s = call_begin(RECORD_SYMLINKAT, sizeof(struct record_symlinkat), ret);

	if (!s)
		return 0;
	struct record_symlinkat *r = (void *)s->data;

	put_user_string(s, &r->target, (const char *)ARG(0));
	r->linkdirfd = (__s32)ARG(1);
	put_path(s, &r->linkpath, (__s32)ARG(1), (const char *)ARG(2), 0);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(chmod)
{
	struct scratch *s = call_begin(RECORD_CHMOD, sizeof(struct record_chmod), ret);

	if (!s)
		return 0;
	struct record_chmod *r = (void *)s->data;

	put_path(s, &r->filename, AT_FDCWD, (const char *)ARG(0), 0);
	r->mode = (__u32)ARG(1);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(fchmod)
{
	struct scratch *s = call_begin(RECORD_FCHMOD, sizeof(struct record_fchmod), ret);

	if (!s)
		return 0;
	struct record_fchmod *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	r->mode = (__u32)ARG(1);
	return record_submit(ctx, s);
}

HANDLER(fchmodat)
{
	struct scratch *s = call_begin(RECORD_FCHMODAT, sizeof(struct record_fchmodat), ret);

	if (!s)
		return 0;
	struct record_fchmodat *r = (void *)s->data;

	r->dirfd = (__s32)ARG(0);
	put_path(s, &r->filename, (__s32)ARG(0), (const char *)ARG(1), 0);
	r->mode = (__u32)ARG(2);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(chown)
{
	struct scratch *s = call_begin(RECORD_CHOWN, sizeof(struct record_chown), ret);

	if (!s)
		return 0;
	struct record_chown *r = (void *)s->data;

	put_path(s, &r->path, AT_FDCWD, (const char *)ARG(0), 0);
	r->uid = (__u32)ARG(1);
	r->gid = (__u32)ARG(2);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(lchown)
{
	struct scratch *s = call_begin(RECORD_LCHOWN, sizeof(struct record_lchown), ret);

	if (!s)
		return 0;
	struct record_lchown *r = (void *)s->data;

	put_path(s, &r->path, AT_FDCWD, (const char *)ARG(0), 0);
	r->uid = (__u32)ARG(1);
	r->gid = (__u32)ARG(2);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(fchown)
{
	struct scratch *s = call_begin(RECORD_FCHOWN, sizeof(struct record_fchown), ret);

	if (!s)
		return 0;
	struct record_fchown *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	r->uid = (__u32)ARG(1);
	r->gid = (__u32)ARG(2);
	return record_submit(ctx, s);
}

HANDLER(fchownat)
{
	struct scratch *s = call_begin(RECORD_FCHOWNAT, sizeof(struct record_fchownat), ret);

	if (!s)
		return 0;
	struct record_fchownat *r = (void *)s->data;

	r->dirfd = (__s32)ARG(0);
	put_path(s, &r->pathname, (__s32)ARG(0), (const char *)ARG(1), 0);
	r->uid = (__u32)ARG(2);
	r->gid = (__u32)ARG(3);
	r->flags = (__u32)ARG(4);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(chroot)
{
	struct scratch *s = call_begin(RECORD_CHROOT, sizeof(struct record_chroot), ret);

	if (!s)
		return 0;
	struct record_chroot *r = (void *)s->data;

	put_path(s, &r->path, AT_FDCWD, (const char *)ARG(0), 0);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(pivot_root)
{
	struct scratch *s = call_begin(RECORD_PIVOT_ROOT, sizeof(struct record_pivot_root), ret);

	if (!s)
		return 0;
	struct record_pivot_root *r = (void *)s->data;

	put_path(s, &r->new_root, AT_FDCWD, (const char *)ARG(0), 0);
	put_path(s, &r->put_old, AT_FDCWD, (const char *)ARG(1), 1);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(mount)
{
	struct scratch *s = call_begin(RECORD_MOUNT, sizeof(struct record_mount), ret);

	if (!s)
		return 0;
	struct record_mount *r = (void *)s->data;

	put_user_string(s, &r->dev, (const char *)ARG(0));
	put_path(s, &r->dir, AT_FDCWD, (const char *)ARG(1), 0);
	put_user_string(s, &r->type, (const char *)ARG(2));
	r->flags = (__u32)ARG(3);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(umount2)
{
	struct scratch *s = call_begin(RECORD_UMOUNT2, sizeof(struct record_umount2), ret);

	if (!s)
		return 0;
	struct record_umount2 *r = (void *)s->data;

	put_path(s, &r->name, AT_FDCWD, (const char *)ARG(0), 0);
	r->flags = (__u32)ARG(1);
	entry_used();
	return record_submit(ctx, s);
}

HANDLER(dup)
{
	struct scratch *s = call_begin(RECORD_DUP, sizeof(struct record_dup), ret);

	if (!s)
		return 0;
	struct record_dup *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ret);
	r->oldfd = (__s32)ARG(0);
	return record_submit(ctx, s);
}

HANDLER(dup2)
{
	struct scratch *s = call_begin(RECORD_DUP2, sizeof(struct record_dup2), ret);

	if (!s)
		return 0;
	struct record_dup2 *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ret);
	r->oldfd = (__s32)ARG(0);
	r->newfd = (__s32)ARG(1);
	return record_submit(ctx, s);
}

HANDLER(dup3)
{
	struct scratch *s = call_begin(RECORD_DUP3, sizeof(struct record_dup3), ret);

	if (!s)
		return 0;
	struct record_dup3 *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ret);
	r->oldfd = (__s32)ARG(0);
	r->newfd = (__s32)ARG(1);
	r->flags = (__u32)ARG(2);
	return record_submit(ctx, s);
}

HANDLER(listen)
{
	struct scratch *s = call_begin(RECORD_LISTEN, sizeof(struct record_listen), ret);

	if (!s)
		return 0;
	struct record_listen *r = (void *)s->data;

	put_descriptor(s, &r->descriptor, (__s32)ARG(0));
	r->fd = (__s32)ARG(0);
	r->backlog = (__s32)ARG(1);
	return record_submit(ctx, s);
}

HANDLER(setuid)
{
	struct scratch *s = call_begin(RECORD_SETUID, sizeof(struct record_setuid), ret);

	if (!s)
		return 0;
	struct record_setuid *r = (void *)s->data;

	r->uid = (__u32)ARG(0);
	return record_submit(ctx, s);
}

HANDLER(setgid)
{
	struct scratch *s = call_begin(RECORD_SETGID, sizeof(struct record_setgid), ret);

	if (!s)
		return 0;
	struct record_setgid *r = (void *)s->data;

	r->gid = (__u32)ARG(0);
	return record_submit(ctx, s);
}

HANDLER(setresuid)
{
	struct scratch *s = call_begin(RECORD_SETRESUID, sizeof(struct record_setresuid), ret);

	if (!s)
		return 0;
	struct record_setresuid *r = (void *)s->data;

	r->ruid = (__u32)ARG(0);
	r->euid = (__u32)ARG(1);
	r->suid = (__u32)ARG(2);
	return record_submit(ctx, s);
}

HANDLER(setresgid)
{
	struct scratch *s = call_begin(RECORD_SETRESGID, sizeof(struct record_setresgid), ret);

	if (!s)
		return 0;
	struct record_setresgid *r = (void *)s->data;

	r->rgid = (__u32)ARG(0);
	r->egid = (__u32)ARG(1);
	r->sgid = (__u32)ARG(2);
	return record_submit(ctx, s);
}

ENTRY_HANDLER(unlink, UNLINK, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_UNLINK);
}

ENTRY_HANDLER(unlinkat, UNLINKAT, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	return entry_end(e, RECORD_UNLINKAT);
}

ENTRY_HANDLER(rmdir, RMDIR, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_RMDIR);
}

ENTRY_HANDLER(mkdir, MKDIR, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_MKDIR);
}

ENTRY_HANDLER(mkdirat, MKDIRAT, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	return entry_end(e, RECORD_MKDIRAT);
}

ENTRY_HANDLER(rename, RENAME, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	entry_path(e, 1, (const char *)ARG(1));
	return entry_end(e, RECORD_RENAME);
}

ENTRY_HANDLER(renameat, RENAMEAT, 4)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	entry_path(e, 1, (const char *)ARG(3));
	return entry_end(e, RECORD_RENAMEAT);
}

ENTRY_HANDLER(renameat2, RENAMEAT2, 4)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	entry_path(e, 1, (const char *)ARG(3));
	return entry_end(e, RECORD_RENAMEAT2);
}

ENTRY_HANDLER(link, LINK, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	entry_path(e, 1, (const char *)ARG(1));
	return entry_end(e, RECORD_LINK);
}

ENTRY_HANDLER(linkat, LINKAT, 4)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	entry_path(e, 1, (const char *)ARG(3));
	return entry_end(e, RECORD_LINKAT);
}

ENTRY_HANDLER(symlink, SYMLINK, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	return entry_end(e, RECORD_SYMLINK);
}

ENTRY_HANDLER(symlinkat, SYMLINKAT, 3)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(2));
	return entry_end(e, RECORD_SYMLINKAT);
}

ENTRY_HANDLER(chmod, CHMOD, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_CHMOD);
}

ENTRY_HANDLER(fchmodat, FCHMODAT, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	return entry_end(e, RECORD_FCHMODAT);
}

ENTRY_HANDLER(chown, CHOWN, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_CHOWN);
}

ENTRY_HANDLER(lchown, LCHOWN, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_LCHOWN);
}

ENTRY_HANDLER(fchownat, FCHOWNAT, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	return entry_end(e, RECORD_FCHOWNAT);
}

ENTRY_HANDLER(chroot, CHROOT, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_CHROOT);
}

ENTRY_HANDLER(pivot_root, PIVOT_ROOT, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	entry_path(e, 1, (const char *)ARG(1));
	return entry_end(e, RECORD_PIVOT_ROOT);
}

ENTRY_HANDLER(mount, MOUNT, 2)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(1));
	return entry_end(e, RECORD_MOUNT);
}

ENTRY_HANDLER(umount2, UMOUNT2, 1)
{
	struct entry *e = entry_begin();

	if (!e)
		return 0;
	entry_path(e, 0, (const char *)ARG(0));
	return entry_end(e, RECORD_UMOUNT2);
}
