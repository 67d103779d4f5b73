/**
 * The system calls whose parameters the rule language knows. A line is a name, `>` and the parameters when the call
 * begins, `<` and those when it ends; a parameter is a name and a type. Indented lines go on.
 */
export const CALLS = `
open > name:FSPATH flags:FLAGS32 mode:UINT32 < fd:FD name:FSPATH flags:FLAGS32 mode:UINT32 dev:UINT32 ino:UINT64
close < res:ERRNO fd:FD
read < res:ERRNO data:BYTEBUF fd:FD size:UINT32
write < res:ERRNO data:BYTEBUF fd:FD size:UINT32
socket < fd:FD domain:ENUMFLAGS32 type:UINT32 proto:UINT32 flags:FLAGS32
bind < res:ERRNO addr:SOCKADDR fd:FD
connect > fd:FD addr:SOCKADDR < res:ERRNO tuple:SOCKTUPLE fd:FD addr:SOCKADDR
listen < res:ERRNO fd:FD backlog:INT32
send < res:ERRNO data:BYTEBUF fd:FD size:UINT32 tuple:SOCKTUPLE
sendto < res:ERRNO data:BYTEBUF fd:FD size:UINT32 tuple:SOCKTUPLE
recv < res:ERRNO data:BYTEBUF fd:FD size:UINT32 tuple:SOCKTUPLE
recvfrom < res:ERRNO data:BYTEBUF tuple:SOCKTUPLE fd:FD size:UINT32
shutdown < res:ERRNO fd:FD how:ENUMFLAGS8
getsockname <
getpeername <
socketpair < res:ERRNO fd1:FD fd2:FD source:UINT64 peer:UINT64 domain:ENUMFLAGS32 type:UINT32 proto:UINT32
setsockopt < res:ERRNO fd:FD level:ENUMFLAGS8 optname:ENUMFLAGS8 val:DYNAMIC optlen:UINT32
getsockopt < res:ERRNO fd:FD level:ENUMFLAGS8 optname:ENUMFLAGS8 val:DYNAMIC optlen:UINT32
sendmsg < res:ERRNO data:BYTEBUF fd:FD size:UINT32 tuple:SOCKTUPLE
sendmmsg < res:ERRNO fd:FD size:UINT32 data:BYTEBUF tuple:SOCKTUPLE
recvmsg < res:ERRNO size:UINT32 data:BYTEBUF tuple:SOCKTUPLE msgcontrol:BYTEBUF fd:FD
recvmmsg < res:ERRNO fd:FD size:UINT32 data:BYTEBUF tuple:SOCKTUPLE msgcontrol:BYTEBUF
creat > name:FSPATH mode:UINT32 < fd:FD name:FSPATH mode:UINT32 dev:UINT32 ino:UINT64 creat_flags:FLAGS16
pipe < res:ERRNO fd1:FD fd2:FD ino:UINT64
eventfd < res:FD initval:UINT64 flags:UINT32
futex < res:ERRNO addr:UINT64 op:FLAGS16 val:UINT64
stat < res:ERRNO path:FSPATH
lstat < res:ERRNO path:FSPATH
fstat < res:ERRNO fd:FD
stat64 < res:ERRNO path:FSPATH
lstat64 < res:ERRNO path:FSPATH
fstat64 < res:ERRNO
epoll_wait < res:ERRNO maxevents:ERRNO
poll < res:ERRNO fds:FDLIST timeout:INT64
select < res:ERRNO
lseek < res:ERRNO fd:FD offset:UINT64 whence:ENUMFLAGS8
llseek < res:ERRNO fd:FD offset:UINT64 whence:ENUMFLAGS8
getcwd < res:ERRNO path:CHARBUF
chdir < res:ERRNO path:CHARBUF
fchdir < res:ERRNO fd:FD
pread < res:ERRNO data:BYTEBUF fd:FD size:UINT32 pos:UINT64
pwrite < res:ERRNO data:BYTEBUF fd:FD size:UINT32 pos:UINT64
readv < res:ERRNO size:UINT32 data:BYTEBUF fd:FD
writev < res:ERRNO data:BYTEBUF fd:FD size:UINT32
preadv < res:ERRNO size:UINT32 data:BYTEBUF fd:FD pos:UINT64
pwritev < res:ERRNO data:BYTEBUF fd:FD size:UINT32 pos:UINT64
signalfd < res:FD fd:FD mask:UINT32 flags:UINT8
kill < res:ERRNO pid:PID sig:SIGTYPE
tkill < res:ERRNO tid:PID sig:SIGTYPE
tgkill < res:ERRNO pid:PID tid:PID sig:SIGTYPE
nanosleep < res:ERRNO interval:RELTIME
timerfd_create < res:FD clockid:UINT8 flags:UINT8
inotify_init < res:FD flags:UINT8
getrlimit < res:ERRNO cur:INT64 max:INT64 resource:ENUMFLAGS8
setrlimit < res:ERRNO cur:INT64 max:INT64 resource:ENUMFLAGS8
prlimit < res:ERRNO newcur:INT64 newmax:INT64 oldcur:INT64 oldmax:INT64 pid:INT64 resource:ENUMFLAGS8
fcntl < res:FD fd:FD cmd:ENUMFLAGS8 arg:UINT64
brk < res:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 addr:UINT64
mmap < res:ERRNO vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 addr:UINT64 length:UINT64 prot:FLAGS32 flags:FLAGS32
    fd:FD offset:UINT64
mmap2 < res:ERRNO vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 addr:UINT64 length:UINT64 prot:FLAGS32 flags:FLAGS32
    fd:FD pgoffset:UINT64
munmap < res:ERRNO vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 addr:UINT64 length:UINT64
splice < res:ERRNO fd_in:FD fd_out:FD size:UINT64 flags:FLAGS32
ptrace < res:ERRNO addr:DYNAMIC data:DYNAMIC request:ENUMFLAGS16 pid:PID
ioctl < res:ERRNO fd:FD request:UINT64 argument:UINT64
rename < res:ERRNO oldpath:FSPATH newpath:FSPATH
renameat < res:ERRNO olddirfd:FD oldpath:FSRELPATH newdirfd:FD newpath:FSRELPATH
symlink < res:ERRNO target:CHARBUF linkpath:FSPATH
symlinkat < res:ERRNO target:CHARBUF linkdirfd:FD linkpath:FSRELPATH
sendfile < res:ERRNO offset:UINT64 out_fd:FD in_fd:FD size:UINT64
quotactl < res:ERRNO special:CHARBUF quotafilepath:CHARBUF dqb_bhardlimit:UINT64 dqb_bsoftlimit:UINT64
    dqb_curspace:UINT64 dqb_ihardlimit:UINT64 dqb_isoftlimit:UINT64 dqb_btime:RELTIME dqb_itime:RELTIME
    dqi_bgrace:RELTIME dqi_igrace:RELTIME dqi_flags:FLAGS8 quota_fmt_out:FLAGS8 cmd:FLAGS16 type:FLAGS8 id:UINT32
    quota_fmt:FLAGS8
setresuid < res:ERRNO ruid:UID euid:UID suid:UID
setresgid < res:ERRNO rgid:GID egid:GID sgid:GID
setuid < res:ERRNO uid:UID
setgid < res:ERRNO gid:GID
getuid < uid:UID
geteuid < euid:UID
getgid < gid:GID
getegid < egid:GID
getresuid < res:ERRNO ruid:UID euid:UID suid:UID
getresgid < res:ERRNO rgid:GID egid:GID sgid:GID
clone < res:PID exe:CHARBUF args:BYTEBUF tid:PID pid:PID ptid:PID cwd:CHARBUF fdlimit:INT64 pgft_maj:UINT64
    pgft_min:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 comm:CHARBUF cgroups:BYTEBUF flags:FLAGS32
    uid:UINT32 gid:UINT32 vtid:PID vpid:PID pidns_init_start_ts:UINT64
fork < res:PID exe:CHARBUF args:BYTEBUF tid:PID pid:PID ptid:PID cwd:CHARBUF fdlimit:INT64 pgft_maj:UINT64
    pgft_min:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 comm:CHARBUF cgroups:BYTEBUF flags:FLAGS32
    uid:UINT32 gid:UINT32 vtid:PID vpid:PID pidns_init_start_ts:UINT64
vfork < res:PID exe:CHARBUF args:BYTEBUF tid:PID pid:PID ptid:PID cwd:CHARBUF fdlimit:INT64 pgft_maj:UINT64
    pgft_min:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 comm:CHARBUF cgroups:BYTEBUF flags:FLAGS32
    uid:UINT32 gid:UINT32 vtid:PID vpid:PID pidns_init_start_ts:UINT64
getdents < res:ERRNO fd:FD
getdents64 < res:ERRNO fd:FD
setns < res:ERRNO fd:FD nstype:FLAGS32
flock < res:ERRNO fd:FD operation:FLAGS32
accept < fd:FD tuple:SOCKTUPLE queuepct:UINT8 queuelen:UINT32 queuemax:UINT32
semop < res:ERRNO nsops:UINT32 sem_num_0:UINT16 sem_op_0:INT16 sem_flg_0:FLAGS16 sem_num_1:UINT16 sem_op_1:INT16
    sem_flg_1:FLAGS16 semid:INT32
semctl < res:ERRNO semid:INT32 semnum:INT32 cmd:FLAGS16 val:INT32
ppoll < res:ERRNO fds:FDLIST timeout:RELTIME sigmask:SIGSET
mount < res:ERRNO dev:CHARBUF dir:FSPATH type:CHARBUF flags:FLAGS32
semget < res:ERRNO key:INT32 nsems:INT32 semflg:FLAGS32
access < res:ERRNO name:FSPATH mode:FLAGS32
chroot < res:ERRNO path:FSPATH
setsid < res:PID
mkdir < res:ERRNO path:FSPATH mode:UINT32
rmdir < res:ERRNO path:FSPATH
unshare < res:ERRNO flags:FLAGS32
execve < res:ERRNO exe:CHARBUF args:BYTEBUF tid:PID pid:PID ptid:PID cwd:CHARBUF fdlimit:UINT64 pgft_maj:UINT64
    pgft_min:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 comm:CHARBUF cgroups:BYTEBUF env:BYTEBUF tty:UINT32
    vpgid:PID loginuid:UID flags:FLAGS32 cap_inheritable:UINT64 cap_permitted:UINT64 cap_effective:UINT64
    exe_ino:UINT64 exe_ino_ctime:ABSTIME exe_ino_mtime:ABSTIME uid:UID trusted_exepath:FSPATH pgid:PID gid:GID
    filename:FSPATH
setpgid < res:ERRNO pid:PID pgid:PID
seccomp < res:ERRNO op:UINT64 flags:UINT64
unlink < res:ERRNO path:FSPATH
unlinkat < res:ERRNO dirfd:FD name:FSRELPATH flags:FLAGS32
mkdirat < res:ERRNO dirfd:FD path:FSRELPATH mode:UINT32
openat > dirfd:FD name:FSRELPATH flags:FLAGS32 mode:UINT32 < fd:FD dirfd:FD name:FSRELPATH flags:FLAGS32 mode:UINT32
    dev:UINT32 ino:UINT64
link < res:ERRNO oldpath:FSPATH newpath:FSPATH
linkat < res:ERRNO olddir:FD oldpath:FSRELPATH newdir:FD newpath:FSRELPATH flags:FLAGS32
fchmodat < res:ERRNO dirfd:FD filename:FSRELPATH mode:MODE
chmod < res:ERRNO filename:FSPATH mode:MODE
fchmod < res:ERRNO fd:FD mode:MODE
renameat2 < res:ERRNO olddirfd:FD oldpath:FSRELPATH newdirfd:FD newpath:FSRELPATH flags:FLAGS32
userfaultfd < res:ERRNO flags:FLAGS32
openat2 > dirfd:FD name:FSRELPATH flags:FLAGS32 mode:UINT32 resolve:FLAGS32 < fd:FD dirfd:FD name:FSRELPATH
    flags:FLAGS32 mode:UINT32 resolve:FLAGS32 dev:UINT32 ino:UINT64
mprotect < res:ERRNO addr:UINT64 length:UINT64 prot:FLAGS32
execveat < res:ERRNO exe:CHARBUF args:BYTEBUF tid:PID pid:PID ptid:PID cwd:CHARBUF fdlimit:UINT64 pgft_maj:UINT64
    pgft_min:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 comm:CHARBUF cgroups:BYTEBUF env:BYTEBUF tty:UINT32
    vpgid:PID loginuid:UID flags:FLAGS32 cap_inheritable:UINT64 cap_permitted:UINT64 cap_effective:UINT64
    exe_ino:UINT64 exe_ino_ctime:ABSTIME exe_ino_mtime:ABSTIME uid:UID trusted_exepath:FSPATH pgid:PID gid:GID
copy_file_range < res:ERRNO fdout:FD offout:UINT64 fdin:FD offin:UINT64 len:UINT64
clone3 < res:PID exe:CHARBUF args:BYTEBUF tid:PID pid:PID ptid:PID cwd:CHARBUF fdlimit:INT64 pgft_maj:UINT64
    pgft_min:UINT64 vm_size:UINT32 vm_rss:UINT32 vm_swap:UINT32 comm:CHARBUF cgroups:BYTEBUF flags:FLAGS32
    uid:UINT32 gid:UINT32 vtid:PID vpid:PID pidns_init_start_ts:UINT64
open_by_handle_at < fd:FD mountfd:FD flags:FLAGS32 path:FSPATH dev:UINT32 ino:UINT64
io_uring_setup < res:ERRNO entries:UINT32 sq_entries:UINT32 cq_entries:UINT32 flags:FLAGS32 sq_thread_cpu:UINT32
    sq_thread_idle:UINT32 features:FLAGS32
io_uring_enter < res:ERRNO fd:FD to_submit:UINT32 min_complete:UINT32 flags:FLAGS32 sig:SIGSET
io_uring_register < res:ERRNO fd:FD opcode:ENUMFLAGS16 arg:UINT64 nr_args:UINT32
mlock < res:ERRNO addr:UINT64 len:UINT64
munlock < res:ERRNO addr:UINT64 len:UINT64
mlockall < res:ERRNO flags:FLAGS32
munlockall < res:ERRNO
capset < res:ERRNO cap_inheritable:UINT64 cap_permitted:UINT64 cap_effective:UINT64
dup2 < res:FD oldfd:FD newfd:FD
dup3 < res:FD oldfd:FD newfd:FD flags:FLAGS32
dup < res:FD oldfd:FD
bpf < fd:FD cmd:ENUMFLAGS32
mlock2 < res:ERRNO addr:UINT64 len:UINT64 flags:FLAGS32
fsconfig < res:ERRNO fd:FD cmd:ENUMFLAGS32 key:CHARBUF value_bytebuf:BYTEBUF value_charbuf:CHARBUF aux:INT32
epoll_create < res:ERRNO size:INT32
epoll_create1 < res:ERRNO flags:FLAGS32
chown < res:ERRNO path:FSPATH uid:UINT32 gid:UINT32
lchown < res:ERRNO path:FSPATH uid:UINT32 gid:UINT32
fchown < res:ERRNO fd:FD uid:UINT32 gid:UINT32
fchownat < res:ERRNO dirfd:FD pathname:FSRELPATH uid:UINT32 gid:UINT32 flags:FLAGS32
umount < res:ERRNO name:FSPATH
accept4 < fd:FD tuple:SOCKTUPLE queuepct:UINT8 queuelen:UINT32 queuemax:UINT32 flags:INT32
umount2 < res:ERRNO name:FSPATH flags:FLAGS32
pipe2 < res:ERRNO fd1:FD fd2:FD ino:UINT64 flags:FLAGS32
inotify_init1 < res:FD flags:FLAGS16
eventfd2 < res:FD flags:FLAGS16 initval:UINT64
signalfd4 < res:FD flags:FLAGS16 fd:FD mask:UINT32
prctl < res:ERRNO option:ENUMFLAGS32 arg2_str:CHARBUF arg2_int:INT64
memfd_create < fd:FD name:CHARBUF flags:FLAGS32
pidfd_getfd < fd:FD pid_fd:FD target_fd:FD flags:UINT32
pidfd_open < fd:FD pid:PID flags:FLAGS32
init_module < res:ERRNO img:BYTEBUF length:UINT64 uargs:CHARBUF
finit_module < res:ERRNO fd:FD uargs:CHARBUF flags:FLAGS32
mknod < res:ERRNO path:FSPATH mode:MODE dev:UINT32
mknodat < res:ERRNO dirfd:FD path:FSRELPATH mode:MODE dev:UINT32
newfstatat < res:ERRNO dirfd:FD path:FSRELPATH flags:FLAGS32
process_vm_readv < res:INT64 pid:PID data:BYTEBUF
process_vm_writev < res:INT64 pid:PID data:BYTEBUF
delete_module < res:ERRNO name:CHARBUF flags:FLAGS32
setreuid < res:ERRNO ruid:UID euid:UID
setregid < res:ERRNO rgid:UID egid:UID
close_range < res:ERRNO first:UINT32 last:UINT32 flags:FLAGS32
keyctl < res:ERRNO operation:ENUMFLAGS32 arg2:DYNAMIC arg3:DYNAMIC arg4:DYNAMIC arg5:DYNAMIC
`;
