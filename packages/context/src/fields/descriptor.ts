/** The descriptor that an event speaks of, decoded from the `descriptor` block of its record. */
import { memberOffset } from '@lanner/capture';
import { renderAddress } from '@lanner/engine';
import type { EventDef } from '@lanner/schema';
import type { LiveEvent, PathSlots } from '../event.ts';
import { isPathParam, pathSlots } from '../event.ts';

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const FAMILIES: Readonly<Record<number, readonly [type: string, character: string]>> = {
  [AF_UNIX]: ['unix', 'u'],
  [AF_INET]: ['ipv4', '4'],
  [AF_INET6]: ['ipv6', '6'],
  [AF_NETLINK]: ['netlink', 'n'],
};

const S_IFMT = 0o170000;
const KINDS: Readonly<Record<number, readonly [type: string, character: string]>> = {
  0o100000: ['file', 'f'],
  0o040000: ['directory', 'd'],
  0o010000: ['pipe', 'p'],
  0o020000: ['file', 'f'],
  0o060000: ['file', 'f'],
};

/** What the kernel calls descriptors that are no files. */
const ANONYMOUS: readonly (readonly [name: string, type: string, character: string])[] = [
  ['memfd:', 'memfd', 'm'],
  ['[eventfd', 'event', 'e'],
  ['[eventpoll', 'eventpoll', 'l'],
  ['inotify', 'inotify', 'i'],
  ['[signalfd', 'signalfd', 's'],
  ['[timerfd', 'timerfd', 't'],
  ['bpf', 'bpf', 'b'],
  ['[userfaultfd', 'userfaultfd', 'u'],
  ['[io_uring', 'io_uring', 'r'],
  ['[pidfd', 'pidfd', 'P'],
];

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp', 255: 'raw' };

export interface Endpoint {
  readonly ip: number | bigint;
  readonly port: number;
}

function offsetsOf(event: EventDef) {
  const at = (member: string) => memberOffset(event.name, `descriptor.${member}`);
  return {
    ino: at('ino'),
    num: at('num'),
    dev: at('dev'),
    mode: at('mode'),
    family: at('family'),
    lport: at('lport'),
    rport: at('rport'),
    protocol: at('protocol'),
    layer: at('layer'),
    laddr: at('laddr'),
    raddr: at('raddr'),
    path: at('path'),
  };
}

interface AddressOffsets {
  readonly family: number;
  readonly port: number;
  readonly ip: number;
  readonly path: number;
}

export function addressOffsets(event: EventDef, name: string): AddressOffsets {
  const at = (member: string) => memberOffset(event.name, `${name}.${member}`);
  return { family: at('family'), port: at('port'), ip: at('ip'), path: at('path') };
}

