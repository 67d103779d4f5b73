/* SPDX-License-Identifier: Apache-2.0
 *
 * What the probe shares with user space: settings, the two rings, counters, the scope.
 */
#ifndef LANNER_MAPS_H
#define LANNER_MAPS_H

/* Text of a record is collected here before it goes to a ring. */
#define DATA_SIZE 57344
#define PART_MAX 4096
#define WALK_COMPONENTS 64
#define ENTRY_PATHS 2
#define ENTRY_PATH_MAX 1024
#define SNAPLEN 80
/* A power of two above every record type: a mask bounds a type where the verifier cannot follow. */
#define RECORD_LIMIT 128
_Static_assert(RECORD_TYPES <= RECORD_LIMIT, "more record types than the tables hold");

enum scope_mode {
	SCOPE_ALL,
	SCOPE_PIDS,
	SCOPE_CGROUP,
};

/* Set before the probe is loaded: the verifier treats them as constants. Mirrored in packages/capture/native. */
struct settings {
	__u32 self_pid;
	__u32 scope_mode;
	__u64 scope_cgroup; /* id (inode number of its directory) */
	__s32 scope_hierarchy; /* v1: index of the subsystem; -1: the unified hierarchy */
	__u32 page_kib; /* size of a page of memory */
	__u32 filtering; /* whether this kernel can call filters from handlers */
};
const volatile struct settings settings SEC(".rodata.settings");

/* Written by user space while the probe runs. Mirrored in packages/capture/native. */
struct control {
	__u32 sleeping; /* user space waits for a wake-up */
	__u32 met_compat; /* the probe has met a call of the 32-bit interface that is asked for */
	__u8 wanted[RECORD_LIMIT];
	__u8 entered[RECORD_LIMIT]; /* something is to be done when the call begins */
	__u8 filtered[RECORD_LIMIT]; /* a program in `stages` decides what is sent of the type */
	__u8 calls[SYSCALL_LIMIT]; /* the same by number of the call, in bits: the one look-up of most calls */
	__u8 inheriting; /* what is known of a process holds of those that it starts */
};
struct control control SEC(".bss.control");

const volatile __u16 syscall_records[SYSCALL_LIMIT] = SYSCALL_RECORDS;
#if defined(__TARGET_ARCH_x86)
const volatile __u16 ia32_records[SYSCALL_LIMIT] = IA32_RECORDS;
#endif
const volatile __u8 state_events[RECORD_LIMIT] = STATE_EVENTS;

#define FOLD_COMPONENTS 64

/* A path as filters see it: texts by their offset in the scratch buffer. */
struct view {
	__u32 lexical;
	__u32 lexical_length;
	__u32 real;
	__u32 real_length;
};

/* Where the folding of a path stands: its end, the start of its last component, and how many there are. */
struct fold {
	__u32 at;
	__u32 start;
	__u32 depth;
	__u32 reserved;
};

/* Where the walk up to the root stands: addresses. */
struct step {
	__u64 dentry;
	__u64 mnt;
	__u64 root; /* of the mount */
};

struct scratch {
	__u32 pos;
	__u32 flags;
	__u32 walk_start;
	__u32 views; /* VIEWS_* */
	struct view view[VIEWED_PATHS];
	struct fold fold;
	__u16 starts[FOLD_COMPONENTS];
	__u64 args[6]; /* of the call, by either interface */
	__u32 compat; /* the call is one of the 32-bit interface */
	__u32 lost; /* there was no room for the last record */
	struct step step;
	__u8 walk[2 * PART_MAX];
	__u8 data[DATA_SIZE + PART_MAX];
};
_Static_assert(__builtin_offsetof(struct scratch, views) == SCRATCH_VIEWS, "scratch.views");
_Static_assert(__builtin_offsetof(struct scratch, view) == SCRATCH_VIEW, "scratch.view");
_Static_assert(__builtin_offsetof(struct scratch, data) == SCRATCH_DATA, "scratch.data");
_Static_assert(sizeof(struct scratch) == SCRATCH_SIZE, "size of scratch");

const volatile __u16 viewed_paths[RECORD_LIMIT][VIEWED_PATHS] = VIEWED;

struct entry {
	char path[ENTRY_PATHS][ENTRY_PATH_MAX];
	__u16 length[ENTRY_PATHS]; /* with the terminator; 0: unreadable */
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20);
} life SEC(".maps");

/* struct sockaddr_storage */
#define ADDRESS_MAX 128

struct entry_address {
	__u8 bytes[ADDRESS_MAX];
	__u32 length;
};

/* One element a processor (a per-CPU map cannot hold elements of this size). */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct entry);
} entry_scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__uint(map_flags, 1 /* BPF_F_NO_PREALLOC */);
	__type(key, __u64);
	__type(value, struct entry);
} entries SEC(".maps");

/* Socket addresses as they were when the call began, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, struct entry_address);
} entry_addresses SEC(".maps");

/* Threads in execveat: when its new image takes over, the number of the call has become that of execve. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, __u8);
} execveats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, RECORD_TYPES * COUNTERS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

/* Thread groups in scope: 1 watched with all that they start, 2 known only (an ancestor of a watched one). */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 131072);
	__uint(map_flags, 1 /* BPF_F_NO_PREALLOC */);
	__type(key, __u32);
	__type(value, __u8);
} scope_pids SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, RECORD_TYPES);
	__type(key, __u32);
	__type(value, __u32);
} handlers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, RECORD_TYPES);
	__type(key, __u32);
	__type(value, __u32);
} entry_handlers SEC(".maps");

/*
 * What user space has found out about the image of a process: bit by bit, which conditions may hold of it, and which may
 * not. Of what is not here nothing is known. Mirrored in packages/capture/src/process-entry.ts.
 */
struct process_key {
	__u64 start_time;
	__u64 exec_id;
	__u64 pid;
};

#define IMAGE_PATH_MAX 88

/* What conditions on an image read and a fork may give another value; behind the texts there are zeros. */
struct image {
	__u8 comm[TASK_COMM_LEN];
	__u8 exepath[IMAGE_PATH_MAX];
};

struct process_bits {
	__u64 may;
	__u64 may_not;
	__u64 inheritable; /* `image` is all of it */
	struct image image;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct process_key);
	__type(value, struct process_bits);
} processes SEC(".maps");

/* What becomes of a finished record: the filters of the rules, and the programs that they share. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, STAGES);
	__type(key, __u32);
	__type(value, __u32);
} stages SEC(".maps");

#endif
