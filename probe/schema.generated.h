/* Generated from packages/schema: change the table there, then run `npm run generate`. */

#ifndef LANNER_SCHEMA_H
#define LANNER_SCHEMA_H

#define RECORD_EXECVE 1
#define RECORD_EXECVEAT 2
#define RECORD_CLONE 3
#define RECORD_CLONE3 4
#define RECORD_FORK 5
#define RECORD_VFORK 6
#define RECORD_PROCEXIT 7
#define RECORD_SETSID 8
#define RECORD_SETPGID 9
#define RECORD_SETNS 10
#define RECORD_UNSHARE 11
#define RECORD_PTRACE 12
#define RECORD_PRCTL 13
#define RECORD_CAPSET 14
#define RECORD_KILL 15
#define RECORD_MEMFD_CREATE 16
#define RECORD_USERFAULTFD 17
#define RECORD_BPF 18
#define RECORD_INIT_MODULE 19
#define RECORD_FINIT_MODULE 20
#define RECORD_OPEN 21
#define RECORD_OPENAT 22
#define RECORD_OPENAT2 23
#define RECORD_CREAT 24
#define RECORD_OPEN_BY_HANDLE_AT 25
#define RECORD_UNLINK 26
#define RECORD_UNLINKAT 27
#define RECORD_RMDIR 28
#define RECORD_MKDIR 29
#define RECORD_MKDIRAT 30
#define RECORD_RENAME 31
#define RECORD_RENAMEAT 32
#define RECORD_RENAMEAT2 33
#define RECORD_LINK 34
#define RECORD_LINKAT 35
#define RECORD_SYMLINK 36
#define RECORD_SYMLINKAT 37
#define RECORD_CHMOD 38
#define RECORD_FCHMOD 39
#define RECORD_FCHMODAT 40
#define RECORD_CHOWN 41
#define RECORD_LCHOWN 42
#define RECORD_FCHOWN 43
#define RECORD_FCHOWNAT 44
#define RECORD_CHDIR 45
#define RECORD_FCHDIR 46
#define RECORD_CHROOT 47
#define RECORD_PIVOT_ROOT 48
#define RECORD_MOUNT 49
#define RECORD_UMOUNT2 50
#define RECORD_DUP 51
#define RECORD_DUP2 52
#define RECORD_DUP3 53
#define RECORD_SOCKET 54
#define RECORD_CONNECT 55
#define RECORD_ACCEPT 56
#define RECORD_ACCEPT4 57
#define RECORD_BIND 58
#define RECORD_LISTEN 59
#define RECORD_SENDTO 60
#define RECORD_SENDMSG 61
#define RECORD_RECVFROM 62
#define RECORD_RECVMSG 63
#define RECORD_SETUID 64
#define RECORD_SETGID 65
#define RECORD_SETRESUID 66
#define RECORD_SETRESGID 67
#define RECORD_CONTAINER 68
#define RECORD_ASYNCEVENT 69
#define RECORD_PROCESS_NEW 70
#define RECORD_PROCESS_SNAPSHOT 71
#define RECORD_PROCESS_CGROUP 72
#define RECORD_TYPES 73
#define FIRST_STATE_RECORD 70 /* process_new, process_snapshot, process_cgroup */

#define FLAG_TRUNCATED_PATH (1 << 0)
#define FLAG_TRUNCATED_ARGS (1 << 1)
#define FLAG_TRUNCATED_ENV (1 << 2)
#define FLAG_UNREADABLE (1 << 3)
#define FLAG_COMPAT (1 << 4)
#define FLAG_LAST_THREAD (1 << 5)
#define FLAG_RACED_ADDRESS (1 << 6)
#define FLAG_READ_LATE (1 << 7)

#define COUNT_SENT 0
#define COUNT_FILTERED 1
#define COUNT_RING_FULL 2
#define COUNT_TOO_LARGE 3
#define COUNT_TRUNCATED_PATH 4
#define COUNT_TRUNCATED_ARGS 5
#define COUNT_TRUNCATED_ENV 6
#define COUNT_UNREADABLE 7
#define COUNT_TABLE_FULL 8
#define COUNT_NO_HANDLER 9
#define COUNTERS 10

#define EXE_WRITABLE 1u
#define EXE_UPPER_LAYER 2u
#define EXE_FROM_MEMFD 4u
#define EXE_LOWER_LAYER 8u
#define O_F_CREATED 268435456u
#define FD_UPPER_LAYER 536870912u
#define FD_LOWER_LAYER 1073741824u
#define CLONE_CHILD_IN_PIDNS 1099511627776u

struct lanner_string {
	__u16 offset; /* from the start of the record */
	__u16 length; /* in bytes, without a terminator */
};
_Static_assert(sizeof(struct lanner_string) == 4, "size of lanner_string");
_Static_assert(__builtin_offsetof(struct lanner_string, offset) == 0, "lanner_string.offset");
_Static_assert(__builtin_offsetof(struct lanner_string, length) == 2, "lanner_string.length");

struct lanner_path {
	struct lanner_string raw; /* as the process gave it */
	struct lanner_string base; /* the directory that a relative path starts from */
	struct lanner_string real; /* where the kernel went, where it left an object to tell */
	struct lanner_string late; /* what stood in its place when the call returned, if that was something else */
};
_Static_assert(sizeof(struct lanner_path) == 16, "size of lanner_path");
_Static_assert(__builtin_offsetof(struct lanner_path, raw) == 0, "lanner_path.raw");
_Static_assert(__builtin_offsetof(struct lanner_path, base) == 4, "lanner_path.base");
_Static_assert(__builtin_offsetof(struct lanner_path, real) == 8, "lanner_path.real");
_Static_assert(__builtin_offsetof(struct lanner_path, late) == 12, "lanner_path.late");

struct lanner_address {
	__u16 family; /* 0: none */
	__u16 port;
	__u8 ip[16]; /* network order; IPv4 in the first four bytes */
	struct lanner_string path; /* of a unix socket */
};
_Static_assert(sizeof(struct lanner_address) == 24, "size of lanner_address");
_Static_assert(__builtin_offsetof(struct lanner_address, family) == 0, "lanner_address.family");
_Static_assert(__builtin_offsetof(struct lanner_address, port) == 2, "lanner_address.port");
_Static_assert(__builtin_offsetof(struct lanner_address, ip) == 4, "lanner_address.ip");
_Static_assert(__builtin_offsetof(struct lanner_address, path) == 20, "lanner_address.path");

struct lanner_descriptor {
	__u64 ino;
	__s32 num; /* -1: none */
	__u32 dev; /* as stat(2) gives it */
	__u32 magic; /* of the file system */
	__u32 flags; /* f_flags of the open file */
	__u16 mode; /* st_mode of the inode; 0: no open file */
	__u16 family; /* of a socket; 0: not a socket */
	__u16 lport;
	__u16 rport;
	__u16 protocol;
	__u16 socktype;
	__u8 state; /* of a TCP socket */
	__u8 layer; /* overlayfs: 1 upper, 2 lower */
	__u8 laddr[16];
	__u8 raddr[16];
	struct lanner_string path; /* real path of a file, bound or peer path of a unix socket */
};
_Static_assert(sizeof(struct lanner_descriptor) == 80, "size of lanner_descriptor");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, ino) == 0, "lanner_descriptor.ino");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, num) == 8, "lanner_descriptor.num");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, dev) == 12, "lanner_descriptor.dev");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, magic) == 16, "lanner_descriptor.magic");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, flags) == 20, "lanner_descriptor.flags");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, mode) == 24, "lanner_descriptor.mode");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, family) == 26, "lanner_descriptor.family");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, lport) == 28, "lanner_descriptor.lport");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, rport) == 30, "lanner_descriptor.rport");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, protocol) == 32, "lanner_descriptor.protocol");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, socktype) == 34, "lanner_descriptor.socktype");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, state) == 36, "lanner_descriptor.state");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, layer) == 37, "lanner_descriptor.layer");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, laddr) == 38, "lanner_descriptor.laddr");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, raddr) == 54, "lanner_descriptor.raddr");
_Static_assert(__builtin_offsetof(struct lanner_descriptor, path) == 70, "lanner_descriptor.path");

