/** Why the kernel cannot do a check, and what to write instead. */
import type { CheckNode, FieldRef, Span } from '@lanner/language';
import { FIELDS } from '@lanner/schema';
import type { EventDef, FieldDef } from '@lanner/schema';
import { FIELD_BOUNDS, boundsOfCheck } from '../filter/derive.ts';
import { matcherOf } from '../filter/text/patterns.ts';

export interface Advice {
  /** Why the kernel cannot do it. */
  readonly reason: string;
  /** What to change, if the check has a kin that the kernel can do. */
  readonly change?: string;
}

interface FieldAdvice extends Advice {
  readonly fields: RegExp;
}

/** The first row that fits counts. */
const BY_FIELD: readonly FieldAdvice[] = [
  {
    fields: /^user\.name$/,
    reason: 'names of users are looked up in user space',
    change: 'compare user.uid with the number of the user',
  },
  {
    fields: /^user\.loginname$/,
    reason: 'names of users are looked up in user space',
    change: 'compare user.loginuid with the number of the user',
  },
  {
    fields: /^group\.name$/,
    reason: 'names of groups are looked up in user space',
    change: 'compare group.gid with the number of the group',
  },
  {
    fields: /^lanner\.path\.real$/,
    reason: 'the kernel does not ask for the real view of a path alone',
    change: 'ask the same of fd.name as well, which is judged in both views',
  },
  {
    fields:
      /^proc\.(?:a|p|s|vp)(?:name|exe|exepath|cmdline|exeline|args|env|pid|id|sid|vpid|vpgid|cmdnargs)\b|^proc\.(?:sid|pgid|vpgid|pgroup|is_)/,
    reason: 'it hangs on ancestors, groups or more of the process than its image',
  },
  {
    fields: /^(?:container|k8s|k8smeta|lanner\.container|lanner\.k8s)\./,
    reason: 'containers are known in user space only',
  },
  {
    fields: /^fd\.[cslr]?(?:ip\.name|proto)/,
    reason: 'names of addresses and ports are looked up in user space',
    change: 'compare the address or the port',
  },
  {
    fields: /^evt\.(?:num|time|datetime|rawtime|reltime|latency|deltatime|delta)/,
    reason: 'events are numbered and timed in user space',
  },
];

/** @param negated the check must be false for the rule to match */
export function adviceOn(check: CheckNode, negated: boolean, event: EventDef): Advice {
  const { left, right } = check;
  if (left.kind !== 'field') return ofTransformed(check);
  if (right.kind === 'operand') {
    return {
      reason: 'it compares with another field or a transformed value',
      change: 'compare with values, if they are known',
    };
  }
  const { name } = left.field;
  const ofArg = ofArgument(left, event);
  if (ofArg !== undefined) return ofArg;
  if (name in FIELD_BOUNDS) return ofKnownField(check, negated, event);
  const found = BY_FIELD.find(({ fields }) => fields.test(name));
  if (found !== undefined) {
    const { reason, change } = found;
    return { reason, ...(change === undefined ? {} : { change }) };
  }
  return { reason: `${left.text} is not looked at in the kernel` };
}

const TRANSFORMED: Readonly<Record<string, string>> = {
  tolower: 'use icontains or iglob on the field itself',
  toupper: 'use icontains or iglob on the field itself',
  basename: 'use endswith on the field itself, with a slash before the name; of a file that is opened, fd.filename',
};

function ofTransformed({ left }: CheckNode): Advice {
  const change = left.kind === 'call' ? TRANSFORMED[left.name] : undefined;
  return { reason: 'the kernel transforms no values', ...(change === undefined ? {} : { change }) };
}

/** A field that the kernel can look at, in a check or on an event type that it cannot do. */
function ofKnownField(check: CheckNode, negated: boolean, event: EventDef): Advice {
  const { operator, modifier, left } = check;
  const field = left.text;
  if (!testableFields(event).includes(left.kind === 'field' ? left.field.name : '')) {
    return { reason: `${field} is not looked at in the kernel for ${event.name}` };
  }
  const matcher = matcherOf(check);
  if (matcher !== undefined && !matcher.exact && negated !== (operator === '!=')) {
    return {
      reason: 'sets of characters beyond ASCII have no exact opposite in the kernel',
      change: 'write the set with ASCII characters, without `!`',
    };
  }
  if (operator === 'exists') return { reason: 'the kernel does not ask whether there is a value' };
  const operation = modifier === undefined ? operator : `${operator} ${modifier}`;
  return {
    reason: `the kernel cannot do ${operation} with these values`,
    change:
      ['regex', 'bcontains', 'bstartswith'].includes(operator) || modifier !== undefined
        ? 'use =, in, startswith, endswith, contains, glob or pmatch'
        : 'use fewer values, and whole numbers or texts as the field has them',
  };
}

/** `evt.arg.name` and its kin. */
function ofArgument({ field, argument, text }: FieldRef, event: EventDef): Advice | undefined {
  if (!/^evt\.(?:arg|rawarg|args|info)$/.test(field.name)) return undefined;
  const reason = `${text} is not looked at in the kernel in this way`;
  if (argument === 'res') return { reason, change: 'use evt.res or evt.rawres' };
  if (argument === 'fd' && event.fd !== undefined) return { reason, change: 'use fd.num' };
  if (argument === 'flags' && event.name.startsWith('open')) {
    return { reason, change: 'use evt.is_open_read, evt.is_open_write, evt.is_open_create or evt.is_open_exec' };
  }
  return { reason };
}

/** The values that fields are tried with: none that a rule would have. */
function sampleOf({ type }: FieldDef): string | number | boolean {
  if (type === 'BOOL') return true;
  return ['CHARBUF', 'FSPATH', 'FSRELPATH'].includes(type) ? '/\u0001' : 1;
}

const NOWHERE: Span = { file: { name: '', text: '' }, start: 0, end: 0 };

/** The fields that the kernel can compare with something on events of a type, besides those of the process's image. */
export function testableFields(event: EventDef): readonly string[] {
  return FIELDS.filter((field) => {
    const check: CheckNode = {
      kind: 'check',
      left: { kind: 'field', field, text: field.name, span: NOWHERE },
      operator: '=',
      right: { kind: 'literals', values: [sampleOf(field)] },
      span: NOWHERE,
    };
    return field.name in FIELD_BOUNDS && boundsOfCheck(check, event).mayBe.kind !== 'constant';
  }).map(({ name }) => name);
}
