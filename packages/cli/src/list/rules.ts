import type { CheckedRule } from '@lanner/language';
import type { Listing } from '../print.ts';

/** The rules in order of definition. */
export function listRules(rules: readonly CheckedRule[]): Listing {
  return {
    groups: [
      {
        heading: '',
        rows: rules.map((rule) => [rule.priority, state(rule), rule.name, `${rule.description}${tagList(rule)}`]),
      },
    ],
    plain: rules.map((rule) => [
      rule.name,
      rule.priority,
      state(rule),
      rule.source,
      eventTypes(rule)?.join(',') ?? 'all',
      rule.tags.join(','),
      rule.description,
    ]),
    json: rules.map((rule) => ({
      name: rule.name,
      priority: rule.priority,
      enabled: rule.enabled,
      source: rule.source,
      events: eventTypes(rule) ?? null,
      tags: rule.tags,
      description: rule.description,
    })),
  };
}

function state(rule: CheckedRule): string {
  return rule.enabled ? 'on' : 'off';
}

function tagList(rule: CheckedRule): string {
  return rule.tags.length === 0 ? '' : ` [${rule.tags.join(', ')}]`;
}

function eventTypes(rule: CheckedRule): string[] | undefined {
  return rule.eventTypes && [...rule.eventTypes].toSorted();
}