struct lanner_process {
	__u64 startTime; /* of the thread group leader, ns since boot: identity together with pid */
	__u64 parentStartTime;
	__u64 execId; /* grows with every exec of the task */
	__u64 exeIno;
	__u64 exeCtime; /* ns since the epoch */
	__u64 exeMtime; /* ns since the epoch */
	__u64 pidnsInitStart; /* start of the init process of its pid namespace, ns since boot */
	__u64 fdlimit;
	__u64 pgftMajor;
	__u64 pgftMinor;
	__u32 pid;
	__u32 vpid;
	__u32 ppid;
	__u32 pgid;
	__u32 vpgid;
	__u32 sid;
	__u32 vsid;
	__u32 tty; /* device of the controlling terminal; 0: none */
	__u32 exeFlags; /* EXE_* bits */
	__u32 exeDev;
	__u32 vmSize; /* KiB */
	__u32 vmRss; /* KiB */
	__u32 vmSwap; /* KiB */
	__u32 nsMnt;
	__u32 nsPid;
	__u32 nsNet;
	__u32 nsUser;
	__u32 nsUts;
	__u32 nsIpc;
	__u32 nsCgroup;
	__u8 comm[16];
	struct lanner_string exepath;
	struct lanner_string cwd;
	struct lanner_string args; /* argv, NUL-terminated each, up to 4096 bytes */
	struct lanner_string env; /* environment, NUL-terminated each, up to 4096 bytes */
	struct lanner_string cgroupUnified; /* path in the v2 hierarchy */
	struct lanner_string cgroupCpuset;
	struct lanner_string cgroupCpu;
	struct lanner_string cgroupMemory;
	struct lanner_string cgroupPids;
};
_Static_assert(sizeof(struct lanner_process) == 216, "size of lanner_process");
_Static_assert(__builtin_offsetof(struct lanner_process, startTime) == 0, "lanner_process.startTime");
_Static_assert(__builtin_offsetof(struct lanner_process, parentStartTime) == 8, "lanner_process.parentStartTime");
_Static_assert(__builtin_offsetof(struct lanner_process, execId) == 16, "lanner_process.execId");
_Static_assert(__builtin_offsetof(struct lanner_process, exeIno) == 24, "lanner_process.exeIno");
_Static_assert(__builtin_offsetof(struct lanner_process, exeCtime) == 32, "lanner_process.exeCtime");
_Static_assert(__builtin_offsetof(struct lanner_process, exeMtime) == 40, "lanner_process.exeMtime");
_Static_assert(__builtin_offsetof(struct lanner_process, pidnsInitStart) == 48, "lanner_process.pidnsInitStart");
_Static_assert(__builtin_offsetof(struct lanner_process, fdlimit) == 56, "lanner_process.fdlimit");
_Static_assert(__builtin_offsetof(struct lanner_process, pgftMajor) == 64, "lanner_process.pgftMajor");
_Static_assert(__builtin_offsetof(struct lanner_process, pgftMinor) == 72, "lanner_process.pgftMinor");
_Static_assert(__builtin_offsetof(struct lanner_process, pid) == 80, "lanner_process.pid");
_Static_assert(__builtin_offsetof(struct lanner_process, vpid) == 84, "lanner_process.vpid");
_Static_assert(__builtin_offsetof(struct lanner_process, ppid) == 88, "lanner_process.ppid");
_Static_assert(__builtin_offsetof(struct lanner_process, pgid) == 92, "lanner_process.pgid");
_Static_assert(__builtin_offsetof(struct lanner_process, vpgid) == 96, "lanner_process.vpgid");
_Static_assert(__builtin_offsetof(struct lanner_process, sid) == 100, "lanner_process.sid");
_Static_assert(__builtin_offsetof(struct lanner_process, vsid) == 104, "lanner_process.vsid");
_Static_assert(__builtin_offsetof(struct lanner_process, tty) == 108, "lanner_process.tty");
_Static_assert(__builtin_offsetof(struct lanner_process, exeFlags) == 112, "lanner_process.exeFlags");
_Static_assert(__builtin_offsetof(struct lanner_process, exeDev) == 116, "lanner_process.exeDev");
_Static_assert(__builtin_offsetof(struct lanner_process, vmSize) == 120, "lanner_process.vmSize");
_Static_assert(__builtin_offsetof(struct lanner_process, vmRss) == 124, "lanner_process.vmRss");
_Static_assert(__builtin_offsetof(struct lanner_process, vmSwap) == 128, "lanner_process.vmSwap");
_Static_assert(__builtin_offsetof(struct lanner_process, nsMnt) == 132, "lanner_process.nsMnt");
_Static_assert(__builtin_offsetof(struct lanner_process, nsPid) == 136, "lanner_process.nsPid");
_Static_assert(__builtin_offsetof(struct lanner_process, nsNet) == 140, "lanner_process.nsNet");
_Static_assert(__builtin_offsetof(struct lanner_process, nsUser) == 144, "lanner_process.nsUser");
_Static_assert(__builtin_offsetof(struct lanner_process, nsUts) == 148, "lanner_process.nsUts");
_Static_assert(__builtin_offsetof(struct lanner_process, nsIpc) == 152, "lanner_process.nsIpc");
_Static_assert(__builtin_offsetof(struct lanner_process, nsCgroup) == 156, "lanner_process.nsCgroup");
_Static_assert(__builtin_offsetof(struct lanner_process, comm) == 160, "lanner_process.comm");
_Static_assert(__builtin_offsetof(struct lanner_process, exepath) == 176, "lanner_process.exepath");
_Static_assert(__builtin_offsetof(struct lanner_process, cwd) == 180, "lanner_process.cwd");
_Static_assert(__builtin_offsetof(struct lanner_process, args) == 184, "lanner_process.args");
_Static_assert(__builtin_offsetof(struct lanner_process, env) == 188, "lanner_process.env");
_Static_assert(__builtin_offsetof(struct lanner_process, cgroupUnified) == 192, "lanner_process.cgroupUnified");
_Static_assert(__builtin_offsetof(struct lanner_process, cgroupCpuset) == 196, "lanner_process.cgroupCpuset");
_Static_assert(__builtin_offsetof(struct lanner_process, cgroupCpu) == 200, "lanner_process.cgroupCpu");
_Static_assert(__builtin_offsetof(struct lanner_process, cgroupMemory) == 204, "lanner_process.cgroupMemory");
_Static_assert(__builtin_offsetof(struct lanner_process, cgroupPids) == 208, "lanner_process.cgroupPids");

struct lanner_header {
	__u16 type; /* number of the record type */
	__u16 flags; /* RECORD_* bits: what is cut or in doubt */
	__u32 size; /* of the whole record, in bytes */
	__u64 time; /* ns since boot */
	__u64 startTime; /* of the process, ns since boot */
	__u64 execId;
	__s64 ret; /* what the call returned */
	__u64 capEffective;
	__u64 capPermitted;
	__u64 capInheritable;
	__u32 pid; /* thread group */
	__u32 tid;
	__u32 uid; /* effective */
	__u32 gid; /* effective */
	__u32 loginuid; /* 4294967295: unset */
	__u32 cpu;
	__u8 comm[16]; /* of the thread */
};
_Static_assert(sizeof(struct lanner_header) == 104, "size of lanner_header");
_Static_assert(__builtin_offsetof(struct lanner_header, type) == 0, "lanner_header.type");
_Static_assert(__builtin_offsetof(struct lanner_header, flags) == 2, "lanner_header.flags");
_Static_assert(__builtin_offsetof(struct lanner_header, size) == 4, "lanner_header.size");
_Static_assert(__builtin_offsetof(struct lanner_header, time) == 8, "lanner_header.time");
_Static_assert(__builtin_offsetof(struct lanner_header, startTime) == 16, "lanner_header.startTime");
_Static_assert(__builtin_offsetof(struct lanner_header, execId) == 24, "lanner_header.execId");
_Static_assert(__builtin_offsetof(struct lanner_header, ret) == 32, "lanner_header.ret");
_Static_assert(__builtin_offsetof(struct lanner_header, capEffective) == 40, "lanner_header.capEffective");
_Static_assert(__builtin_offsetof(struct lanner_header, capPermitted) == 48, "lanner_header.capPermitted");
_Static_assert(__builtin_offsetof(struct lanner_header, capInheritable) == 56, "lanner_header.capInheritable");
_Static_assert(__builtin_offsetof(struct lanner_header, pid) == 64, "lanner_header.pid");
_Static_assert(__builtin_offsetof(struct lanner_header, tid) == 68, "lanner_header.tid");
_Static_assert(__builtin_offsetof(struct lanner_header, uid) == 72, "lanner_header.uid");
_Static_assert(__builtin_offsetof(struct lanner_header, gid) == 76, "lanner_header.gid");
_Static_assert(__builtin_offsetof(struct lanner_header, loginuid) == 80, "lanner_header.loginuid");
_Static_assert(__builtin_offsetof(struct lanner_header, cpu) == 84, "lanner_header.cpu");
_Static_assert(__builtin_offsetof(struct lanner_header, comm) == 88, "lanner_header.comm");

struct record_execve {
	struct lanner_header header;
	struct lanner_process process;
	struct lanner_string filename;
};
_Static_assert(sizeof(struct record_execve) == 328, "size of record_execve");
_Static_assert(__builtin_offsetof(struct record_execve, header) == 0, "record_execve.header");
_Static_assert(__builtin_offsetof(struct record_execve, process) == 104, "record_execve.process");
_Static_assert(__builtin_offsetof(struct record_execve, filename) == 320, "record_execve.filename");

struct record_execveat {
	struct lanner_header header;
	struct lanner_process process;
	struct lanner_string filename;
};
_Static_assert(sizeof(struct record_execveat) == 328, "size of record_execveat");
_Static_assert(__builtin_offsetof(struct record_execveat, header) == 0, "record_execveat.header");
_Static_assert(__builtin_offsetof(struct record_execveat, process) == 104, "record_execveat.process");
_Static_assert(__builtin_offsetof(struct record_execveat, filename) == 320, "record_execveat.filename");

struct record_clone {
	struct lanner_header header;
	__u64 flags;
};
_Static_assert(sizeof(struct record_clone) == 112, "size of record_clone");
_Static_assert(__builtin_offsetof(struct record_clone, header) == 0, "record_clone.header");
_Static_assert(__builtin_offsetof(struct record_clone, flags) == 104, "record_clone.flags");

