/** `fd.*` */
import { directoryOf, fileNameOf } from '../paths.ts';
import type { LiveEvent } from '../event.ts';
import { descriptorReader } from './descriptor.ts';
import type { DescriptorReader, Endpoint } from './descriptor.ts';
import { wide } from './types.ts';
import type { FieldImplementation, FieldTable, Reader } from './types.ts';
import type { FieldValue } from '@lanner/schema';

type Read = (d: DescriptorReader, e: LiveEvent) => FieldValue;

function fd(read: Read): FieldImplementation {
  return {
    bind: (_, event): Reader | undefined => {
      const reader = descriptorReader(event);
      return reader === undefined ? undefined : (e) => read(reader, e);
    },
  };
}

type Side = 'client' | 'server' | 'local' | 'remote';

function side(which: Side, part: (one: Endpoint) => FieldValue): FieldImplementation {
  return fd((d, e) => {
    const one = d[which](e);
    return one === undefined ? undefined : part(one);
  });
}

/** Fields that speak of either end. */
function ends(part: (one: Endpoint) => number | bigint): FieldImplementation {
  return fd((d, e) => {
    const found = [d.client(e), d.server(e)].filter((one) => one !== undefined);
    return found.length === 0 ? undefined : found.map(part);
  });
}

const ip = (one: Endpoint) => one.ip;
const port = (one: Endpoint) => one.port;
const proto = (one: Endpoint) => String(one.port);
const MINOR_BITS = 20;
const MINOR_MASK = 0xfffff;

function onPath(part: (path: string) => string): Read {
  return (d, e) => {
    const name = d.isSocket(e) ? undefined : d.name(e);
    return name === undefined ? undefined : part(name);
  };
}

function contained(part: (path: string) => string): Read {
  return (d, e) => {
    const name = d.name(e) ?? '';
    const { id } = e.process.container;
    return `${id === 'host' ? '' : id}:${part(name)}`;
  };
}

function connected(d: DescriptorReader, e: LiveEvent): boolean {
  return (d.remote(e)?.port ?? 0) !== 0;
}

export const FD_FIELDS: FieldTable = {
  'fd.num': fd((d, e) => d.num(e)),
  'fd.type': fd((d, e) => d.kind(e)?.[0]),
  'fd.typechar': fd((d, e) => d.kind(e)?.[1]),
  'fd.name': fd((d, e) => d.name(e)),
  'fd.nameraw': fd((d, e) => d.raw(e)),
  'fd.directory': fd(onPath(directoryOf)),
  'fd.filename': fd(onPath(fileNameOf)),
  'fd.containername': fd(contained((name) => name)),
  'fd.containerdirectory': fd(contained(directoryOf)),
  'fd.ip': ends(ip),
  'fd.net': ends(ip),
  'fd.port': ends(port),
  'fd.proto': ends(port),
  'fd.cip': side('client', ip),
  'fd.sip': side('server', ip),
  'fd.lip': side('local', ip),
  'fd.rip': side('remote', ip),
  'fd.cnet': side('client', ip),
  'fd.snet': side('server', ip),
  'fd.lnet': side('local', ip),
  'fd.rnet': side('remote', ip),
  'fd.cport': side('client', port),
  'fd.sport': side('server', port),
  'fd.lport': side('local', port),
  'fd.rport': side('remote', port),
  'fd.cproto': side('client', proto),
  'fd.sproto': side('server', proto),
  'fd.lproto': side('local', proto),
  'fd.rproto': side('remote', proto),
  'fd.l4proto': fd((d, e) => d.protocol(e)),
  'fd.sockfamily': fd((d, e) => {
    const type = d.kind(e)?.[0];
    if (type === 'ipv4' || type === 'ipv6') return 'ip';
    return type === 'unix' ? 'unix' : undefined;
  }),
  'fd.is_server': fd((d, e) => d.local(e) !== undefined && d.isServer(e)),
  'fd.uid': fd((d, e) => `${e.record.tid}${d.num(e)}`),
  'fd.connected': fd(connected),
  // A descriptor gets its name when it is opened, connected or accepted, or when a datagram names its peer.
  'fd.name_changed': fd((d, e) => {
    const { fd: from, name } = e.event;
    if (from !== undefined && 'ret' in from) return e.record.ret >= 0 && name !== 'socket';
    return name === 'connect' || (d.named(e) !== undefined && name !== 'bind');
  }),
  'fd.dev': fd((d, e) => d.dev(e)),
  'fd.dev.major': fd((d, e) => d.dev(e) >>> MINOR_BITS),
  'fd.dev.minor': fd((d, e) => d.dev(e) & MINOR_MASK),
  'fd.ino': fd((d, e) => wide(d.ino(e))),
  'fd.is_upper_layer': fd((d, e) => d.layer(e) === 1),
  'fd.is_lower_layer': fd((d, e) => d.layer(e) === 2),
};
