/** What kinds of descriptors there are, and how the kernel's facts tell of which kind one is. */

/** Type as `fd.type` shows it (undefined: nothing is known of it), and its character, as `fd.typechar` does. */
export interface DescriptorKind {
  readonly type: string | undefined;
  readonly character: string;
}

function kind(type: string | undefined, character: string): DescriptorKind {
  return { type, character };
}

export const FILE_KIND: DescriptorKind = kind('file', 'f');
export const DIRECTORY_KIND: DescriptorKind = kind('directory', 'd');
export const PIPE_KIND: DescriptorKind = kind('pipe', 'p');
export const PIDFD_KIND: DescriptorKind = kind('pidfd', 'P');
export const UNKNOWN_KIND: DescriptorKind = kind(undefined, 'o');

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;

/** Of sockets, by family. */
export const FAMILY_KINDS: ReadonlyMap<number, DescriptorKind> = new Map([
  [AF_UNIX, kind('unix', 'u')],
  [AF_INET, kind('ipv4', '4')],
  [AF_INET6, kind('ipv6', '6')],
  [AF_NETLINK, kind('netlink', 'n')],
]);

export const S_IFMT = 0o170000;

/** Of files, by the type in their mode. */
export const MODE_KINDS: ReadonlyMap<number, DescriptorKind> = new Map([
  [0o100000, FILE_KIND],
  [0o040000, DIRECTORY_KIND],
  [0o010000, PIPE_KIND],
  [0o020000, FILE_KIND],
  [0o060000, FILE_KIND],
]);

/** What the kernel calls objects that lie in no directory, by how their names begin. */
export const ANONYMOUS_KINDS: readonly (readonly [name: string, kind: DescriptorKind])[] = [
  ['memfd:', kind('memfd', 'm')],
  ['[eventfd', kind('event', 'e')],
  ['[eventpoll', kind('eventpoll', 'l')],
  ['inotify', kind('inotify', 'i')],
  ['[signalfd', kind('signalfd', 's')],
  ['[timerfd', kind('timerfd', 't')],
  ['bpf', kind('bpf', 'b')],
  ['[userfaultfd', kind('userfaultfd', 'u')],
  ['[io_uring', kind('io_uring', 'r')],
  ['[pidfd', PIDFD_KIND],
];

/** The file system of process descriptors. */
export const PIDFS_MAGIC = 0x50494446;

/** What is known of a descriptor that a call failed to make, by event type. */
export const FAILED_KINDS: Readonly<Record<string, DescriptorKind>> = {
  open: kind(undefined, 'f'),
  openat: kind(undefined, 'f'),
  openat2: kind(undefined, 'f'),
  creat: kind(undefined, 'f'),
  open_by_handle_at: kind(undefined, 'f'),
  accept: kind(undefined, '4'),
  accept4: kind(undefined, '4'),
};
