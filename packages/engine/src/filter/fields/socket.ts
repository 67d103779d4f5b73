/** `fd.*` of sockets. */
import type { CheckNode } from '@lanner/language';
import { FAILED_KINDS } from '@lanner/schema';
import type { EventDef } from '@lanner/schema';
import { NEVER, UNKNOWN, guarded } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { compared, numberBounds, oneOf } from '../numbers.ts';
import { both, either, oppositeOf } from '../plan.ts';
import { addressBounds } from './address.ts';
import { byKind } from './descriptor.ts';
import { endCases, hasPeerPort, isInternet, isOpen, isRaw, namesPeer, noEnds } from './ends.ts';
import type { End, Side } from './ends.ts';
import { ofBoolean, ofDescriptor, ofValues, placeOf } from './types.ts';
import type { FieldBounds, FieldBoundsTable } from './types.ts';

type OfEnd = (check: CheckNode, end: End) => Bounds;

const ip: OfEnd = (check, { address }) => addressBounds(check, address);
const port: OfEnd = (check, { port: place }) => numberBounds(check, place);

function ofSide(check: CheckNode, event: EventDef, side: Side, part: OfEnd): Bounds {
  return guarded(endCases(event, side).map(({ guard, end }) => [guard, end === undefined ? NEVER : part(check, end)]));
}

function side(which: Side, part: OfEnd): FieldBounds {
  return ofDescriptor((check, event) => ofSide(check, event, which, part));
}

/** Fields that speak of either end: `!=` holds where there are ends, and of all of them. */
function ends(part: OfEnd, nowhere: readonly (number | bigint)[]): FieldBounds {
  return ofDescriptor((check, event) => {
    if (check.modifier !== undefined) return UNKNOWN;
    const negated = check.operator === '!=';
    const one: CheckNode = negated ? { ...check, operator: '=' } : check;
    const each = (['local', 'remote'] as const).map((which) => ofSide(one, event, which, part));
    const internet = isInternet(event);
    const none = both([internet, noEnds(event)]);
    const some = either([...each.map(({ mayBe }) => mayBe), both([none, ofValues(single(one), nowhere).mayBe])]);
    const nothing = both(each.map(({ mayNotBe }) => mayNotBe));
    if (negated) return { mayBe: both([internet, nothing]), mayNotBe: either([oppositeOf(internet), some]) };
    return { mayBe: both([internet, some]), mayNotBe: either([oppositeOf(internet), nothing]) };
  });
}

/** The same check of a field with one value. */
function single(check: CheckNode): CheckNode {
  const { left } = check;
  return left.kind === 'field' ? { ...check, left: { ...left, field: { ...left.field, any: false } } } : check;
}

/** A field that only an open file or socket has. */
function open(bounds: FieldBounds): FieldBounds {
  return ofDescriptor((check, event, argument) =>
    guarded([
      [isOpen(event), bounds(check, event, argument)],
      [oppositeOf(isOpen(event)), NEVER],
    ]),
  );
}

const PROTOCOLS: readonly (readonly [number, string])[] = [
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmp'],
  [255, 'raw'],
];
const NO_PROTOCOL = '<NA>';
const EINPROGRESS = -115;

const protocol: FieldBounds = (check, event) => {
  const internet = isInternet(event);
  const named = both([internet, oppositeOf(isRaw(event))]);
  const number = placeOf(event, 'descriptor.protocol', 2);
  const known = oneOf(
    number,
    PROTOCOLS.map(([one]) => one),
  );
  return guarded([
    [either([oppositeOf(internet), both([named, oppositeOf(known)])]), ofValues(check, [NO_PROTOCOL])],
    [both([internet, isRaw(event)]), ofValues(check, ['raw'])],
    ...PROTOCOLS.map(([one, name]) => [both([named, compared(number, '=', one)]), ofValues(check, [name])] as const),
  ]);
};

function connecting(event: EventDef) {
  return oneOf(placeOf(event, 'header.ret', 8, true), [0, EINPROGRESS]);
}

const connected: FieldBounds = (check, event) => {
  const internet = isInternet(event);
  if (event.name === 'connect') return ofBoolean(check, both([internet, connecting(event)]));
  const peerPort = hasPeerPort(event);
  return guarded([
    [both([internet, peerPort]), ofValues(check, [true])],
    [both([internet, isRaw(event)]), ofValues(check, [true, false])],
    [either([oppositeOf(internet), oppositeOf(peerPort)]), ofValues(check, [false])],
  ]);
};

const nameChanged: FieldBounds = (check, event) => {
  const ret = placeOf(event, 'header.ret', 8, true);
  if (Object.hasOwn(FAILED_KINDS, event.name)) return ofBoolean(check, compared(ret, '>=', 0));
  if (event.name === 'connect') return ofBoolean(check, connecting(event));
  const named = namesPeer(event);
  return guarded([
    [named, ofValues(check, [true, false])],
    [oppositeOf(named), ofValues(check, [false])],
  ]);
};

const server: FieldBounds = (check, event) => {
  const internet = isInternet(event);
  if (event.name === 'connect') return ofValues(check, [false]);
  const accepts = event.name === 'accept' || event.name === 'accept4';
  return guarded([
    [internet, ofValues(check, accepts ? [true] : [true, false])],
    [oppositeOf(internet), ofValues(check, [false])],
  ]);
};

const SIDES: readonly (readonly [letter: string, side: Side])[] = [
  ['c', 'client'],
  ['s', 'server'],
  ['l', 'local'],
  ['r', 'remote'],
];

export const SOCKET_BOUNDS: FieldBoundsTable = {
  ...Object.fromEntries(
    SIDES.flatMap(([letter, which]) => [
      [`fd.${letter}ip`, side(which, ip)],
      [`fd.${letter}net`, side(which, ip)],
      [`fd.${letter}port`, side(which, port)],
    ]),
  ),
  'fd.ip': ends(ip, [0, 0n]),
  'fd.net': ends(ip, [0, 0n]),
  'fd.port': ends(port, [0]),
  'fd.l4proto': open(protocol),
  'fd.sockfamily': byKind(({ type }, check) =>
    ofValues(check, [type === 'ipv4' || type === 'ipv6' ? 'ip' : type === 'unix' ? 'unix' : undefined]),
  ),
  'fd.is_server': open(server),
  'fd.connected': open(connected),
  'fd.name_changed': open(nameChanged),
};
