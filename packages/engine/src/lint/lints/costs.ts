/** Rules that are asked on many events and decide on few. */
import { eventTypesOf, type Condition, type ConditionSyntax, DEFAULT_VOCABULARY } from '@lanner/language';
import { weakestEvidence } from '../evidence.ts';
import type { Lint } from '../lint.ts';
import { partsOf, type Part } from '../walk.ts';
import { enumerate, quote } from '../words.ts';

/** Event types that every machine raises all the time. */
const FREQUENT: ReadonlySet<string> = new Set(
  (
    'open openat openat2 close read readv pread preadv write writev pwrite pwritev sendto sendmsg sendmmsg recvfrom ' +
    'recvmsg recvmmsg mmap munmap mprotect brk futex poll ppoll select epoll_wait epoll_pwait ioctl fcntl stat lstat ' +
    'fstat newfstatat access lseek'
  ).split(' '),
);

export const branchForAllEvents: Lint = {
  code: 'LINT_BRANCH_FOR_ALL_EVENTS',
  title: 'One alternative makes the rule apply to all event types',
  why: 'The other alternatives name their event types; because of this one, the rule is asked on every event there is.',
  advice: "add 'evt.type in (…)' to the alternative, or parentheses around those that belong together",
  *find({ rules }) {
    for (const { rule, written, never } of rules) {
      if (never || rule.eventTypes !== undefined || !written.warnEventTypes) continue;
      const parts = partsOf({ syntax: written.tree, condition: rule.condition });
      for (const part of parts) {
        if (!isUnrestricted(part.condition) || !isDecisiveAlternative(part)) continue;
        yield {
          message: `rule '${rule.name}' applies to all event types because of ${quote(part.syntax)}`,
          span: part.syntax.span,
          item: written.nameSpan,
        };
      }
    }
  },
};

function isUnrestricted(condition: Condition): boolean {
  return eventTypesOf(condition, () => DEFAULT_VOCABULARY.eventNames()) === undefined;
}

/** An alternative beside others that do name event types, in the outermost `or`. */
function isDecisiveAlternative({ parent }: Part): boolean {
  if (parent?.syntax.kind !== 'or') return false;
  const others = parent.children.filter(({ condition }) => !isUnrestricted(condition));
  return others.length > 0 && isOutermost(parent);
}

function isOutermost({ parent }: Part): boolean {
  return parent === undefined || (parent.syntax.kind === 'and' && isOutermost(parent));
}

export const frequentEvents: Lint = {
  code: 'LINT_FREQUENT_EVENTS',
  title: 'Rule on very frequent events that tells hardly any of them apart',
  why: 'Calls like open, read and sendto happen thousands of times a second, and nothing that the rule asks of them is narrow.',
  advice: 'say which files, connections or executables are meant: fd.name, fd.sport, proc.exepath',
  *find({ rules, prover }) {
    for (const { rule, written, never, variants } of rules) {
      if (never || rule.eventTypes === undefined) continue;
      const types = variants
        .filter(({ goal }) => !prover.refutes(goal) && weakestEvidence(goal) === 'none')
        .flatMap((variant) => variant.types.filter((type) => FREQUENT.has(type)));
      if (types.length === 0) continue;
      const span = placeOfTypes(written.tree) ?? written.nameSpan;
      yield {
        message: `rule '${rule.name}' applies to ${enumerate(types.toSorted())}, and asks for no file, connection or executable`,
        span,
        item: written.nameSpan,
      };
    }
  },
};

/** Where the event types are written, if it is in the rule itself. */
function placeOfTypes(syntax: ConditionSyntax): ConditionSyntax['span'] | undefined {
  if (syntax.kind === 'check') {
    return syntax.left.kind === 'field' && syntax.left.name === 'evt.type' ? syntax.span : undefined;
  }
  if (syntax.kind === 'macro' || syntax.kind === 'not') return undefined;
  return syntax.children.map(placeOfTypes).find((span) => span !== undefined);
}
