/** Rules on what never happens here: events that are not watched, fields that nothing fills. */
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

export const withoutValue: Lint = {
  code: 'LINT_FIELD_WITHOUT_VALUE',
  title: 'Rule needs a field that has no value in this version',
  why: 'The field is known, so that rule files load; but nothing fills it (yet), and a check of what has no value is false.',
  advice:
    'decide by other fields, or keep the rule for a version that fills this one; `lanner list fields` shows which have values',
  *find({ rules }) {
    for (const { rule, written, missing } of rules) {
      if (missing.length === 0) continue;
      const fields = `${enumerate(missing)} ${missing.length === 1 ? 'has no value' : 'have no values'}`;
      const message = `rule '${rule.name}' cannot match in this version: ${fields}`;
      yield { message, span: written.nameSpan, item: written.nameSpan };
    }
  },
};
