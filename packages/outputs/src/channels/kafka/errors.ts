/** What went wrong, out of the nested errors of the library. */
import { reasonOf } from '../../contract/reason.ts';

/** Codes of the protocol that are about the record itself: it is too large for the topic, or not what the topic takes. */
const ABOUT_THE_RECORD: ReadonlySet<unknown> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
]);

/** Levels of nesting that are looked at. */
const MAX_DEPTH = 8;

/** The errors at the bottom, which say why; those above say what failed. */
function* causesOf(error: unknown, depth = 0): Iterable<unknown> {
  const inner =
    error instanceof AggregateError ? (error.errors as unknown[]) : error instanceof Error ? [error.cause] : [];
  const known = inner.filter((one) => one !== undefined);
  if (known.length === 0 || depth === MAX_DEPTH) yield error;
  else for (const one of known) yield* causesOf(one, depth + 1);
}

/** For people: each reason once, such as `NOT_ENOUGH_REPLICAS: …`. */
export function reasonOfKafka(error: unknown): string {
  const reasons = Array.from(causesOf(error), (cause) => {
    const code = codeOf(cause);
    return code === undefined ? reasonOf(cause) : `${code}: ${reasonOf(cause)}`;
  });
  return Array.from(new Set(reasons)).join('; ');
}

/** Whether the broker will never take a record. */
export function isHopeless(error: unknown): boolean {
  return Array.from(causesOf(error)).some((cause) => ABOUT_THE_RECORD.has(codeOf(cause)));
}

function codeOf(error: unknown): string | undefined {
  const { apiId } = error as { readonly apiId?: unknown };
  return typeof apiId === 'string' ? apiId : undefined;
}
