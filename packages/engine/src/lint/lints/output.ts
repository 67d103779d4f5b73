/** Alerts that leave out what the one who reads them asks first. */
import type { CheckedRule, Operand } from '@lanner/language';
import { enumerate } from '../words.ts';
import type { Lint } from '../lint.ts';
import type { Goal } from '../logic/goal.ts';
import type { RuleView } from '../context.ts';

const WHO = /^(proc|thread)\./;
const WHAT = /^(fd|fs\.path|lanner\.path|evt\.(arg|rawarg|args|info|abspath))\b/;
/** Fields whose value is the object of the event. */
const OBJECT = /^(fd\.(name|directory|filename|sip|cip|rip|lip|ip|sport|cport|rport|lport|port|.*net)|fs\.path\..*)$/;

export const output: Lint = {
  code: 'LINT_OUTPUT',
  title: 'Output does not say who, or on what',
  why: 'An alert is read by someone who must decide at once: which program it was, and which file or connection it was about.',
  advice: 'add proc.exepath and proc.cmdline to the output, and the file or connection that the condition looks at',
  *find({ rules }) {
    for (const view of rules) {
      const { rule, written } = view;
      const shown = shownFields(rule);
      const missing: string[] = [];
      if (!shown.some((name) => WHO.test(name))) missing.push('the process (proc.exepath, proc.cmdline)');
      const objects = objectFields(view);
      if (objects.length > 0 && !shown.some((name) => WHAT.test(name))) {
        missing.push(`what the condition looks at (${enumerate(objects)})`);
      }
      if (missing.length === 0) continue;
      const message = `the output of rule '${rule.name}' does not show ${enumerate(missing)}`;
      yield { message, span: written.nameSpan, item: written.nameSpan };
    }
  },
};

function shownFields({ output: segments }: CheckedRule): string[] {
  return segments.flatMap((segment) => (segment.kind === 'token' ? fieldsIn(segment.operand) : []));
}

function fieldsIn(operand: Operand): string[] {
  if (operand.kind === 'field') return [operand.field.name];
  return operand.kind === 'constant' ? [] : operand.operands.flatMap(fieldsIn);
}

/** The objects that the rule asks for. */
function objectFields({ variants }: RuleView): string[] {
  const found = new Set<string>();
  const queue: Goal[] = variants.map(({ goal }) => goal);
  for (let goal = queue.pop(); goal !== undefined; goal = queue.pop()) {
    if (goal.kind !== 'literal') queue.push(...goal.goals);
    else if (goal.positive) for (const name of fieldsIn(goal.atom.check.left)) if (OBJECT.test(name)) found.add(name);
  }
  return Array.from(found).toSorted();
}