struct record_clone3 {
	struct lanner_header header;
	__u64 flags;
};
_Static_assert(sizeof(struct record_clone3) == 112, "size of record_clone3");
_Static_assert(__builtin_offsetof(struct record_clone3, header) == 0, "record_clone3.header");
_Static_assert(__builtin_offsetof(struct record_clone3, flags) == 104, "record_clone3.flags");

struct record_fork {
	struct lanner_header header;
	__u64 flags;
};
_Static_assert(sizeof(struct record_fork) == 112, "size of record_fork");
_Static_assert(__builtin_offsetof(struct record_fork, header) == 0, "record_fork.header");
_Static_assert(__builtin_offsetof(struct record_fork, flags) == 104, "record_fork.flags");

struct record_vfork {
	struct lanner_header header;
	__u64 flags;
};
_Static_assert(sizeof(struct record_vfork) == 112, "size of record_vfork");
_Static_assert(__builtin_offsetof(struct record_vfork, header) == 0, "record_vfork.header");
_Static_assert(__builtin_offsetof(struct record_vfork, flags) == 104, "record_vfork.flags");

struct record_procexit {
	struct lanner_header header;
	__s64 status;
	__s64 ret;
	__u8 sig;
	__u8 core;
	__s64 reaper_tid;
};
_Static_assert(sizeof(struct record_procexit) == 136, "size of record_procexit");
_Static_assert(__builtin_offsetof(struct record_procexit, header) == 0, "record_procexit.header");
_Static_assert(__builtin_offsetof(struct record_procexit, status) == 104, "record_procexit.status");
_Static_assert(__builtin_offsetof(struct record_procexit, ret) == 112, "record_procexit.ret");
_Static_assert(__builtin_offsetof(struct record_procexit, sig) == 120, "record_procexit.sig");
_Static_assert(__builtin_offsetof(struct record_procexit, core) == 121, "record_procexit.core");
_Static_assert(__builtin_offsetof(struct record_procexit, reaper_tid) == 128, "record_procexit.reaper_tid");

struct record_setsid {
	struct lanner_header header;
	struct lanner_process process;
};
_Static_assert(sizeof(struct record_setsid) == 320, "size of record_setsid");
_Static_assert(__builtin_offsetof(struct record_setsid, header) == 0, "record_setsid.header");
_Static_assert(__builtin_offsetof(struct record_setsid, process) == 104, "record_setsid.process");

struct record_setpgid {
	struct lanner_header header;
	struct lanner_process process;
	__s64 pid;
	__s64 pgid;
};
_Static_assert(sizeof(struct record_setpgid) == 336, "size of record_setpgid");
_Static_assert(__builtin_offsetof(struct record_setpgid, header) == 0, "record_setpgid.header");
_Static_assert(__builtin_offsetof(struct record_setpgid, process) == 104, "record_setpgid.process");
_Static_assert(__builtin_offsetof(struct record_setpgid, pid) == 320, "record_setpgid.pid");
_Static_assert(__builtin_offsetof(struct record_setpgid, pgid) == 328, "record_setpgid.pgid");

struct record_setns {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 fd;
	__u32 nstype;
};
_Static_assert(sizeof(struct record_setns) == 192, "size of record_setns");
_Static_assert(__builtin_offsetof(struct record_setns, header) == 0, "record_setns.header");
_Static_assert(__builtin_offsetof(struct record_setns, descriptor) == 104, "record_setns.descriptor");
_Static_assert(__builtin_offsetof(struct record_setns, fd) == 184, "record_setns.fd");
_Static_assert(__builtin_offsetof(struct record_setns, nstype) == 188, "record_setns.nstype");

struct record_unshare {
	struct lanner_header header;
	__u32 flags;
};
_Static_assert(sizeof(struct record_unshare) == 112, "size of record_unshare");
_Static_assert(__builtin_offsetof(struct record_unshare, header) == 0, "record_unshare.header");
_Static_assert(__builtin_offsetof(struct record_unshare, flags) == 104, "record_unshare.flags");

struct record_ptrace {
	struct lanner_header header;
	__u64 addr;
	__u64 data;
	__u32 request;
	__s64 pid;
};
_Static_assert(sizeof(struct record_ptrace) == 136, "size of record_ptrace");
_Static_assert(__builtin_offsetof(struct record_ptrace, header) == 0, "record_ptrace.header");
_Static_assert(__builtin_offsetof(struct record_ptrace, addr) == 104, "record_ptrace.addr");
_Static_assert(__builtin_offsetof(struct record_ptrace, data) == 112, "record_ptrace.data");
_Static_assert(__builtin_offsetof(struct record_ptrace, request) == 120, "record_ptrace.request");
_Static_assert(__builtin_offsetof(struct record_ptrace, pid) == 128, "record_ptrace.pid");

struct record_prctl {
	struct lanner_header header;
	__u32 option;
	struct lanner_string arg2_str;
	__s64 arg2_int;
};
_Static_assert(sizeof(struct record_prctl) == 120, "size of record_prctl");
_Static_assert(__builtin_offsetof(struct record_prctl, header) == 0, "record_prctl.header");
_Static_assert(__builtin_offsetof(struct record_prctl, option) == 104, "record_prctl.option");
_Static_assert(__builtin_offsetof(struct record_prctl, arg2_str) == 108, "record_prctl.arg2_str");
_Static_assert(__builtin_offsetof(struct record_prctl, arg2_int) == 112, "record_prctl.arg2_int");

struct record_capset {
	struct lanner_header header;
	__u64 cap_inheritable;
	__u64 cap_permitted;
	__u64 cap_effective;
};
_Static_assert(sizeof(struct record_capset) == 128, "size of record_capset");
_Static_assert(__builtin_offsetof(struct record_capset, header) == 0, "record_capset.header");
_Static_assert(__builtin_offsetof(struct record_capset, cap_inheritable) == 104, "record_capset.cap_inheritable");
_Static_assert(__builtin_offsetof(struct record_capset, cap_permitted) == 112, "record_capset.cap_permitted");
_Static_assert(__builtin_offsetof(struct record_capset, cap_effective) == 120, "record_capset.cap_effective");

struct record_kill {
	struct lanner_header header;
	__s64 pid;
	__u8 sig;
};
_Static_assert(sizeof(struct record_kill) == 120, "size of record_kill");
_Static_assert(__builtin_offsetof(struct record_kill, header) == 0, "record_kill.header");
_Static_assert(__builtin_offsetof(struct record_kill, pid) == 104, "record_kill.pid");
_Static_assert(__builtin_offsetof(struct record_kill, sig) == 112, "record_kill.sig");

struct record_memfd_create {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_string name;
	__u32 flags;
};
_Static_assert(sizeof(struct record_memfd_create) == 192, "size of record_memfd_create");
_Static_assert(__builtin_offsetof(struct record_memfd_create, header) == 0, "record_memfd_create.header");
_Static_assert(__builtin_offsetof(struct record_memfd_create, descriptor) == 104, "record_memfd_create.descriptor");
_Static_assert(__builtin_offsetof(struct record_memfd_create, name) == 184, "record_memfd_create.name");
_Static_assert(__builtin_offsetof(struct record_memfd_create, flags) == 188, "record_memfd_create.flags");

struct record_userfaultfd {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__u32 flags;
};
_Static_assert(sizeof(struct record_userfaultfd) == 192, "size of record_userfaultfd");
_Static_assert(__builtin_offsetof(struct record_userfaultfd, header) == 0, "record_userfaultfd.header");
_Static_assert(__builtin_offsetof(struct record_userfaultfd, descriptor) == 104, "record_userfaultfd.descriptor");
_Static_assert(__builtin_offsetof(struct record_userfaultfd, flags) == 184, "record_userfaultfd.flags");

struct record_bpf {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__u32 cmd;
};
_Static_assert(sizeof(struct record_bpf) == 192, "size of record_bpf");
_Static_assert(__builtin_offsetof(struct record_bpf, header) == 0, "record_bpf.header");
_Static_assert(__builtin_offsetof(struct record_bpf, descriptor) == 104, "record_bpf.descriptor");
_Static_assert(__builtin_offsetof(struct record_bpf, cmd) == 184, "record_bpf.cmd");

struct record_init_module {
	struct lanner_header header;
	struct lanner_string img;
	__u64 length;
	struct lanner_string uargs;
};
_Static_assert(sizeof(struct record_init_module) == 128, "size of record_init_module");
_Static_assert(__builtin_offsetof(struct record_init_module, header) == 0, "record_init_module.header");
_Static_assert(__builtin_offsetof(struct record_init_module, img) == 104, "record_init_module.img");
_Static_assert(__builtin_offsetof(struct record_init_module, length) == 112, "record_init_module.length");
_Static_assert(__builtin_offsetof(struct record_init_module, uargs) == 120, "record_init_module.uargs");

struct record_finit_module {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 fd;
	struct lanner_string uargs;
	__u32 flags;
};
_Static_assert(sizeof(struct record_finit_module) == 200, "size of record_finit_module");
_Static_assert(__builtin_offsetof(struct record_finit_module, header) == 0, "record_finit_module.header");
_Static_assert(__builtin_offsetof(struct record_finit_module, descriptor) == 104, "record_finit_module.descriptor");
_Static_assert(__builtin_offsetof(struct record_finit_module, fd) == 184, "record_finit_module.fd");
_Static_assert(__builtin_offsetof(struct record_finit_module, uargs) == 188, "record_finit_module.uargs");
_Static_assert(__builtin_offsetof(struct record_finit_module, flags) == 192, "record_finit_module.flags");

