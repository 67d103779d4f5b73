/** The descriptor that an event speaks of, decoded from the `descriptor` block of its record. */
import { memberOffset } from '@lanner/capture';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  ANONYMOUS_KINDS,
  FAILED_KINDS,
  FAMILY_KINDS,
  MODE_KINDS,
  PIDFD_KIND,
  PIDFS_MAGIC,
  S_IFMT,
  UNKNOWN_KIND,
  isPathParam,
} from '@lanner/schema';
import type { DescriptorKind, EventDef } from '@lanner/schema';
import type { LiveEvent, PathSlots } from '../event.ts';
import { pathSlots } from '../event.ts';
import { addressOffsets, decodeIp, formatEndpoint, unixName } from './address.ts';
import type { AddressOffsets, Endpoint } from './address.ts';

const MEMFD = 'memfd:';
const SLASH = 0x2f;

const SOCK_RAW = 3;
const TCP_LISTEN = 10;
const EINPROGRESS = -115;
const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmp'],
  [255, 'raw'],
]);
const NO_PROTOCOL = '<NA>';

/** Calls in which the peer is the source of what is transferred. */
const INCOMING = new Set(['recvfrom', 'recvmsg', 'accept', 'accept4']);

function offsetsOf(event: EventDef) {
  const at = (member: string) => memberOffset(event.name, `descriptor.${member}`);
  return {
    ino: at('ino'),
    num: at('num'),
    dev: at('dev'),
    magic: at('magic'),
    mode: at('mode'),
    family: at('family'),
    lport: at('lport'),
    rport: at('rport'),
    protocol: at('protocol'),
    socktype: at('socktype'),
    state: at('state'),
    layer: at('layer'),
    laddr: at('laddr'),
    raddr: at('raddr'),
    path: at('path'),
  };
}

/** What the fields of class fd read. Made once for an event type; its methods take the event. */
export class DescriptorReader {
  readonly #at: ReturnType<typeof offsetsOf>;
  readonly #path: PathSlots | undefined;
  readonly #address: AddressOffsets | undefined;
  readonly #event: EventDef;
  #namedEvent: LiveEvent | undefined;
  #namedKey = 0;
  #name: string | undefined;

  constructor(event: EventDef) {
    this.#event = event;
    this.#at = offsetsOf(event);
    const path = event.params.find(isPathParam);
    this.#path = path === undefined ? undefined : pathSlots(event, path);
    const address = event.params.find((param) => param.source.from === 'slot' && param.source.as === 'address');
    this.#address = address === undefined ? undefined : addressOffsets(event, address.name);
  }

