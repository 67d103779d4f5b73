/** Which rules are on: by name, by tag, and by priority. */
import type { CheckedRule, Priority } from './ir.ts';
import { isAtLeast } from './priority.ts';

/** Turns the rules on or off that have the name or the tag. `rule`: a name in which `*` stands for any text. */
export interface SelectionStep {
  readonly action: 'enable' | 'disable';
  readonly rule?: string;
  readonly tag?: string;
}

export interface Selection {
  /** Applied in order, over what the rules say of themselves. */
  readonly steps?: readonly SelectionStep[];
  /** Rules less severe than this are off, whatever else is said. */
  readonly minimumPriority?: Priority;
}

export function selectRules(rules: readonly CheckedRule[], selection: Selection): CheckedRule[] {
  return rules.map((rule) => {
    const enabled = isSelected(rule, selection);
    return enabled === rule.enabled ? rule : { ...rule, enabled };
  });
}

function isSelected(rule: CheckedRule, { steps = [], minimumPriority = 'Debug' }: Selection): boolean {
  if (!isAtLeast(rule.priority, minimumPriority)) return false;
  const last = steps.findLast((step) => matches(rule, step));
  return last === undefined ? rule.enabled : last.action === 'enable';
}

function matches(rule: CheckedRule, step: SelectionStep): boolean {
  const { rule: pattern, tag } = step;
  if (pattern !== undefined && matchesName(pattern, rule.name)) return true;
  return tag !== undefined && rule.tags.includes(tag);
}

/**
 * Each piece between stars is sought once, at its first place, as Falco does: `O*a` is not `Open alpha`, since the first
 * `a` is not its last. So a configuration turns on and off here what it does there.
 */
function matchesName(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  const found = last === '' ? name.length : name.indexOf(last, at);
  return found >= 0 && found + last.length === name.length;
}

/** The steps that mean no rule at all, by their places in the list: most likely they are misspelt. */
export function idleSteps(rules: readonly CheckedRule[], steps: readonly SelectionStep[]): number[] {
  return steps.flatMap((step, at) => (rules.some((rule) => matches(rule, step)) ? [] : [at]));
}
