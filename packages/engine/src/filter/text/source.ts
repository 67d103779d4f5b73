/** Which text of a record is looked at. */
import { VIEWED_PATHS, isPathParam, offsetOf, recordLayout } from '@lanner/schema';
import type { EventDef, ParamDef } from '@lanner/schema';

/**
 * - `view`: a path of the event, in the view that is being judged
 * - `lexical`: a path of the event in its lexical view, whichever is being judged
 * - `string`: a `string` slot of the record; where it is absent the record is sent, or it counts as empty
 */
export type TextSource =
  | { readonly kind: 'view' | 'lexical'; readonly path: number }
  | { readonly kind: 'string'; readonly at: number; readonly absent: 'sent' | 'empty' };

/** The same for the same text. */
export function sourceKey(source: TextSource): string {
  return source.kind === 'string' ? `string ${source.at} ${source.absent}` : `${source.kind} ${source.path}`;
}

/** @returns undefined for what is none of the paths that have views */
function viewed(event: EventDef, param: ParamDef | undefined, kind: 'view' | 'lexical'): TextSource | undefined {
  const path = param === undefined ? -1 : event.params.filter(isPathParam).indexOf(param);
  return path < 0 || path >= VIEWED_PATHS ? undefined : { kind, path };
}

export function viewOf(event: EventDef, param: ParamDef | undefined): TextSource | undefined {
  return viewed(event, param, 'view');
}

export function lexicalViewOf(event: EventDef, param: ParamDef | undefined): TextSource | undefined {
  return viewed(event, param, 'lexical');
}

/** @param member of type `string` */
export function stringAt(event: EventDef, member: string, absent: 'sent' | 'empty' = 'sent'): TextSource {
  return { kind: 'string', at: offsetOf(recordLayout(event.name), member), absent };
}

/** A path as it was given, or the text of a parameter that is no path. */
export function givenText(event: EventDef, param: ParamDef): TextSource | undefined {
  const { source, name, type } = param;
  if (isPathParam(param)) return stringAt(event, `${name}.raw`);
  const isText = source.from === 'string' || (source.from === 'slot' && source.as === 'string');
  return isText && type === 'CHARBUF' ? stringAt(event, name) : undefined;
}
