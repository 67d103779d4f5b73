/** `fd.*` of events made by hand. */
import { parseEndpoint, type Endpoint } from './endpoint.ts';
import { renderAddress } from '../../render.ts';
import { lastPart, type Derivation, type DerivationTable, type EventFields } from './types.ts';
import type { FieldValue, Scalar } from '@lanner/schema';

type Side = 'c' | 's' | 'l' | 'r';
type Part = 'ip' | 'port';

const CHARACTERS: Readonly<Record<string, string>> = {
  file: 'f',
  directory: 'd',
  ipv4: '4',
  ipv6: '6',
  unix: 'u',
  pipe: 'p',
};
const MAKES_FILES: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat', 'open_by_handle_at']);
/** Connecting without waiting. */
const EINPROGRESS = -115;

function isFailure(event: EventFields): boolean {
  const returned = event.value('evt.rawres');
  return (typeof returned === 'number' || typeof returned === 'bigint') && returned < 0;
}

function isServer(event: EventFields): boolean {
  const given = event.given('fd.is_server');
  if (typeof given === 'boolean') return given;
  return ['accept', 'accept4', 'listen', 'bind'].includes(event.type.name);
}

/** The same end by its other name: the client is the local end, unless the process serves. */
function otherSide(event: EventFields, side: Side): Side {
  const names: Readonly<Record<Side, Side>> = isServer(event)
    ? { c: 'r', s: 'l', l: 's', r: 'c' }
    : { c: 'l', s: 'r', l: 'c', r: 's' };
  return names[side];
}

/** One end as `fd.name` has it: `client->server`, or the server alone. */
function namedEnd(event: EventFields, side: Side): Endpoint | undefined {
  const name = event.given('fd.name');
  if (typeof name !== 'string' || name.startsWith('/')) return undefined;
  const asClient = side === 'c' || otherSide(event, side) === 'c';
  const ends = name.split('->');
  const end = ends.length === 1 ? (asClient ? undefined : ends[0]) : ends[asClient ? 0 : 1];
  return end === undefined ? undefined : parseEndpoint(end);
}

function end(event: EventFields, side: Side, part: Part): Scalar | undefined {
  const other = otherSide(event, side);
  const names = part === 'ip' ? ['ip', 'net'] : ['port'];
  for (const one of [side, other]) {
    for (const name of names) {
      const value = event.given(`fd.${one}${name}`);
      if (value !== undefined) return value as Scalar;
    }
  }
  return namedEnd(event, side)?.[part];
}

function ofEnd(side: Side, part: Part): Derivation {
  return (event) => end(event, side, part);
}

function ofBoth(part: Part): Derivation {
  return (event) => {
    const values = (['c', 's'] as const).map((side) => end(event, side, part)).filter((one) => one !== undefined);
    return values.length === 0 ? undefined : values;
  };
}

function service(side: Side): Derivation {
  return (event) => {
    const port = end(event, side, 'port');
    return port === undefined ? undefined : String(port);
  };
}

function type(event: EventFields): string | undefined {
  const character = event.given('fd.typechar');
  const known = Object.entries(CHARACTERS).find(([, one]) => one === character)?.[0];
  if (known !== undefined) return known;
  const address = end(event, 's', 'ip') ?? end(event, 'c', 'ip');
  if (address !== undefined) return typeof address === 'bigint' ? 'ipv6' : 'ipv4';
  const name = event.given('fd.name');
  if (typeof name !== 'string' || !name.startsWith('/')) return undefined;
  if (event.type.category === 'net') return 'unix';
  return MAKES_FILES.has(event.type.name) && isFailure(event) ? undefined : 'file';
}

function character(event: EventFields): string | undefined {
  const known = event.text('fd.type');
  if (known === undefined) return MAKES_FILES.has(event.type.name) ? 'f' : undefined;
  return CHARACTERS[known];
}

/** The tuple of a connection of which the test gives the ends. */
function name(event: EventFields): string | undefined {
  const param = event.value('fs.path.name');
  if (typeof param === 'string') return param;
  const [client, server] = (['c', 's'] as const).map((side) => {
    const ip = end(event, side, 'ip');
    const port = end(event, side, 'port');
    const known = (typeof ip === 'number' || typeof ip === 'bigint') && port !== undefined;
    return known ? `${renderAddress(ip)}:${String(port)}` : undefined;
  });
  return client === undefined ? server : server && `${client}->${server}`;
}

function isSocket(event: EventFields): boolean {
  return ['ipv4', 'ipv6', 'unix'].includes(event.text('fd.type') ?? '');
}

function isPath(event: EventFields): boolean {
  return event.text('fd.name')?.startsWith('/') === true && !isSocket(event);
}

function directory(event: EventFields): string | undefined {
  const path = event.text('fd.name');
  if (path === undefined || !isPath(event)) return undefined;
  return event.text('fd.type') === 'directory' ? path : path.slice(0, -lastPart(path).length - 1) || '/';
}

function fileName(event: EventFields): string | undefined {
  const path = event.text('fd.name');
  return path === undefined || !isPath(event) || event.text('fd.type') === 'directory' ? undefined : lastPart(path);
}

function contained(part: (event: EventFields) => FieldValue): Derivation {
  return (event) => {
    const value = part(event);
    const id = event.text('container.id');
    return typeof value === 'string' ? `${id === undefined || id === 'host' ? '' : id}:${value}` : undefined;
  };
}

function isInternet(event: EventFields): boolean {
  return ['ipv4', 'ipv6'].includes(event.text('fd.type') ?? '');
}

export const DESCRIPTOR_FIELDS: DerivationTable = {
  'fd.num': (event) => {
    const returns = event.type.fd !== undefined && 'ret' in event.type.fd;
    if (!returns) return 3;
    return isFailure(event) ? -1 : event.value('evt.rawres');
  },
  'fd.name': name,
  'fd.nameraw': (event) => (isSocket(event) ? undefined : event.lexical.value('fd.name')),
  'fd.type': type,
  'fd.typechar': character,
  'fd.directory': directory,
  'fd.filename': fileName,
  'fd.containername': contained((event) => event.value('fd.name')),
  'fd.containerdirectory': contained((event) => event.value('fd.directory')),
  'fd.ip': ofBoth('ip'),
  'fd.net': ofBoth('ip'),
  'fd.port': ofBoth('port'),
  'fd.proto': ofBoth('port'),
  'fd.cip': ofEnd('c', 'ip'),
  'fd.sip': ofEnd('s', 'ip'),
  'fd.lip': ofEnd('l', 'ip'),
  'fd.rip': ofEnd('r', 'ip'),
  'fd.cnet': ofEnd('c', 'ip'),
  'fd.snet': ofEnd('s', 'ip'),
  'fd.lnet': ofEnd('l', 'ip'),
  'fd.rnet': ofEnd('r', 'ip'),
  'fd.cport': ofEnd('c', 'port'),
  'fd.sport': ofEnd('s', 'port'),
  'fd.lport': ofEnd('l', 'port'),
  'fd.rport': ofEnd('r', 'port'),
  'fd.cproto': service('c'),
  'fd.sproto': service('s'),
  'fd.lproto': service('l'),
  'fd.rproto': service('r'),
  'fd.l4proto': (event) => (isInternet(event) ? 'tcp' : undefined),
  'fd.sockfamily': (event) => (isInternet(event) ? 'ip' : isSocket(event) ? 'unix' : undefined),
  'fd.is_server': isServer,
  'fd.connected': (event) => isInternet(event) && (!isFailure(event) || event.value('evt.rawres') === EINPROGRESS),
};