/** An address in network order. */
export function decodeIp(bytes: Uint8Array, family: number): number | bigint {
  if (family !== AF_INET6) {
    return (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0;
  }
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  const V4_MAPPED = 0xffffn;
  // An IPv4 peer of an IPv6 socket is an IPv4 address.
  return value >> 32n === V4_MAPPED ? Number(value & 0xffffffffn) : value;
}

/** What the fields of class fd read. Made once for an event type, pointed at each event by its methods' argument. */
export class DescriptorReader {
  readonly #at: ReturnType<typeof offsetsOf>;
  readonly #path: PathSlots | undefined;
  readonly #address: AddressOffsets | undefined;
  readonly #event: EventDef;

  constructor(event: EventDef) {
    this.#event = event;
    this.#at = offsetsOf(event);
    const path = event.params.find(isPathParam);
    this.#path = path === undefined ? undefined : pathSlots(event, path);
    const address = event.params.find((param) => param.source.from === 'slot' && param.source.as === 'address');
    this.#address = address === undefined ? undefined : addressOffsets(event, address.name);
  }

  num(e: LiveEvent): number {
    return e.record.s32(this.#at.num);
  }
  ino(e: LiveEvent): bigint {
    return e.record.u64(this.#at.ino);
  }
  dev(e: LiveEvent): number {
    return e.record.u32(this.#at.dev);
  }
  layer(e: LiveEvent): number {
    return e.record.u8(this.#at.layer);
  }
  isSocket(e: LiveEvent): boolean {
    return e.record.u16(this.#at.family) !== 0;
  }

  /** Type and its character; undefined when no descriptor is there to have one. */
  kind(e: LiveEvent): readonly [type: string, character: string] | undefined {
    const family = e.record.u16(this.#at.family);
    if (family !== 0) return FAMILIES[family] ?? ['socket', '?'];
    const mode = e.record.u16(this.#at.mode);
    // A failed open speaks of a file all the same.
    if (mode === 0 && this.num(e) < 0) return this.#path === undefined ? undefined : KINDS[0o100000];
    const path = e.record.string(this.#at.path) ?? '';
    if (!path.startsWith('/')) {
      const anonymous = ANONYMOUS.find(([name]) => path.startsWith(name));
      if (anonymous !== undefined) return [anonymous[1], anonymous[2]];
    }
    return KINDS[mode & S_IFMT] ?? ['file', 'f'];
  }

  /** Path as given. */
  raw(e: LiveEvent): string | undefined {
    return this.#path === undefined ? undefined : e.record.string(this.#path.raw);
  }

  name(e: LiveEvent): string | undefined {
    if (this.isSocket(e)) return this.tuple(e) ?? e.record.string(this.#at.path) ?? '';
    if (this.#path !== undefined) return e.path(this.#path);
    return e.record.string(this.#at.path);
  }

  realPath(e: LiveEvent): string | undefined {
    return this.isSocket(e) ? undefined : e.record.string(this.#at.path);
  }

  lexicalPath(e: LiveEvent): string | undefined {
    return this.#path === undefined ? undefined : e.lexical(this.#path);
  }

  protocol(e: LiveEvent): string {
    if (this.local(e) === undefined) return '<NA>';
    return PROTOCOLS[e.record.u16(this.#at.protocol)] ?? '<NA>';
  }

  local(e: LiveEvent): Endpoint | undefined {
    const family = e.record.u16(this.#at.family);
    if (family !== AF_INET && family !== AF_INET6) return undefined;
    return { ip: decodeIp(e.record.fixed(this.#at.laddr, 16), family), port: e.record.u16(this.#at.lport) };
  }

  /** The peer: of the socket, or the one named in the call. */
  remote(e: LiveEvent): Endpoint | undefined {
    const family = e.record.u16(this.#at.family);
    if (family !== AF_INET && family !== AF_INET6) return undefined;
    const port = e.record.u16(this.#at.rport);
    if (port === 0 && this.#event.name !== 'bind') {
      const named = this.named(e);
      if (named !== undefined) return named;
    }
    return { ip: decodeIp(e.record.fixed(this.#at.raddr, 16), family), port };
  }

  /** The internet address that the process gave. */
  named(e: LiveEvent): Endpoint | undefined {
    if (this.#address === undefined) return undefined;
    const family = e.record.u16(this.#address.family);
    if (family !== AF_INET && family !== AF_INET6) return undefined;
    return { ip: decodeIp(e.record.fixed(this.#address.ip, 16), family), port: e.record.u16(this.#address.port) };
  }

  /**
   * Who is the client? connect says it: this side. accept: the other one. Elsewhere nothing in the record tells, and the
   * side with the lower port is taken for the server.
   */
  isServer(e: LiveEvent): boolean {
    const { name } = this.#event;
    if (name === 'connect') return false;
    if (name === 'accept' || name === 'accept4' || name === 'listen' || name === 'bind') return true;
    const local = this.local(e);
    const remote = this.remote(e);
    return (
      local !== undefined && remote !== undefined && remote.port !== 0 && local.port !== 0 && local.port < remote.port
    );
  }

  client(e: LiveEvent): Endpoint | undefined {
    return this.isServer(e) ? this.remote(e) : this.local(e);
  }

  server(e: LiveEvent): Endpoint | undefined {
    return this.isServer(e) ? this.local(e) : this.remote(e);
  }

  tuple(e: LiveEvent): string | undefined {
    const client = this.client(e);
    const server = this.server(e);
    if (client === undefined || server === undefined) return undefined;
    if (client.port === 0 && server.port === 0) return undefined;
    if (this.#event.name === 'listen' || this.#event.name === 'bind') return endpoint(server);
    return `${endpoint(client)}->${endpoint(server)}`;
  }
}

export function endpoint({ ip, port }: Endpoint): string {
  return `${renderAddress(ip)}:${port}`;
}

const readers = new Map<string, DescriptorReader>();

/** The reader for an event type that has a descriptor. */
export function descriptorReader(event: EventDef): DescriptorReader | undefined {
  if (event.fd === undefined) return undefined;
  let reader = readers.get(event.name);
  if (reader === undefined) readers.set(event.name, (reader = new DescriptorReader(event)));
  return reader;
}
