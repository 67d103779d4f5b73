/** `fd.*` of descriptors that are files. */
import {
  FAILED_KINDS,
  MODE_KINDS,
  PIDFS_MAGIC,
  UNKNOWN_KIND,
  isPathParam,
  offsetOf,
  recordLayout,
} from '@lanner/schema';
import type { DescriptorKind, EventDef } from '@lanner/schema';
import { NEVER, UNKNOWN, guarded } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { compared, numberBounds } from '../numbers.ts';
import { PASS, both, either, memberTest, oppositeOf } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { ofPath, pathIndex } from './text.ts';
import { ofDescriptor, ofValues, placeOf } from './types.ts';
import type { FieldBounds, FieldBoundsTable } from './types.ts';

/** What the record says of a descriptor, and of which kind it is then; the guards exclude each other. */
type KindCase = readonly [guard: Plan, kind: DescriptorKind];

const made = new Map<string, readonly KindCase[]>();

function kindCases(event: EventDef): readonly KindCase[] {
  let cases = made.get(event.name);
  if (cases === undefined) made.set(event.name, (cases = makeKindCases(event)));
  return cases;
}

/** Of the mode, what tells the type of a file: a number below 16. */
const FORMAT_SHIFT = 12;
const FORMAT_MASK = 15;

function formatOf(event: EventDef, formats: readonly number[]): Plan {
  const { at } = placeOf(event, 'descriptor.mode', 2);
  return memberTest({ at, size: 2, shift: FORMAT_SHIFT, mask: FORMAT_MASK }, formats);
}

/** The cases that are left for usual descriptors. */
function makeKindCases(event: EventDef): readonly KindCase[] {
  const known = Array.from(MODE_KINDS, ([bits, kind]) => [bits >> FORMAT_SHIFT, kind] as const);
  const others = Array.from({ length: FORMAT_MASK }, (_, format) => format + 1).filter((format) =>
    known.every(([one]) => one !== format),
  );
  return [
    [formatOf(event, [0]), FAILED_KINDS[event.name] ?? UNKNOWN_KIND],
    ...Array.from(
      Map.groupBy(known, ([, kind]) => kind),
      ([kind, formats]): KindCase => [
        formatOf(
          event,
          formats.map(([format]) => format),
        ),
        kind,
      ],
    ),
    [formatOf(event, others), UNKNOWN_KIND],
  ];
}

/**
 * What plans take for granted; records of which it does not hold are sent. Descriptors that are files with a path, or
 * none at all where the call failed: not sockets, nor what lies in no directory.
 */
export function usualOf(event: EventDef): Plan {
  if (event.fd === undefined || !hasFileKinds(event)) return PASS;
  const none = compared(placeOf(event, 'descriptor.mode', 2), '=', 0);
  const file = both([
    { kind: 'slash', at: offsetOf(recordLayout(event.name), 'descriptor.path'), negated: false },
    compared(placeOf(event, 'descriptor.magic', 4), '!=', PIDFS_MAGIC),
    oppositeOf(formatOf(event, [0])),
  ]);
  return both([compared(placeOf(event, 'descriptor.family', 2), '=', 0), either([none, file])]);
}

/** Calls whose descriptors are files as a rule. Of others the kind stays unknown. */
function hasFileKinds(event: EventDef): boolean {
  return namedPath(event) >= 0;
}

/** A field that follows from the kind. */
function byKind(ofKind: (kind: DescriptorKind, ...given: Parameters<FieldBounds>) => Bounds): FieldBounds {
  return ofDescriptor((check, event, argument) =>
    hasFileKinds(event)
      ? guarded(kindCases(event).map(([guard, kind]) => [guard, ofKind(kind, check, event, argument)]))
      : UNKNOWN,
  );
}

/** The path in `fd.name`; -1: it does not come from one. */
function namedPath(event: EventDef): number {
  return pathIndex(event, event.params.find(isPathParam));
}

export const DESCRIPTOR_BOUNDS: FieldBoundsTable = {
  'fd.num': ofDescriptor((check, event) => {
    const num = placeOf(event, 'descriptor.num', 4, true);
    return guarded([
      [compared(num, '>=', 0), numberBounds(check, num)],
      [compared(num, '<', 0), ofValues(check, [-1])],
    ]);
  }),
  'fd.type': byKind(({ type }, check) => ofValues(check, [type])),
  'fd.typechar': byKind(({ character }, check) => ofValues(check, [character])),
  'fd.name': ofDescriptor((check, event) => ofPath(check, namedPath(event), 'whole')),
  'fd.directory': byKind(({ type, character }, check, event) => {
    if (type === 'file') return ofPath(check, namedPath(event), 'directory');
    if (type === 'directory') return ofPath(check, namedPath(event), 'whole');
    if (type !== undefined) return NEVER;
    return character === 'f' ? ofPath(check, namedPath(event), 'directory') : ofValues(check, ['/']);
  }),
  'fd.filename': byKind(({ type }, check, event) =>
    type === 'file' ? ofPath(check, namedPath(event), 'file name') : NEVER,
  ),
};
