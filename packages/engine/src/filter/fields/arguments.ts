/** `evt.arg` and `evt.rawarg`. */
import type { CheckNode } from '@lanner/language';
import { SIGNALS, findFlagSet, findParam, isPathParam, renderErrno } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';
import { NEVER, UNKNOWN, guarded } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { compared, numberBounds } from '../numbers.ts';
import type { Place } from '../numbers.ts';
import { either } from '../plan.ts';
import { givenText, stringAt, viewOf } from '../text/source.ts';
import { encodedBounds } from './encoded.ts';
import { flagBounds } from './flags.ts';
import { errorBounds } from './results.ts';
import { ofText } from './text.ts';
import { placeOf } from './types.ts';
import type { FieldBounds, FieldBoundsTable } from './types.ts';

const SIZES = { u8: 1, u16: 2, u32: 4, u64: 8, s32: 4, s64: 8 } as const;

/** Where the number of a parameter lies, if it is one that the record holds. */
function numberAt(event: EventDef, { name, source }: ParamDef): Place | undefined {
  if (source.from === 'ret') return placeOf(event, 'header.ret', 8, true);
  if (source.from !== 'arg' && source.from !== 'slot') return undefined;
  if (source.as === 'string' || source.as === 'path' || source.as === 'address') return undefined;
  return placeOf(event, name, SIZES[source.as], source.as.startsWith('s'));
}

function ofParam(bounds: (check: CheckNode, event: EventDef, param: ParamDef) => Bounds): FieldBounds {
  return (check, event, argument) => {
    const param = argument === undefined ? undefined : findParam(event, argument);
    return param === undefined ? NEVER : bounds(check, event, param);
  };
}

function given(check: CheckNode, event: EventDef, param: ParamDef): Bounds {
  const place = numberAt(event, param);
  if (place === undefined) return ofText(check, givenText(event, param));
  const set = param.flags === undefined ? undefined : findFlagSet(param.flags);
  return set === undefined ? numberBounds(check, place) : encodedBounds(check, place, set);
}

function shown(check: CheckNode, event: EventDef, param: ParamDef): Bounds {
  const place = numberAt(event, param);
  if (place === undefined) return shownText(check, event, param);
  const set = param.type === 'SIGTYPE' ? SIGNALS : param.flags === undefined ? undefined : findFlagSet(param.flags);
  if (set !== undefined) return place.signed ? UNKNOWN : flagBounds(check, place, set);
  if (param.type !== 'ERRNO' || param.source.from !== 'ret') return UNKNOWN;
  return guarded([
    [compared(place, '>=', 0), UNKNOWN],
    [compared(place, '<', 0), errorBounds(check, place, renderErrno)],
  ]);
}

function shownText(check: CheckNode, event: EventDef, param: ParamDef): Bounds {
  if (param.source.from === 'fd' && param.source.member === 'path') {
    const family = placeOf(event, 'descriptor.family', 2);
    return guarded([
      [compared(family, '=', 0), ofText(check, stringAt(event, 'descriptor.path'))],
      [compared(family, '!=', 0), NEVER],
    ]);
  }
  if (!isPathParam(param)) return ofText(check, givenText(event, param));
  // An absolute path shows as it was given, a relative one made absolute; and both as what they led to.
  const ways = [givenText(event, param), viewOf(event, param)].map((source) => ofText(check, source));
  return {
    mayBe: either(ways.map(({ mayBe }) => mayBe)),
    mayNotBe: either(ways.map(({ mayNotBe }) => mayNotBe)),
  };
}

export const ARGUMENT_BOUNDS: FieldBoundsTable = {
  'evt.rawarg': ofParam(given),
  'evt.arg': ofParam(shown),
};
