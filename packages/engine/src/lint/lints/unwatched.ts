/** Rules on events that are never raised. */
import { EVENTS } from '@lanner/schema';
import type { Lint } from '../lint.ts';
import { enumerate } from '../words.ts';

const WATCHED: ReadonlySet<string> = new Set(EVENTS.map(({ name }) => name));
/** So many event types are named one by one. */
const FEW = 4;

export const unwatched: Lint = {
  code: 'LINT_UNWATCHED_EVENTS',
  title: 'Rule on events that are not watched',
  why: 'The rule language knows more calls than this version watches: the rule loads, and never sees an event.',
  advice: 'see `lanner list events` for what is watched',
  *find({ rules }) {
    for (const { rule, written, never } of rules) {
      const types = Array.from(rule.eventTypes ?? []);
      if (never || types.length === 0 || types.some((type) => WATCHED.has(type))) continue;
      const named = types.length > FEW ? `${types.length} event types` : enumerate(types.toSorted());
      const message = `rule '${rule.name}' is about ${named}, and nothing watches for that`;
      yield { message, span: written.nameSpan, item: written.nameSpan };
    }
  },
};
