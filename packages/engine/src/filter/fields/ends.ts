/** The ends of connections: in which ways records tell them, as packages/context/src/fields/descriptor.ts reads them. */
import { AF_INET, AF_INET6, offsetOf, recordLayout } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import { compared, oneOf } from '../numbers.ts';
import type { Place } from '../numbers.ts';
import { DROP, both, either, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { AddressPlace } from './address.ts';
import { placeOf } from './types.ts';

export interface End {
  readonly address: AddressPlace;
  readonly port: Place;
}

/** Guards hold wherever the end is this one, and perhaps elsewhere; without `end` there is none. */
export interface EndCase {
  readonly guard: Plan;
  readonly end?: End;
}

export type Side = 'client' | 'server' | 'local' | 'remote';

const SOCK_RAW = 3;
const ACCEPTS: ReadonlySet<string> = new Set(['accept', 'accept4']);

function descriptorPlace(event: EventDef, member: string): Place {
  return placeOf(event, `descriptor.${member}`, 2);
}

export function isInternet(event: EventDef): Plan {
  return oneOf(descriptorPlace(event, 'family'), [AF_INET, AF_INET6]);
}

export function isRaw(event: EventDef): Plan {
  return compared(descriptorPlace(event, 'socktype'), '=', SOCK_RAW);
}

/** There is an open file or socket. */
export function isOpen(event: EventDef): Plan {
  return either([
    compared(descriptorPlace(event, 'mode'), '!=', 0),
    compared(descriptorPlace(event, 'family'), '!=', 0),
  ]);
}

export function hasPeerPort(event: EventDef): Plan {
  return compared(descriptorPlace(event, 'rport'), '!=', 0);
}

function endAt(event: EventDef, family: string, ip: string, port: string): End {
  const place = placeOf(event, family, 2);
  return {
    address: {
      at: offsetOf(recordLayout(event.name), ip),
      isV4: compared(place, '=', AF_INET),
      isV6: compared(place, '=', AF_INET6),
    },
    port: placeOf(event, port, 2),
  };
}

/** The address that the call names. */
export function namedParam(event: EventDef): ParamDef | undefined {
  return event.params.find(({ source }) => source.from === 'slot' && source.as === 'address');
}

function namedEnd(event: EventDef): { readonly end: End; readonly isThere: Plan } | undefined {
  const param = namedParam(event);
  if (param === undefined) return undefined;
  const end = endAt(event, `${param.name}.family`, `${param.name}.ip`, `${param.name}.port`);
  return { end, isThere: either([end.address.isV4, end.address.isV6]) };
}

/** @returns the address that names the peer: a call that binds names its own */
export function namesPeer(event: EventDef): Plan {
  return event.name === 'bind' ? DROP : (namedEnd(event)?.isThere ?? DROP);
}

function localCases(event: EventDef): readonly EndCase[] {
  const internet = isInternet(event);
  const portless = compared(descriptorPlace(event, 'lport'), '=', 0);
  const named = event.name === 'bind' ? namedEnd(event) : undefined;
  return [
    { guard: internet, end: endAt(event, 'descriptor.family', 'descriptor.laddr', 'descriptor.lport') },
    ...(named === undefined ? [] : [{ guard: both([internet, portless, named.isThere]), end: named.end }]),
    { guard: either([oppositeOf(internet), portless]) },
  ];
}

function remoteCases(event: EventDef): readonly EndCase[] {
  const internet = isInternet(event);
  const named = event.name === 'bind' ? undefined : namedEnd(event);
  const noPeer = either([oppositeOf(internet), oppositeOf(hasPeerPort(event))]);
  return [
    {
      guard: both([internet, either([hasPeerPort(event), isRaw(event)])]),
      end: endAt(event, 'descriptor.family', 'descriptor.raddr', 'descriptor.rport'),
    },
    ...(named === undefined ? [] : [{ guard: both([noPeer, named.isThere]), end: named.end }]),
    { guard: both([noPeer, oppositeOf(named?.isThere ?? DROP)]) },
  ];
}

function present(cases: readonly EndCase[]): readonly EndCase[] {
  return cases.filter(({ end }) => end !== undefined);
}

/** When there may be no such end. */
function absence(cases: readonly EndCase[]): Plan {
  return either(cases.flatMap(({ guard, end }) => (end === undefined ? [guard] : [])));
}

/** Which end is the server, the call says itself, or it is either. */
export function endCases(event: EventDef, side: Side): readonly EndCase[] {
  const local = localCases(event);
  const remote = remoteCases(event);
  const [noLocal, noRemote] = [absence(local), absence(remote)];
  switch (side) {
    case 'local':
      return local;
    case 'remote':
      return remote;
    case 'client':
      if (ACCEPTS.has(event.name)) return remote;
      if (event.name === 'connect') return [...local, { guard: noRemote }];
      return [...present(local), ...present(remote), { guard: either([noLocal, noRemote]) }];
    case 'server':
      if (ACCEPTS.has(event.name)) return local;
      return [
        ...present(remote),
        ...present(local).map(({ guard, end }) => ({
          guard: event.name === 'connect' ? both([noRemote, guard]) : guard,
          ...(end === undefined ? {} : { end }),
        })),
        { guard: both([noLocal, noRemote]) },
      ];
  }
}

/** Neither end is known. */
export function noEnds(event: EventDef): Plan {
  return both([absence(localCases(event)), absence(remoteCases(event))]);
}