  num(e: LiveEvent): number {
    const num = e.record.s32(this.#at.num);
    return num < 0 ? -1 : num;
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
  isInternet(e: LiveEvent): boolean {
    const family = e.record.u16(this.#at.family);
    return family === AF_INET || family === AF_INET6;
  }

  /** Whether there is an open file or socket; if not, the call failed or its descriptor is none. */
  isOpen(e: LiveEvent): boolean {
    return e.record.u16(this.#at.mode) !== 0 || e.record.u16(this.#at.family) !== 0;
  }

  kind(e: LiveEvent): DescriptorKind {
    const family = e.record.u16(this.#at.family);
    if (family === AF_INET6 && typeof (this.remote(e) ?? this.local(e))?.ip === 'number') {
      return FAMILY_KINDS.get(AF_INET) ?? UNKNOWN_KIND;
    }
    if (family !== 0) return FAMILY_KINDS.get(family) ?? UNKNOWN_KIND;
    if (!this.isOpen(e)) return FAILED_KINDS[this.#event.name] ?? UNKNOWN_KIND;
    if (e.record.u32(this.#at.magic) === PIDFS_MAGIC) return PIDFD_KIND;
    if (e.record.firstByte(this.#at.path) !== SLASH) {
      const path = e.record.string(this.#at.path) ?? '';
      const anonymous = ANONYMOUS_KINDS.find(([name]) => path.startsWith(name));
      if (anonymous !== undefined) return anonymous[1];
    }
    return MODE_KINDS.get(e.record.u16(this.#at.mode) & S_IFMT) ?? UNKNOWN_KIND;
  }

  /** Path as given; empty for what has none. */
  raw(e: LiveEvent): string | undefined {
    return this.#path === undefined ? '' : e.record.string(this.#path.raw);
  }

  /** Path, tuple or address; empty for what has none. Several fields ask for it: it is made once for an event and view. */
  name(e: LiveEvent): string | undefined {
    const key = e.realView ? -e.num : e.num;
    if (this.#namedEvent !== e || this.#namedKey !== key) {
      this.#namedEvent = e;
      this.#namedKey = key;
      this.#name = this.#makeName(e);
    }
    return this.#name;
  }

  #makeName(e: LiveEvent): string | undefined {
    if (this.isSocket(e)) return this.#socketName(e);
    if (this.#path !== undefined) return e.path(this.#path);
    const path = e.record.string(this.#at.path) ?? '';
    const { type } = this.kind(e);
    if (type === 'file' || type === 'directory') return path;
    if (type === 'memfd') return path.slice(MEMFD.length);
    if (type !== 'pipe') return '';
    return path.length > 1 ? path : `pipe:[${this.ino(e)}]`;
  }

  realPath(e: LiveEvent): string | undefined {
    return this.isSocket(e) ? undefined : e.record.string(this.#at.path);
  }

  /** `<NA>` for what is no internet socket. */
  protocol(e: LiveEvent): string {
    if (!this.isInternet(e)) return NO_PROTOCOL;
    if (e.record.u16(this.#at.socktype) === SOCK_RAW) return 'raw';
    return PROTOCOLS.get(e.record.u16(this.#at.protocol)) ?? NO_PROTOCOL;
  }

  /** undefined: not bound to anything. */
  local(e: LiveEvent): Endpoint | undefined {
    if (!this.isInternet(e)) return undefined;
    const own = this.#endpoint(e, this.#at.laddr, this.#at.lport);
    if (!isNowhere(own)) return own;
    if (this.#event.name === 'bind') return this.named(e);
    return this.remote(e) === undefined ? undefined : own;
  }

  /** The peer: of the socket, or the one named in the call. */
  remote(e: LiveEvent): Endpoint | undefined {
    return this.peer(e) ?? (this.#event.name === 'bind' ? undefined : this.named(e));
  }

  /** The peer that the socket is connected to. After a refusal its address stays, but not its port. */
  peer(e: LiveEvent): Endpoint | undefined {
    if (!this.isInternet(e)) return undefined;
    const peer = this.#endpoint(e, this.#at.raddr, this.#at.rport);
    const gone = peer.port === 0 && e.record.u16(this.#at.socktype) !== SOCK_RAW;
    return gone || isNowhere(peer) ? undefined : peer;
  }

  /** The internet address that the process gave or was given. */
  named(e: LiveEvent): Endpoint | undefined {
    if (this.#address === undefined) return undefined;
    const family = e.record.u16(this.#address.family);
    if (family !== AF_INET && family !== AF_INET6) return undefined;
    return { ip: decodeIp(e.record.fixed(this.#address.ip, 16), family), port: e.record.u16(this.#address.port) };
  }

  /**
   * Who is the client? connect says it: this side. accept: the other one. A socket without a peer serves. Elsewhere
   * nothing in the record tells, and the side with the lower port is taken for the server, this one being the client
   * where they are equal or one has none.
   */
  isServer(e: LiveEvent): boolean {
    const { name } = this.#event;
    if (name === 'connect' || !this.isInternet(e)) return false;
    if (name === 'accept' || name === 'accept4') return true;
    const local = this.local(e);
    const remote = this.remote(e);
    if (remote === undefined) {
      return name === 'bind' || name === 'listen' || e.record.u8(this.#at.state) === TCP_LISTEN;
    }
    return local !== undefined && local.port !== 0 && local.port < remote.port;
  }

  client(e: LiveEvent): Endpoint | undefined {
    if (this.remote(e) === undefined) return undefined;
    return this.isServer(e) ? this.remote(e) : this.local(e);
  }

  server(e: LiveEvent): Endpoint | undefined {
    return this.isServer(e) ? this.local(e) : (this.remote(e) ?? this.local(e));
  }

  /** What an internet socket is bound to before it is bound. */
  nowhere(e: LiveEvent): Endpoint {
    return { ip: this.kind(e).type === 'ipv6' ? 0n : 0, port: 0 };
  }

  /** From whom to whom the call went: the peer first for what comes in. */
  direction(e: LiveEvent): string | undefined {
    if (!this.isInternet(e)) return undefined;
    const local = this.local(e);
    const remote = this.remote(e);
    if (local === undefined || remote === undefined) return undefined;
    const [from, to] = INCOMING.has(this.#event.name) ? [remote, local] : [local, remote];
    return `${formatEndpoint(from)}->${formatEndpoint(to)}`;
  }

  isConnected(e: LiveEvent): boolean {
    if (this.#event.name === 'connect') return this.#connecting(e) && this.isInternet(e);
    return this.peer(e) !== undefined;
  }

  /**
   * A descriptor gets its name when it is opened, connected or accepted, and when a datagram names another peer than
   * the one it is connected to.
   */
  isNameChanged(e: LiveEvent): boolean {
    const { name } = this.#event;
    if (Object.hasOwn(FAILED_KINDS, name)) return e.record.ret >= 0;
    if (name === 'connect') return this.#connecting(e);
    const named = name === 'bind' ? undefined : this.named(e);
    if (named === undefined) return false;
    const peer = this.peer(e);
    return peer === undefined || peer.ip !== named.ip || peer.port !== named.port;
  }

  #connecting(e: LiveEvent): boolean {
    return e.record.ret === 0 || e.record.ret === EINPROGRESS;
  }

  #endpoint(e: LiveEvent, address: number, port: number): Endpoint {
    const { record } = e;
    return { ip: decodeIp(record.fixed(address, 16), record.u16(this.#at.family)), port: record.u16(port) };
  }

  #socketName(e: LiveEvent): string {
    if (e.record.u16(this.#at.family) === AF_UNIX) {
      const given = INCOMING.has(this.#event.name) ? undefined : this.#address;
      const asked = given === undefined ? undefined : e.record.string(given.path);
      return unixName(asked ?? e.record.string(this.#at.path) ?? '');
    }
    const client = this.client(e);
    const server = this.server(e);
    if (server === undefined) return '';
    return client === undefined ? formatEndpoint(server) : `${formatEndpoint(client)}->${formatEndpoint(server)}`;
  }
}

function isNowhere({ ip, port }: Endpoint): boolean {
  return port === 0 && (ip === 0 || ip === 0n);
}

const readers = new Map<string, DescriptorReader>();

/** The reader for an event type that has a descriptor. */
export function descriptorReader(event: EventDef): DescriptorReader | undefined {
  if (event.fd === undefined) return undefined;
  let reader = readers.get(event.name);
  if (reader === undefined) readers.set(event.name, (reader = new DescriptorReader(event)));
  return reader;
}