struct record_open {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_path name;
	__u32 flags;
	__u32 mode;
};
_Static_assert(sizeof(struct record_open) == 208, "size of record_open");
_Static_assert(__builtin_offsetof(struct record_open, header) == 0, "record_open.header");
_Static_assert(__builtin_offsetof(struct record_open, descriptor) == 104, "record_open.descriptor");
_Static_assert(__builtin_offsetof(struct record_open, name) == 184, "record_open.name");
_Static_assert(__builtin_offsetof(struct record_open, flags) == 200, "record_open.flags");
_Static_assert(__builtin_offsetof(struct record_open, mode) == 204, "record_open.mode");

struct record_openat {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 dirfd;
	struct lanner_path name;
	__u32 flags;
	__u32 mode;
};
_Static_assert(sizeof(struct record_openat) == 216, "size of record_openat");
_Static_assert(__builtin_offsetof(struct record_openat, header) == 0, "record_openat.header");
_Static_assert(__builtin_offsetof(struct record_openat, descriptor) == 104, "record_openat.descriptor");
_Static_assert(__builtin_offsetof(struct record_openat, dirfd) == 184, "record_openat.dirfd");
_Static_assert(__builtin_offsetof(struct record_openat, name) == 188, "record_openat.name");
_Static_assert(__builtin_offsetof(struct record_openat, flags) == 204, "record_openat.flags");
_Static_assert(__builtin_offsetof(struct record_openat, mode) == 208, "record_openat.mode");

struct record_openat2 {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 dirfd;
	struct lanner_path name;
	__u32 flags;
	__u32 mode;
	__u32 resolve;
};
_Static_assert(sizeof(struct record_openat2) == 216, "size of record_openat2");
_Static_assert(__builtin_offsetof(struct record_openat2, header) == 0, "record_openat2.header");
_Static_assert(__builtin_offsetof(struct record_openat2, descriptor) == 104, "record_openat2.descriptor");
_Static_assert(__builtin_offsetof(struct record_openat2, dirfd) == 184, "record_openat2.dirfd");
_Static_assert(__builtin_offsetof(struct record_openat2, name) == 188, "record_openat2.name");
_Static_assert(__builtin_offsetof(struct record_openat2, flags) == 204, "record_openat2.flags");
_Static_assert(__builtin_offsetof(struct record_openat2, mode) == 208, "record_openat2.mode");
_Static_assert(__builtin_offsetof(struct record_openat2, resolve) == 212, "record_openat2.resolve");

struct record_creat {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_path name;
	__u32 mode;
	__u32 creat_flags;
};
_Static_assert(sizeof(struct record_creat) == 208, "size of record_creat");
_Static_assert(__builtin_offsetof(struct record_creat, header) == 0, "record_creat.header");
_Static_assert(__builtin_offsetof(struct record_creat, descriptor) == 104, "record_creat.descriptor");
_Static_assert(__builtin_offsetof(struct record_creat, name) == 184, "record_creat.name");
_Static_assert(__builtin_offsetof(struct record_creat, mode) == 200, "record_creat.mode");
_Static_assert(__builtin_offsetof(struct record_creat, creat_flags) == 204, "record_creat.creat_flags");

struct record_open_by_handle_at {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 mountfd;
	__u32 flags;
};
_Static_assert(sizeof(struct record_open_by_handle_at) == 192, "size of record_open_by_handle_at");
_Static_assert(__builtin_offsetof(struct record_open_by_handle_at, header) == 0, "record_open_by_handle_at.header");
_Static_assert(__builtin_offsetof(struct record_open_by_handle_at, descriptor) == 104, "record_open_by_handle_at.descriptor");
_Static_assert(__builtin_offsetof(struct record_open_by_handle_at, mountfd) == 184, "record_open_by_handle_at.mountfd");
_Static_assert(__builtin_offsetof(struct record_open_by_handle_at, flags) == 188, "record_open_by_handle_at.flags");

struct record_unlink {
	struct lanner_header header;
	struct lanner_path path;
};
_Static_assert(sizeof(struct record_unlink) == 120, "size of record_unlink");
_Static_assert(__builtin_offsetof(struct record_unlink, header) == 0, "record_unlink.header");
_Static_assert(__builtin_offsetof(struct record_unlink, path) == 104, "record_unlink.path");

struct record_unlinkat {
	struct lanner_header header;
	__s32 dirfd;
	struct lanner_path name;
	__u32 flags;
};
_Static_assert(sizeof(struct record_unlinkat) == 128, "size of record_unlinkat");
_Static_assert(__builtin_offsetof(struct record_unlinkat, header) == 0, "record_unlinkat.header");
_Static_assert(__builtin_offsetof(struct record_unlinkat, dirfd) == 104, "record_unlinkat.dirfd");
_Static_assert(__builtin_offsetof(struct record_unlinkat, name) == 108, "record_unlinkat.name");
_Static_assert(__builtin_offsetof(struct record_unlinkat, flags) == 124, "record_unlinkat.flags");

struct record_rmdir {
	struct lanner_header header;
	struct lanner_path path;
};
_Static_assert(sizeof(struct record_rmdir) == 120, "size of record_rmdir");
_Static_assert(__builtin_offsetof(struct record_rmdir, header) == 0, "record_rmdir.header");
_Static_assert(__builtin_offsetof(struct record_rmdir, path) == 104, "record_rmdir.path");

struct record_mkdir {
	struct lanner_header header;
	struct lanner_path path;
	__u32 mode;
};
_Static_assert(sizeof(struct record_mkdir) == 128, "size of record_mkdir");
_Static_assert(__builtin_offsetof(struct record_mkdir, header) == 0, "record_mkdir.header");
_Static_assert(__builtin_offsetof(struct record_mkdir, path) == 104, "record_mkdir.path");
_Static_assert(__builtin_offsetof(struct record_mkdir, mode) == 120, "record_mkdir.mode");

struct record_mkdirat {
	struct lanner_header header;
	__s32 dirfd;
	struct lanner_path path;
	__u32 mode;
};
_Static_assert(sizeof(struct record_mkdirat) == 128, "size of record_mkdirat");
_Static_assert(__builtin_offsetof(struct record_mkdirat, header) == 0, "record_mkdirat.header");
_Static_assert(__builtin_offsetof(struct record_mkdirat, dirfd) == 104, "record_mkdirat.dirfd");
_Static_assert(__builtin_offsetof(struct record_mkdirat, path) == 108, "record_mkdirat.path");
_Static_assert(__builtin_offsetof(struct record_mkdirat, mode) == 124, "record_mkdirat.mode");

struct record_rename {
	struct lanner_header header;
	struct lanner_path oldpath;
	struct lanner_path newpath;
};
_Static_assert(sizeof(struct record_rename) == 136, "size of record_rename");
_Static_assert(__builtin_offsetof(struct record_rename, header) == 0, "record_rename.header");
_Static_assert(__builtin_offsetof(struct record_rename, oldpath) == 104, "record_rename.oldpath");
_Static_assert(__builtin_offsetof(struct record_rename, newpath) == 120, "record_rename.newpath");

struct record_renameat {
	struct lanner_header header;
	__s32 olddirfd;
	struct lanner_path oldpath;
	__s32 newdirfd;
	struct lanner_path newpath;
};
_Static_assert(sizeof(struct record_renameat) == 144, "size of record_renameat");
_Static_assert(__builtin_offsetof(struct record_renameat, header) == 0, "record_renameat.header");
_Static_assert(__builtin_offsetof(struct record_renameat, olddirfd) == 104, "record_renameat.olddirfd");
_Static_assert(__builtin_offsetof(struct record_renameat, oldpath) == 108, "record_renameat.oldpath");
_Static_assert(__builtin_offsetof(struct record_renameat, newdirfd) == 124, "record_renameat.newdirfd");
_Static_assert(__builtin_offsetof(struct record_renameat, newpath) == 128, "record_renameat.newpath");

struct record_renameat2 {
	struct lanner_header header;
	__s32 olddirfd;
	struct lanner_path oldpath;
	__s32 newdirfd;
	struct lanner_path newpath;
	__u32 flags;
};
_Static_assert(sizeof(struct record_renameat2) == 152, "size of record_renameat2");
_Static_assert(__builtin_offsetof(struct record_renameat2, header) == 0, "record_renameat2.header");
_Static_assert(__builtin_offsetof(struct record_renameat2, olddirfd) == 104, "record_renameat2.olddirfd");
_Static_assert(__builtin_offsetof(struct record_renameat2, oldpath) == 108, "record_renameat2.oldpath");
_Static_assert(__builtin_offsetof(struct record_renameat2, newdirfd) == 124, "record_renameat2.newdirfd");
_Static_assert(__builtin_offsetof(struct record_renameat2, newpath) == 128, "record_renameat2.newpath");
_Static_assert(__builtin_offsetof(struct record_renameat2, flags) == 144, "record_renameat2.flags");

