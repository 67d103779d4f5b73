/** What is said of a reload. */
import type { Alert, RuleChanges } from '@lanner/engine/runtime';
import type { CheckedRule } from '@lanner/language';
import { escapeControls } from '@lanner/outputs';
import type { FromEngine } from './messages.ts';

export interface Reloaded {
  readonly rules: readonly CheckedRule[];
  readonly changes: RuleChanges;
  readonly answer: Extract<FromEngine, { kind: 'reloaded' }>;
  readonly ms: number;
}

const MOST_NAMES = 5;

/** One line. */
export function reloadedText({ rules, changes, answer, ms }: Reloaded): string {
  const { added, removed, changed } = changes;
  const parts = [listed('added', added), listed('removed', removed), listed('changed', changed)].filter(Boolean);
  const enabled = rules.filter((rule) => rule.enabled).length;
  return [
    `rules reloaded after ${(ms / 1000).toFixed(1)} s: ${parts.length === 0 ? 'none is different' : parts.join(', ')}`,
    `${enabled} enabled of ${rules.length}`,
    `${answer.filtered} of ${answer.eventTypes} event types are filtered in the kernel`,
  ].join('; ');
}

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, MOST_NAMES).map(escapeControls).join(', ');
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.length} ${what} (${shown}${more})`;
}

/** @param reason with file, line, column and caret where a file is to blame */
export function failureAlert(reason: string, time: bigint, hostname: string): Alert {
  const text = reason.trim();
  return {
    time,
    rule: 'Lanner internal: hot reload failure',
    priority: 'Critical',
    source: 'internal',
    hostname,
    tags: [],
    message: `The rules could not be reloaded and stay as they are | ${text}`,
    fields: [['reason', text]],
  };
}
