/** `fd.*` */
import { directoryOf, fileNameOf } from '../paths.ts';
import type { LiveEvent } from '../event.ts';
import { descriptorReader } from './descriptor.ts';
import type { Endpoint } from './address.ts';
import type { DescriptorReader } from './descriptor.ts';
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

/** A field that follows from name and kind. */
function named(read: Read): FieldImplementation {
  return { ...fd(read), subject: 'object' };
}

type Side = 'client' | 'server' | 'local' | 'remote';

function side(which: Side, part: (one: Endpoint) => FieldValue): FieldImplementation {
  return fd((d, e) => {
    const one = d[which](e);
    return one === undefined ? undefined : part(one);
  });
}

/** A field that only an open file or socket has. */
function open(read: Read): FieldImplementation {
  return fd((d, e) => (d.isOpen(e) ? read(d, e) : undefined));
}

/**
 * Fields that speak of either end: none where there is a descriptor that is no internet socket, both ends of a
 * connection, the own end of a server, and zeros for a socket that has none yet.
 */
function ends(part: (one: Endpoint) => number | bigint): FieldImplementation {
  return open((d, e) => {
    if (!d.isInternet(e)) return [];
    const found = [d.client(e), d.server(e)].filter((one) => one !== undefined);
    return (found.length === 0 ? [d.nowhere(e)] : found).map(part);
  });
}

const ip = (one: Endpoint) => one.ip;
const port = (one: Endpoint) => one.port;
const proto = (one: Endpoint) => String(one.port);

/** Values of `descriptor.layer`. */
const UPPER = 1;
const LOWER = 2;

/** Files have a directory, directories are one, and where nothing is known it is the root, as in Falco. */
function directory(d: DescriptorReader, e: LiveEvent): string | undefined {
  const { character, type } = d.kind(e);
  if (type === undefined) return character === 'f' ? directoryOf(d.name(e) ?? '') || '/' : '/';
  if (type === 'directory') return d.name(e);
  return type === 'file' ? directoryOf(d.name(e) ?? '') : undefined;
}

function fileName(d: DescriptorReader, e: LiveEvent): string | undefined {
  const name = d.kind(e).type === 'file' ? d.name(e) : undefined;
  return name === undefined ? undefined : fileNameOf(name);
}

function contained(part: Read): Read {
  return (d, e) => {
    const value = part(d, e);
    const { id } = e.process.container;
    return typeof value === 'string' ? `${id === 'host' ? '' : id}:${value}` : undefined;
  };
}

function family(d: DescriptorReader, e: LiveEvent): string | undefined {
  const { type } = d.kind(e);
  if (type === 'ipv4' || type === 'ipv6') return 'ip';
  return type === 'unix' ? 'unix' : undefined;
}

export const FD_FIELDS: FieldTable = {
  'fd.num': fd((d, e) => d.num(e)),
  'fd.type': named((d, e) => d.kind(e).type),
  'fd.typechar': named((d, e) => d.kind(e).character),
  'fd.name': named((d, e) => d.name(e)),
  'fd.nameraw': fd((d, e) => d.raw(e)),
  'fd.directory': named(directory),
  'fd.filename': named(fileName),
  'fd.containername': fd(contained((d, e) => d.name(e))),
  'fd.containerdirectory': fd(contained(directory)),
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
  'fd.l4proto': open((d, e) => d.protocol(e)),
  'fd.sockfamily': fd(family),
  'fd.is_server': open((d, e) => d.isServer(e)),
  'fd.uid': fd((d, e) => `${e.record.tid}${d.num(e)}`),
  'fd.connected': open((d, e) => d.isConnected(e)),
  'fd.name_changed': open((d, e) => d.isNameChanged(e)),
  'fd.dev': open((d, e) => d.dev(e)),
  'fd.dev.major': open((d, e) => (d.dev(e) >>> 8) & 0xfff),
  'fd.dev.minor': open((d, e) => (d.dev(e) & 0xff) | ((d.dev(e) >>> 12) & 0xfff00)),
  'fd.ino': open((d, e) => wide(d.ino(e))),
  'fd.is_upper_layer': open((d, e) => d.layer(e) === UPPER),
  'fd.is_lower_layer': open((d, e) => d.layer(e) === LOWER),
};