struct record_link {
	struct lanner_header header;
	struct lanner_path oldpath;
	struct lanner_path newpath;
};
_Static_assert(sizeof(struct record_link) == 136, "size of record_link");
_Static_assert(__builtin_offsetof(struct record_link, header) == 0, "record_link.header");
_Static_assert(__builtin_offsetof(struct record_link, oldpath) == 104, "record_link.oldpath");
_Static_assert(__builtin_offsetof(struct record_link, newpath) == 120, "record_link.newpath");

struct record_linkat {
	struct lanner_header header;
	__s32 olddir;
	struct lanner_path oldpath;
	__s32 newdir;
	struct lanner_path newpath;
	__u32 flags;
};
_Static_assert(sizeof(struct record_linkat) == 152, "size of record_linkat");
_Static_assert(__builtin_offsetof(struct record_linkat, header) == 0, "record_linkat.header");
_Static_assert(__builtin_offsetof(struct record_linkat, olddir) == 104, "record_linkat.olddir");
_Static_assert(__builtin_offsetof(struct record_linkat, oldpath) == 108, "record_linkat.oldpath");
_Static_assert(__builtin_offsetof(struct record_linkat, newdir) == 124, "record_linkat.newdir");
_Static_assert(__builtin_offsetof(struct record_linkat, newpath) == 128, "record_linkat.newpath");
_Static_assert(__builtin_offsetof(struct record_linkat, flags) == 144, "record_linkat.flags");

struct record_symlink {
	struct lanner_header header;
	struct lanner_string target;
	struct lanner_path linkpath;
};
_Static_assert(sizeof(struct record_symlink) == 128, "size of record_symlink");
_Static_assert(__builtin_offsetof(struct record_symlink, header) == 0, "record_symlink.header");
_Static_assert(__builtin_offsetof(struct record_symlink, target) == 104, "record_symlink.target");
_Static_assert(__builtin_offsetof(struct record_symlink, linkpath) == 108, "record_symlink.linkpath");

struct record_symlinkat {
	struct lanner_header header;
	struct lanner_string target;
	__s32 linkdirfd;
	struct lanner_path linkpath;
};
_Static_assert(sizeof(struct record_symlinkat) == 128, "size of record_symlinkat");
_Static_assert(__builtin_offsetof(struct record_symlinkat, header) == 0, "record_symlinkat.header");
_Static_assert(__builtin_offsetof(struct record_symlinkat, target) == 104, "record_symlinkat.target");
_Static_assert(__builtin_offsetof(struct record_symlinkat, linkdirfd) == 108, "record_symlinkat.linkdirfd");
_Static_assert(__builtin_offsetof(struct record_symlinkat, linkpath) == 112, "record_symlinkat.linkpath");

struct record_chmod {
	struct lanner_header header;
	struct lanner_path filename;
	__u32 mode;
};
_Static_assert(sizeof(struct record_chmod) == 128, "size of record_chmod");
_Static_assert(__builtin_offsetof(struct record_chmod, header) == 0, "record_chmod.header");
_Static_assert(__builtin_offsetof(struct record_chmod, filename) == 104, "record_chmod.filename");
_Static_assert(__builtin_offsetof(struct record_chmod, mode) == 120, "record_chmod.mode");

struct record_fchmod {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 fd;
	__u32 mode;
};
_Static_assert(sizeof(struct record_fchmod) == 192, "size of record_fchmod");
_Static_assert(__builtin_offsetof(struct record_fchmod, header) == 0, "record_fchmod.header");
_Static_assert(__builtin_offsetof(struct record_fchmod, descriptor) == 104, "record_fchmod.descriptor");
_Static_assert(__builtin_offsetof(struct record_fchmod, fd) == 184, "record_fchmod.fd");
_Static_assert(__builtin_offsetof(struct record_fchmod, mode) == 188, "record_fchmod.mode");

struct record_fchmodat {
	struct lanner_header header;
	__s32 dirfd;
	struct lanner_path filename;
	__u32 mode;
};
_Static_assert(sizeof(struct record_fchmodat) == 128, "size of record_fchmodat");
_Static_assert(__builtin_offsetof(struct record_fchmodat, header) == 0, "record_fchmodat.header");
_Static_assert(__builtin_offsetof(struct record_fchmodat, dirfd) == 104, "record_fchmodat.dirfd");
_Static_assert(__builtin_offsetof(struct record_fchmodat, filename) == 108, "record_fchmodat.filename");
_Static_assert(__builtin_offsetof(struct record_fchmodat, mode) == 124, "record_fchmodat.mode");

struct record_chown {
	struct lanner_header header;
	struct lanner_path path;
	__u32 uid;
	__u32 gid;
};
_Static_assert(sizeof(struct record_chown) == 128, "size of record_chown");
_Static_assert(__builtin_offsetof(struct record_chown, header) == 0, "record_chown.header");
_Static_assert(__builtin_offsetof(struct record_chown, path) == 104, "record_chown.path");
_Static_assert(__builtin_offsetof(struct record_chown, uid) == 120, "record_chown.uid");
_Static_assert(__builtin_offsetof(struct record_chown, gid) == 124, "record_chown.gid");

struct record_lchown {
	struct lanner_header header;
	struct lanner_path path;
	__u32 uid;
	__u32 gid;
};
_Static_assert(sizeof(struct record_lchown) == 128, "size of record_lchown");
_Static_assert(__builtin_offsetof(struct record_lchown, header) == 0, "record_lchown.header");
_Static_assert(__builtin_offsetof(struct record_lchown, path) == 104, "record_lchown.path");
_Static_assert(__builtin_offsetof(struct record_lchown, uid) == 120, "record_lchown.uid");
_Static_assert(__builtin_offsetof(struct record_lchown, gid) == 124, "record_lchown.gid");

struct record_fchown {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 fd;
	__u32 uid;
	__u32 gid;
};
_Static_assert(sizeof(struct record_fchown) == 200, "size of record_fchown");
_Static_assert(__builtin_offsetof(struct record_fchown, header) == 0, "record_fchown.header");
_Static_assert(__builtin_offsetof(struct record_fchown, descriptor) == 104, "record_fchown.descriptor");
_Static_assert(__builtin_offsetof(struct record_fchown, fd) == 184, "record_fchown.fd");
_Static_assert(__builtin_offsetof(struct record_fchown, uid) == 188, "record_fchown.uid");
_Static_assert(__builtin_offsetof(struct record_fchown, gid) == 192, "record_fchown.gid");

struct record_fchownat {
	struct lanner_header header;
	__s32 dirfd;
	struct lanner_path pathname;
	__u32 uid;
	__u32 gid;
	__u32 flags;
};
_Static_assert(sizeof(struct record_fchownat) == 136, "size of record_fchownat");
_Static_assert(__builtin_offsetof(struct record_fchownat, header) == 0, "record_fchownat.header");
_Static_assert(__builtin_offsetof(struct record_fchownat, dirfd) == 104, "record_fchownat.dirfd");
_Static_assert(__builtin_offsetof(struct record_fchownat, pathname) == 108, "record_fchownat.pathname");
_Static_assert(__builtin_offsetof(struct record_fchownat, uid) == 124, "record_fchownat.uid");
_Static_assert(__builtin_offsetof(struct record_fchownat, gid) == 128, "record_fchownat.gid");
_Static_assert(__builtin_offsetof(struct record_fchownat, flags) == 132, "record_fchownat.flags");

struct record_chdir {
	struct lanner_header header;
	struct lanner_string cwd;
	struct lanner_string path;
};
_Static_assert(sizeof(struct record_chdir) == 112, "size of record_chdir");
_Static_assert(__builtin_offsetof(struct record_chdir, header) == 0, "record_chdir.header");
_Static_assert(__builtin_offsetof(struct record_chdir, cwd) == 104, "record_chdir.cwd");
_Static_assert(__builtin_offsetof(struct record_chdir, path) == 108, "record_chdir.path");

struct record_fchdir {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_string cwd;
	__s32 fd;
};
_Static_assert(sizeof(struct record_fchdir) == 192, "size of record_fchdir");
_Static_assert(__builtin_offsetof(struct record_fchdir, header) == 0, "record_fchdir.header");
_Static_assert(__builtin_offsetof(struct record_fchdir, descriptor) == 104, "record_fchdir.descriptor");
_Static_assert(__builtin_offsetof(struct record_fchdir, cwd) == 184, "record_fchdir.cwd");
_Static_assert(__builtin_offsetof(struct record_fchdir, fd) == 188, "record_fchdir.fd");

struct record_chroot {
	struct lanner_header header;
	struct lanner_path path;
};
_Static_assert(sizeof(struct record_chroot) == 120, "size of record_chroot");
_Static_assert(__builtin_offsetof(struct record_chroot, header) == 0, "record_chroot.header");
_Static_assert(__builtin_offsetof(struct record_chroot, path) == 104, "record_chroot.path");

struct record_pivot_root {
	struct lanner_header header;
	struct lanner_path new_root;
	struct lanner_path put_old;
};
_Static_assert(sizeof(struct record_pivot_root) == 136, "size of record_pivot_root");
_Static_assert(__builtin_offsetof(struct record_pivot_root, header) == 0, "record_pivot_root.header");
_Static_assert(__builtin_offsetof(struct record_pivot_root, new_root) == 104, "record_pivot_root.new_root");
_Static_assert(__builtin_offsetof(struct record_pivot_root, put_old) == 120, "record_pivot_root.put_old");

