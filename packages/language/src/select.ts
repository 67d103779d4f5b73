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

function matchesName(pattern: string, name: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's').test(name);
}
