/** What differs between two sets of rules. */
import type { CheckedRule } from '@lanner/language';
import { KeptConditions } from './kept-conditions.ts';

/** Names of rules, in the order in which they stand. */
export interface RuleChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** In what they match or say. */
  readonly changed: readonly string[];
}

export function ruleChanges(before: readonly CheckedRule[], after: readonly CheckedRule[]): RuleChanges {
  // Conditions that mean the same have the same key, however they share their parts.
  const conditions = new KeptConditions();
  const textOf = (rule: CheckedRule) => `${conditions.keyOf(rule.condition)} ${restOf(rule)}`;
  const old = new Map(before.map((rule) => [rule.name, rule]));
  const names = new Set(after.map(({ name }) => name));
  return {
    added: after.filter(({ name }) => !old.has(name)).map(({ name }) => name),
    removed: before.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    changed: after
      .filter((rule) => {
        const one = old.get(rule.name);
        return one !== undefined && textOf(one) !== textOf(rule);
      })
      .map(({ name }) => name),
  };
}

/** All but the condition; of fields the name says enough. */
function restOf({ description, priority, source, tags, enabled, output, capture }: CheckedRule): string {
  return JSON.stringify(
    { description, priority, source, tags, enabled, output, capture },
    (key: string, value: unknown) => {
      if (key === 'field' || key === 'span') return undefined;
      return typeof value === 'bigint' ? String(value) : value;
    },
  );
}