struct record_mount {
	struct lanner_header header;
	struct lanner_string dev;
	struct lanner_path dir;
	struct lanner_string type;
	__u32 flags;
};
_Static_assert(sizeof(struct record_mount) == 136, "size of record_mount");
_Static_assert(__builtin_offsetof(struct record_mount, header) == 0, "record_mount.header");
_Static_assert(__builtin_offsetof(struct record_mount, dev) == 104, "record_mount.dev");
_Static_assert(__builtin_offsetof(struct record_mount, dir) == 108, "record_mount.dir");
_Static_assert(__builtin_offsetof(struct record_mount, type) == 124, "record_mount.type");
_Static_assert(__builtin_offsetof(struct record_mount, flags) == 128, "record_mount.flags");

struct record_umount2 {
	struct lanner_header header;
	struct lanner_path name;
	__u32 flags;
};
_Static_assert(sizeof(struct record_umount2) == 128, "size of record_umount2");
_Static_assert(__builtin_offsetof(struct record_umount2, header) == 0, "record_umount2.header");
_Static_assert(__builtin_offsetof(struct record_umount2, name) == 104, "record_umount2.name");
_Static_assert(__builtin_offsetof(struct record_umount2, flags) == 120, "record_umount2.flags");

struct record_dup {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 oldfd;
};
_Static_assert(sizeof(struct record_dup) == 192, "size of record_dup");
_Static_assert(__builtin_offsetof(struct record_dup, header) == 0, "record_dup.header");
_Static_assert(__builtin_offsetof(struct record_dup, descriptor) == 104, "record_dup.descriptor");
_Static_assert(__builtin_offsetof(struct record_dup, oldfd) == 184, "record_dup.oldfd");

struct record_dup2 {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 oldfd;
	__s32 newfd;
};
_Static_assert(sizeof(struct record_dup2) == 192, "size of record_dup2");
_Static_assert(__builtin_offsetof(struct record_dup2, header) == 0, "record_dup2.header");
_Static_assert(__builtin_offsetof(struct record_dup2, descriptor) == 104, "record_dup2.descriptor");
_Static_assert(__builtin_offsetof(struct record_dup2, oldfd) == 184, "record_dup2.oldfd");
_Static_assert(__builtin_offsetof(struct record_dup2, newfd) == 188, "record_dup2.newfd");

struct record_dup3 {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 oldfd;
	__s32 newfd;
	__u32 flags;
};
_Static_assert(sizeof(struct record_dup3) == 200, "size of record_dup3");
_Static_assert(__builtin_offsetof(struct record_dup3, header) == 0, "record_dup3.header");
_Static_assert(__builtin_offsetof(struct record_dup3, descriptor) == 104, "record_dup3.descriptor");
_Static_assert(__builtin_offsetof(struct record_dup3, oldfd) == 184, "record_dup3.oldfd");
_Static_assert(__builtin_offsetof(struct record_dup3, newfd) == 188, "record_dup3.newfd");
_Static_assert(__builtin_offsetof(struct record_dup3, flags) == 192, "record_dup3.flags");

struct record_socket {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__u32 domain;
	__u32 type;
	__u32 proto;
	__u32 flags;
};
_Static_assert(sizeof(struct record_socket) == 200, "size of record_socket");
_Static_assert(__builtin_offsetof(struct record_socket, header) == 0, "record_socket.header");
_Static_assert(__builtin_offsetof(struct record_socket, descriptor) == 104, "record_socket.descriptor");
_Static_assert(__builtin_offsetof(struct record_socket, domain) == 184, "record_socket.domain");
_Static_assert(__builtin_offsetof(struct record_socket, type) == 188, "record_socket.type");
_Static_assert(__builtin_offsetof(struct record_socket, proto) == 192, "record_socket.proto");
_Static_assert(__builtin_offsetof(struct record_socket, flags) == 196, "record_socket.flags");

struct record_connect {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 fd;
	struct lanner_address addr;
};
_Static_assert(sizeof(struct record_connect) == 216, "size of record_connect");
_Static_assert(__builtin_offsetof(struct record_connect, header) == 0, "record_connect.header");
_Static_assert(__builtin_offsetof(struct record_connect, descriptor) == 104, "record_connect.descriptor");
_Static_assert(__builtin_offsetof(struct record_connect, fd) == 184, "record_connect.fd");
_Static_assert(__builtin_offsetof(struct record_connect, addr) == 188, "record_connect.addr");

struct record_accept {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__u8 queuepct;
	__u32 queuelen;
	__u32 queuemax;
};
_Static_assert(sizeof(struct record_accept) == 200, "size of record_accept");
_Static_assert(__builtin_offsetof(struct record_accept, header) == 0, "record_accept.header");
_Static_assert(__builtin_offsetof(struct record_accept, descriptor) == 104, "record_accept.descriptor");
_Static_assert(__builtin_offsetof(struct record_accept, queuepct) == 184, "record_accept.queuepct");
_Static_assert(__builtin_offsetof(struct record_accept, queuelen) == 188, "record_accept.queuelen");
_Static_assert(__builtin_offsetof(struct record_accept, queuemax) == 192, "record_accept.queuemax");

struct record_accept4 {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__u8 queuepct;
	__u32 queuelen;
	__u32 queuemax;
	__u32 flags;
};
_Static_assert(sizeof(struct record_accept4) == 200, "size of record_accept4");
_Static_assert(__builtin_offsetof(struct record_accept4, header) == 0, "record_accept4.header");
_Static_assert(__builtin_offsetof(struct record_accept4, descriptor) == 104, "record_accept4.descriptor");
_Static_assert(__builtin_offsetof(struct record_accept4, queuepct) == 184, "record_accept4.queuepct");
_Static_assert(__builtin_offsetof(struct record_accept4, queuelen) == 188, "record_accept4.queuelen");
_Static_assert(__builtin_offsetof(struct record_accept4, queuemax) == 192, "record_accept4.queuemax");
_Static_assert(__builtin_offsetof(struct record_accept4, flags) == 196, "record_accept4.flags");

struct record_bind {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_address addr;
	__s32 fd;
};
_Static_assert(sizeof(struct record_bind) == 216, "size of record_bind");
_Static_assert(__builtin_offsetof(struct record_bind, header) == 0, "record_bind.header");
_Static_assert(__builtin_offsetof(struct record_bind, descriptor) == 104, "record_bind.descriptor");
_Static_assert(__builtin_offsetof(struct record_bind, addr) == 184, "record_bind.addr");
_Static_assert(__builtin_offsetof(struct record_bind, fd) == 208, "record_bind.fd");

struct record_listen {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__s32 fd;
	__s32 backlog;
};
_Static_assert(sizeof(struct record_listen) == 192, "size of record_listen");
_Static_assert(__builtin_offsetof(struct record_listen, header) == 0, "record_listen.header");
_Static_assert(__builtin_offsetof(struct record_listen, descriptor) == 104, "record_listen.descriptor");
_Static_assert(__builtin_offsetof(struct record_listen, fd) == 184, "record_listen.fd");
_Static_assert(__builtin_offsetof(struct record_listen, backlog) == 188, "record_listen.backlog");

struct record_sendto {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_string data;
	__s32 fd;
	__u32 size;
	struct lanner_address tuple;
};
_Static_assert(sizeof(struct record_sendto) == 224, "size of record_sendto");
_Static_assert(__builtin_offsetof(struct record_sendto, header) == 0, "record_sendto.header");
_Static_assert(__builtin_offsetof(struct record_sendto, descriptor) == 104, "record_sendto.descriptor");
_Static_assert(__builtin_offsetof(struct record_sendto, data) == 184, "record_sendto.data");
_Static_assert(__builtin_offsetof(struct record_sendto, fd) == 188, "record_sendto.fd");
_Static_assert(__builtin_offsetof(struct record_sendto, size) == 192, "record_sendto.size");
_Static_assert(__builtin_offsetof(struct record_sendto, tuple) == 196, "record_sendto.tuple");

struct record_sendmsg {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_string data;
	__s32 fd;
	__u32 size;
	struct lanner_address tuple;
};
_Static_assert(sizeof(struct record_sendmsg) == 224, "size of record_sendmsg");
_Static_assert(__builtin_offsetof(struct record_sendmsg, header) == 0, "record_sendmsg.header");
_Static_assert(__builtin_offsetof(struct record_sendmsg, descriptor) == 104, "record_sendmsg.descriptor");
_Static_assert(__builtin_offsetof(struct record_sendmsg, data) == 184, "record_sendmsg.data");
_Static_assert(__builtin_offsetof(struct record_sendmsg, fd) == 188, "record_sendmsg.fd");
_Static_assert(__builtin_offsetof(struct record_sendmsg, size) == 192, "record_sendmsg.size");
_Static_assert(__builtin_offsetof(struct record_sendmsg, tuple) == 196, "record_sendmsg.tuple");

struct record_recvfrom {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	struct lanner_string data;
	struct lanner_address tuple;
	__s32 fd;
	__u32 size;
};
_Static_assert(sizeof(struct record_recvfrom) == 224, "size of record_recvfrom");
_Static_assert(__builtin_offsetof(struct record_recvfrom, header) == 0, "record_recvfrom.header");
_Static_assert(__builtin_offsetof(struct record_recvfrom, descriptor) == 104, "record_recvfrom.descriptor");
_Static_assert(__builtin_offsetof(struct record_recvfrom, data) == 184, "record_recvfrom.data");
_Static_assert(__builtin_offsetof(struct record_recvfrom, tuple) == 188, "record_recvfrom.tuple");
_Static_assert(__builtin_offsetof(struct record_recvfrom, fd) == 212, "record_recvfrom.fd");
_Static_assert(__builtin_offsetof(struct record_recvfrom, size) == 216, "record_recvfrom.size");

