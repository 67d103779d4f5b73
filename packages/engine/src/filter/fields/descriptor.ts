/** `fd.*` as far as they are the same for files and sockets. */
import type { CheckNode } from '@lanner/language';
import {
  AF_INET,
  AF_INET6,
  ANONYMOUS_KINDS,
  FAILED_KINDS,
  FAMILY_KINDS,
  MODE_KINDS,
  PIDFD_KIND,
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
import { givenText, stringAt, viewOf } from '../text/source.ts';
import { namedParam } from './ends.ts';
import { ofText } from './text.ts';
import type { Part } from './text.ts';
import { ofDescriptor, ofValues, placeOf } from './types.ts';
import type { FieldBounds, FieldBoundsTable } from './types.ts';

/** A guard that holds where a descriptor is of one of these kinds, and perhaps elsewhere; some guard always holds. */
type KindCase = readonly [guard: Plan, kinds: readonly DescriptorKind[]];

const made = new Map<string, readonly KindCase[]>();

function kindCases(event: EventDef): readonly KindCase[] {
  let cases = made.get(event.name);
  if (cases === undefined) {
    cases = takesUsual(event) ? fileCases(event) : allCases(event);
    made.set(event.name, cases);
  }
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
function fileCases(event: EventDef): readonly KindCase[] {
  const known = Array.from(MODE_KINDS, ([bits, kind]) => [bits >> FORMAT_SHIFT, kind] as const);
  const others = Array.from({ length: FORMAT_MASK }, (_, format) => format + 1).filter((format) =>
    known.every(([one]) => one !== format),
  );
  return [
    [formatOf(event, [0]), [FAILED_KINDS[event.name] ?? UNKNOWN_KIND]],
    ...Array.from(
      Map.groupBy(known, ([, kind]) => kind),
      ([kind, formats]): KindCase => [
        formatOf(
          event,
          formats.map(([format]) => format),
        ),
        [kind],
      ],
    ),
    [formatOf(event, others), [UNKNOWN_KIND]],
  ];
}

/** The cases of descriptors that may be anything. */
function allCases(event: EventDef): readonly KindCase[] {
  const family = placeOf(event, 'descriptor.family', 2);
  const noSocket = compared(family, '=', 0);
  const open = compared(placeOf(event, 'descriptor.mode', 2), '!=', 0);
  const kindOf = (one: number) => FAMILY_KINDS.get(one) ?? UNKNOWN_KIND;
  const families = Array.from(FAMILY_KINDS.keys());
  const pidfs = compared(placeOf(event, 'descriptor.magic', 4), '=', PIDFS_MAGIC);
  return [
    ...families.map((one): KindCase => [
      compared(family, '=', one),
      // The IPv4 peer of an IPv6 socket makes it one of IPv4.
      one === AF_INET6 ? [kindOf(AF_INET6), kindOf(AF_INET)] : [kindOf(one)],
    ]),
    [both([0, ...families].map((one) => compared(family, '!=', one))), [UNKNOWN_KIND]],
    [both([noSocket, oppositeOf(open)]), [FAILED_KINDS[event.name] ?? UNKNOWN_KIND]],
    [both([noSocket, pidfs]), [PIDFD_KIND]],
    [both([noSocket, open, oppositeOf(inDirectory(event))]), NAMELESS_KINDS],
    ...fileCases(event)
      .slice(1)
      .map(([guard, kinds]): KindCase => [both([noSocket, inDirectory(event), guard]), kinds]),
    // Of no type, though open: what lies in no directory, as a rule.
    [both([noSocket, open, inDirectory(event), formatOf(event, [0])]), [UNKNOWN_KIND]],
  ];
}

/** What may have no path: the kernel's names are looked at in user space. */
const NAMELESS_KINDS: readonly DescriptorKind[] = [
  ...new Set([...ANONYMOUS_KINDS.map(([, kind]) => kind), ...MODE_KINDS.values(), UNKNOWN_KIND]),
];

function inDirectory(event: EventDef): Plan {
  return { kind: 'slash', at: offsetOf(recordLayout(event.name), 'descriptor.path'), negated: false };
}

/**
 * What plans take for granted; records of which it does not hold are sent. Descriptors that are files with a path, or
 * none at all where the call failed: not sockets, nor what lies in no directory.
 */
export function usualOf(event: EventDef): Plan {
  if (!takesUsual(event)) return PASS;
  const none = compared(placeOf(event, 'descriptor.mode', 2), '=', 0);
  const file = both([
    inDirectory(event),
    compared(placeOf(event, 'descriptor.magic', 4), '!=', PIDFS_MAGIC),
    oppositeOf(formatOf(event, [0])),
  ]);
  return both([compared(placeOf(event, 'descriptor.family', 2), '=', 0), either([none, file])]);
}

/** Calls whose descriptors are files as a rule, though they name no path. */
const OF_FILES: ReadonlySet<string> = new Set(['open_by_handle_at', 'finit_module', 'fchmod', 'fchown']);

function namesPath(event: EventDef): boolean {
  return event.params.some(isPathParam);
}

function takesUsual(event: EventDef): boolean {
  return event.fd !== undefined && (namesPath(event) || OF_FILES.has(event.name));
}

/** A field that follows from the kind. */
export function byKind(ofKind: (kind: DescriptorKind, ...given: Parameters<FieldBounds>) => Bounds): FieldBounds {
  return ofDescriptor((check, event, argument) =>
    guarded(
      kindCases(event).flatMap(([guard, kinds]) => kinds.map((kind) => [guard, ofKind(kind, check, event, argument)])),
    ),
  );
}

/** A part of `fd.name` of a descriptor that has one: of the path that the call names, or else of that of the open file. */
function ofName(check: CheckNode, event: EventDef, part: Part): Bounds {
  const param = event.params.find(isPathParam);
  if (param !== undefined) return ofText(check, viewOf(event, param), part);
  const bounds = ofText(check, stringAt(event, 'descriptor.path', 'empty'), part);
  if (part !== 'directory' || takesUsual(event)) return bounds;
  return guarded([
    [inDirectory(event), bounds],
    [oppositeOf(inDirectory(event)), UNKNOWN],
  ]);
}

/** A pipe without a path lies at the root of a file system of its own, and is named by its number. */
function ofPipe(check: CheckNode, event: EventDef): Bounds {
  const length = { at: offsetOf(recordLayout(event.name), 'descriptor.path') + 2, size: 2, signed: false } as const;
  return guarded([
    [compared(length, '>', 1), ofName(check, event, 'whole')],
    [compared(length, '<=', 1), UNKNOWN],
  ]);
}

const nameByKind = byKind(({ type }, check, event) => {
  if (type === 'file' || type === 'directory') return ofName(check, event, 'whole');
  if (type === 'pipe') return ofPipe(check, event);
  // A call that names an address gives it to sockets of any family.
  return type === undefined && namedParam(event) === undefined ? ofValues(check, ['']) : UNKNOWN;
});

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
  'fd.name': (check, event, argument) =>
    namesPath(event) && event.fd !== undefined ? ofName(check, event, 'whole') : nameByKind(check, event, argument),
  'fd.nameraw': ofDescriptor((check, event) => {
    const param = event.params.find(isPathParam);
    return param === undefined ? ofValues(check, ['']) : ofText(check, givenText(event, param));
  }),
  'fd.directory': byKind(({ type, character }, check, event) => {
    if (type === 'file') return ofName(check, event, 'directory');
    if (type === 'directory') return ofName(check, event, 'whole');
    if (type !== undefined) return NEVER;
    return character === 'f' && namesPath(event) ? ofName(check, event, 'directory') : ofValues(check, ['/']);
  }),
  'fd.filename': byKind(({ type }, check, event) => (type === 'file' ? ofName(check, event, 'file name') : NEVER)),
};