struct record_recvmsg {
	struct lanner_header header;
	struct lanner_descriptor descriptor;
	__u32 size;
	struct lanner_string data;
	struct lanner_address tuple;
	struct lanner_string msgcontrol;
	__s32 fd;
};
_Static_assert(sizeof(struct record_recvmsg) == 224, "size of record_recvmsg");
_Static_assert(__builtin_offsetof(struct record_recvmsg, header) == 0, "record_recvmsg.header");
_Static_assert(__builtin_offsetof(struct record_recvmsg, descriptor) == 104, "record_recvmsg.descriptor");
_Static_assert(__builtin_offsetof(struct record_recvmsg, size) == 184, "record_recvmsg.size");
_Static_assert(__builtin_offsetof(struct record_recvmsg, data) == 188, "record_recvmsg.data");
_Static_assert(__builtin_offsetof(struct record_recvmsg, tuple) == 192, "record_recvmsg.tuple");
_Static_assert(__builtin_offsetof(struct record_recvmsg, msgcontrol) == 216, "record_recvmsg.msgcontrol");
_Static_assert(__builtin_offsetof(struct record_recvmsg, fd) == 220, "record_recvmsg.fd");

struct record_setuid {
	struct lanner_header header;
	__u32 uid;
};
_Static_assert(sizeof(struct record_setuid) == 112, "size of record_setuid");
_Static_assert(__builtin_offsetof(struct record_setuid, header) == 0, "record_setuid.header");
_Static_assert(__builtin_offsetof(struct record_setuid, uid) == 104, "record_setuid.uid");

struct record_setgid {
	struct lanner_header header;
	__u32 gid;
};
_Static_assert(sizeof(struct record_setgid) == 112, "size of record_setgid");
_Static_assert(__builtin_offsetof(struct record_setgid, header) == 0, "record_setgid.header");
_Static_assert(__builtin_offsetof(struct record_setgid, gid) == 104, "record_setgid.gid");

struct record_setresuid {
	struct lanner_header header;
	__u32 ruid;
	__u32 euid;
	__u32 suid;
};
_Static_assert(sizeof(struct record_setresuid) == 120, "size of record_setresuid");
_Static_assert(__builtin_offsetof(struct record_setresuid, header) == 0, "record_setresuid.header");
_Static_assert(__builtin_offsetof(struct record_setresuid, ruid) == 104, "record_setresuid.ruid");
_Static_assert(__builtin_offsetof(struct record_setresuid, euid) == 108, "record_setresuid.euid");
_Static_assert(__builtin_offsetof(struct record_setresuid, suid) == 112, "record_setresuid.suid");

struct record_setresgid {
	struct lanner_header header;
	__u32 rgid;
	__u32 egid;
	__u32 sgid;
};
_Static_assert(sizeof(struct record_setresgid) == 120, "size of record_setresgid");
_Static_assert(__builtin_offsetof(struct record_setresgid, header) == 0, "record_setresgid.header");
_Static_assert(__builtin_offsetof(struct record_setresgid, rgid) == 104, "record_setresgid.rgid");
_Static_assert(__builtin_offsetof(struct record_setresgid, egid) == 108, "record_setresgid.egid");
_Static_assert(__builtin_offsetof(struct record_setresgid, sgid) == 112, "record_setresgid.sgid");

struct record_container {
	struct lanner_header header;
	struct lanner_string json;
};
_Static_assert(sizeof(struct record_container) == 112, "size of record_container");
_Static_assert(__builtin_offsetof(struct record_container, header) == 0, "record_container.header");
_Static_assert(__builtin_offsetof(struct record_container, json) == 104, "record_container.json");

struct record_asyncevent {
	struct lanner_header header;
	__u32 plugin_id;
	struct lanner_string name;
	struct lanner_string data;
};
_Static_assert(sizeof(struct record_asyncevent) == 120, "size of record_asyncevent");
_Static_assert(__builtin_offsetof(struct record_asyncevent, header) == 0, "record_asyncevent.header");
_Static_assert(__builtin_offsetof(struct record_asyncevent, plugin_id) == 104, "record_asyncevent.plugin_id");
_Static_assert(__builtin_offsetof(struct record_asyncevent, name) == 108, "record_asyncevent.name");
_Static_assert(__builtin_offsetof(struct record_asyncevent, data) == 112, "record_asyncevent.data");

struct record_process_new {
	struct lanner_header header;
	struct lanner_process process;
};
_Static_assert(sizeof(struct record_process_new) == 320, "size of record_process_new");
_Static_assert(__builtin_offsetof(struct record_process_new, header) == 0, "record_process_new.header");
_Static_assert(__builtin_offsetof(struct record_process_new, process) == 104, "record_process_new.process");

struct record_process_snapshot {
	struct lanner_header header;
	struct lanner_process process;
};
_Static_assert(sizeof(struct record_process_snapshot) == 320, "size of record_process_snapshot");
_Static_assert(__builtin_offsetof(struct record_process_snapshot, header) == 0, "record_process_snapshot.header");
_Static_assert(__builtin_offsetof(struct record_process_snapshot, process) == 104, "record_process_snapshot.process");

struct record_process_cgroup {
	struct lanner_header header;
	struct lanner_process process;
};
_Static_assert(sizeof(struct record_process_cgroup) == 320, "size of record_process_cgroup");
_Static_assert(__builtin_offsetof(struct record_process_cgroup, header) == 0, "record_process_cgroup.header");
_Static_assert(__builtin_offsetof(struct record_process_cgroup, process) == 104, "record_process_cgroup.process");

#define STAGE_SEND 0
#define STAGE_VIEWS 128
#define STAGES 256
#define VIEWED_PATHS 2
#define VIEWS_UNKNOWN 1
#define VIEWS_DIFFER 2
#define VIEWS_KNOWN 4
#define VIEW_MAX 512
#define SCRATCH_VIEWS 12
#define SCRATCH_VIEW 16
#define SCRATCH_DATA 8464
#define SCRATCH_SIZE 69904

/* Where the paths of a record lie that filters look at. */
#define VIEWED { \
	[RECORD_OPEN] = { 184 }, \
	[RECORD_OPENAT] = { 188 }, \
	[RECORD_OPENAT2] = { 188 }, \
	[RECORD_CREAT] = { 184 }, \
	[RECORD_UNLINK] = { 104 }, \
	[RECORD_UNLINKAT] = { 108 }, \
	[RECORD_RMDIR] = { 104 }, \
	[RECORD_MKDIR] = { 104 }, \
	[RECORD_MKDIRAT] = { 108 }, \
	[RECORD_RENAME] = { 104, 120 }, \
	[RECORD_RENAMEAT] = { 108, 128 }, \
	[RECORD_RENAMEAT2] = { 108, 128 }, \
	[RECORD_LINK] = { 104, 120 }, \
	[RECORD_LINKAT] = { 108, 128 }, \
	[RECORD_SYMLINK] = { 108 }, \
	[RECORD_SYMLINKAT] = { 112 }, \
	[RECORD_CHMOD] = { 104 }, \
	[RECORD_FCHMODAT] = { 108 }, \
	[RECORD_CHOWN] = { 104 }, \
	[RECORD_LCHOWN] = { 104 }, \
	[RECORD_FCHOWNAT] = { 108 }, \
	[RECORD_CHROOT] = { 104 }, \
	[RECORD_PIVOT_ROOT] = { 104, 120 }, \
	[RECORD_MOUNT] = { 108 }, \
	[RECORD_UMOUNT2] = { 104 }, \
}

/* What is asked of a call: bits of control.calls, see packages/schema/src/call-table.ts. */
#define SYSCALL_LIMIT 512
#define CALL_64 1
#define CALL_32 2
#define AT_EXIT 0
#define AT_ENTRY 2
#define IA32_SOCKETCALL 102

#if defined(__TARGET_ARCH_arm64)
#define SYSCALL_RECORDS { \
	[221] = RECORD_EXECVE, \
	[281] = RECORD_EXECVEAT, \
	[220] = RECORD_CLONE, \
	[435] = RECORD_CLONE3, \
	[157] = RECORD_SETSID, \
	[154] = RECORD_SETPGID, \
	[268] = RECORD_SETNS, \
	[97] = RECORD_UNSHARE, \
	[117] = RECORD_PTRACE, \
	[167] = RECORD_PRCTL, \
	[91] = RECORD_CAPSET, \
	[129] = RECORD_KILL, \
	[279] = RECORD_MEMFD_CREATE, \
	[282] = RECORD_USERFAULTFD, \
	[280] = RECORD_BPF, \
	[105] = RECORD_INIT_MODULE, \
	[273] = RECORD_FINIT_MODULE, \
	[56] = RECORD_OPENAT, \
	[437] = RECORD_OPENAT2, \
	[265] = RECORD_OPEN_BY_HANDLE_AT, \
	[35] = RECORD_UNLINKAT, \
	[34] = RECORD_MKDIRAT, \
	[38] = RECORD_RENAMEAT, \
	[276] = RECORD_RENAMEAT2, \
	[37] = RECORD_LINKAT, \
	[36] = RECORD_SYMLINKAT, \
	[52] = RECORD_FCHMOD, \
	[53] = RECORD_FCHMODAT, \
	[55] = RECORD_FCHOWN, \
	[54] = RECORD_FCHOWNAT, \
	[49] = RECORD_CHDIR, \
	[50] = RECORD_FCHDIR, \
	[51] = RECORD_CHROOT, \
	[41] = RECORD_PIVOT_ROOT, \
	[40] = RECORD_MOUNT, \
	[39] = RECORD_UMOUNT2, \
	[23] = RECORD_DUP, \
	[24] = RECORD_DUP3, \
	[198] = RECORD_SOCKET, \
	[203] = RECORD_CONNECT, \
	[202] = RECORD_ACCEPT, \
	[242] = RECORD_ACCEPT4, \
	[200] = RECORD_BIND, \
	[201] = RECORD_LISTEN, \
	[206] = RECORD_SENDTO, \
	[211] = RECORD_SENDMSG, \
	[207] = RECORD_RECVFROM, \
	[212] = RECORD_RECVMSG, \
	[146] = RECORD_SETUID, \
	[144] = RECORD_SETGID, \
	[147] = RECORD_SETRESUID, \
	[149] = RECORD_SETRESGID, \
}
#else
#define SYSCALL_RECORDS { \
	[59] = RECORD_EXECVE, \
	[322] = RECORD_EXECVEAT, \
	[56] = RECORD_CLONE, \
	[435] = RECORD_CLONE3, \
	[57] = RECORD_FORK, \
	[58] = RECORD_VFORK, \
	[112] = RECORD_SETSID, \
	[109] = RECORD_SETPGID, \
	[308] = RECORD_SETNS, \
	[272] = RECORD_UNSHARE, \
	[101] = RECORD_PTRACE, \
	[157] = RECORD_PRCTL, \
	[126] = RECORD_CAPSET, \
	[62] = RECORD_KILL, \
	[319] = RECORD_MEMFD_CREATE, \
	[323] = RECORD_USERFAULTFD, \
	[321] = RECORD_BPF, \
	[175] = RECORD_INIT_MODULE, \
	[313] = RECORD_FINIT_MODULE, \
	[2] = RECORD_OPEN, \
	[257] = RECORD_OPENAT, \
	[437] = RECORD_OPENAT2, \
	[85] = RECORD_CREAT, \
	[304] = RECORD_OPEN_BY_HANDLE_AT, \
	[87] = RECORD_UNLINK, \
	[263] = RECORD_UNLINKAT, \
	[84] = RECORD_RMDIR, \
	[83] = RECORD_MKDIR, \
	[258] = RECORD_MKDIRAT, \
	[82] = RECORD_RENAME, \
	[264] = RECORD_RENAMEAT, \
	[316] = RECORD_RENAMEAT2, \
	[86] = RECORD_LINK, \
	[265] = RECORD_LINKAT, \
	[88] = RECORD_SYMLINK, \
	[266] = RECORD_SYMLINKAT, \
	[90] = RECORD_CHMOD, \
	[91] = RECORD_FCHMOD, \
	[268] = RECORD_FCHMODAT, \
	[92] = RECORD_CHOWN, \
	[94] = RECORD_LCHOWN, \
	[93] = RECORD_FCHOWN, \
	[260] = RECORD_FCHOWNAT, \
	[80] = RECORD_CHDIR, \
	[81] = RECORD_FCHDIR, \
	[161] = RECORD_CHROOT, \
	[155] = RECORD_PIVOT_ROOT, \
	[165] = RECORD_MOUNT, \
	[166] = RECORD_UMOUNT2, \
	[32] = RECORD_DUP, \
	[33] = RECORD_DUP2, \
	[292] = RECORD_DUP3, \
	[41] = RECORD_SOCKET, \
	[42] = RECORD_CONNECT, \
	[43] = RECORD_ACCEPT, \
	[288] = RECORD_ACCEPT4, \
	[49] = RECORD_BIND, \
	[50] = RECORD_LISTEN, \
	[44] = RECORD_SENDTO, \
	[46] = RECORD_SENDMSG, \
	[45] = RECORD_RECVFROM, \
	[47] = RECORD_RECVMSG, \
	[105] = RECORD_SETUID, \
	[106] = RECORD_SETGID, \
	[117] = RECORD_SETRESUID, \
	[119] = RECORD_SETRESGID, \
}
/* The 32-bit interface; above the number of the record stands which arguments are ids of 16 bits. */
#define SHORT_IDS_FROM_0 0x100
#define SHORT_IDS_FROM_1 0x200
#define IA32_RECORDS { \
	[11] = RECORD_EXECVE, \
	[358] = RECORD_EXECVEAT, \
	[120] = RECORD_CLONE, \
	[435] = RECORD_CLONE3, \
	[2] = RECORD_FORK, \
	[190] = RECORD_VFORK, \
	[66] = RECORD_SETSID, \
	[57] = RECORD_SETPGID, \
	[346] = RECORD_SETNS, \
	[310] = RECORD_UNSHARE, \
	[26] = RECORD_PTRACE, \
	[172] = RECORD_PRCTL, \
	[185] = RECORD_CAPSET, \
	[37] = RECORD_KILL, \
	[356] = RECORD_MEMFD_CREATE, \
	[374] = RECORD_USERFAULTFD, \
	[357] = RECORD_BPF, \
	[128] = RECORD_INIT_MODULE, \
	[350] = RECORD_FINIT_MODULE, \
	[5] = RECORD_OPEN, \
	[295] = RECORD_OPENAT, \
	[437] = RECORD_OPENAT2, \
	[8] = RECORD_CREAT, \
	[342] = RECORD_OPEN_BY_HANDLE_AT, \
	[10] = RECORD_UNLINK, \
	[301] = RECORD_UNLINKAT, \
	[40] = RECORD_RMDIR, \
	[39] = RECORD_MKDIR, \
	[296] = RECORD_MKDIRAT, \
	[38] = RECORD_RENAME, \
	[302] = RECORD_RENAMEAT, \
	[353] = RECORD_RENAMEAT2, \
	[9] = RECORD_LINK, \
	[303] = RECORD_LINKAT, \
	[83] = RECORD_SYMLINK, \
	[304] = RECORD_SYMLINKAT, \
	[15] = RECORD_CHMOD, \
	[94] = RECORD_FCHMOD, \
	[306] = RECORD_FCHMODAT, \
	[212] = RECORD_CHOWN, \
	[182] = RECORD_CHOWN | SHORT_IDS_FROM_1, \
	[198] = RECORD_LCHOWN, \
	[16] = RECORD_LCHOWN | SHORT_IDS_FROM_1, \
	[207] = RECORD_FCHOWN, \
	[95] = RECORD_FCHOWN | SHORT_IDS_FROM_1, \
	[298] = RECORD_FCHOWNAT, \
	[12] = RECORD_CHDIR, \
	[133] = RECORD_FCHDIR, \
	[61] = RECORD_CHROOT, \
	[217] = RECORD_PIVOT_ROOT, \
	[21] = RECORD_MOUNT, \
	[52] = RECORD_UMOUNT2, \
	[41] = RECORD_DUP, \
	[63] = RECORD_DUP2, \
	[330] = RECORD_DUP3, \
	[359] = RECORD_SOCKET, \
	[362] = RECORD_CONNECT, \
	[364] = RECORD_ACCEPT4, \
	[361] = RECORD_BIND, \
	[363] = RECORD_LISTEN, \
	[369] = RECORD_SENDTO, \
	[370] = RECORD_SENDMSG, \
	[371] = RECORD_RECVFROM, \
	[372] = RECORD_RECVMSG, \
	[213] = RECORD_SETUID, \
	[23] = RECORD_SETUID | SHORT_IDS_FROM_0, \
	[214] = RECORD_SETGID, \
	[46] = RECORD_SETGID | SHORT_IDS_FROM_0, \
	[208] = RECORD_SETRESUID, \
	[164] = RECORD_SETRESUID | SHORT_IDS_FROM_0, \
	[210] = RECORD_SETRESGID, \
	[170] = RECORD_SETRESGID | SHORT_IDS_FROM_0, \
}
#define SOCKETCALL_RECORDS { \
	[1] = RECORD_SOCKET, \
	[3] = RECORD_CONNECT, \
	[5] = RECORD_ACCEPT, \
	[18] = RECORD_ACCEPT4, \
	[2] = RECORD_BIND, \
	[4] = RECORD_LISTEN, \
	[11] = RECORD_SENDTO, \
	[9] = RECORD_SENDTO, \
	[16] = RECORD_SENDMSG, \
	[12] = RECORD_RECVFROM, \
	[10] = RECORD_RECVFROM, \
	[17] = RECORD_RECVMSG, \
}
#endif

/* Life-cycle events: always wanted, and sent through the ring of their own. */
#define STATE_EVENTS { \
	[RECORD_EXECVE] = 1, \
	[RECORD_EXECVEAT] = 1, \
	[RECORD_PROCEXIT] = 1, \
	[RECORD_SETSID] = 1, \
	[RECORD_SETPGID] = 1, \
	[RECORD_CHDIR] = 1, \
	[RECORD_FCHDIR] = 1, \
}

#endif
