/** The messages of `lanner run` on standard error. */
import { release } from 'node:os';
import type { Scope } from '@lanner/capture';
import type { CheckedRule } from '@lanner/language';
import type { EngineCounts, FromEngine } from './messages.ts';
import type { WaitingCounts } from './waiting-room.ts';

export interface Start {
  readonly rules: readonly CheckedRule[];
  readonly files: number;
  readonly scope: Scope;
  readonly processes: number;
  readonly eventTypes: number;
  /** Where the web server answers, if it does. */
  readonly url: string | undefined;
}

type Filtered = Extract<FromEngine, { kind: 'filtered' }>;

function describeScope(scope: Scope): string {
  switch (scope.kind) {
    case 'all':
      return 'all processes of this machine';
    case 'pids':
      return `process ${scope.pids[0]} and what it starts`;
    case 'cgroup':
      return 'the processes of one cgroup';
  }
}

export function startText({ rules, files, scope, processes, eventTypes, url }: Start): string {
  const enabled = rules.filter((rule) => rule.enabled).length;
  return [
    'Lanner is watching.',
    `  kernel  Linux ${release()}`,
    `  probe   ${eventTypes} event types; ${processes} processes known`,
    `  rules   ${enabled} enabled of ${rules.length}, from ${files} ${files === 1 ? 'file' : 'files'}`,
    `  scope   ${describeScope(scope)}`,
    ...(url === undefined ? [] : [`  web     ${url}`]),
    '',
  ].join('\n');
}

/** What has become of the rules in the kernel. */
export function filteredText({ filtered, refusals }: Filtered, ms: number): string {
  const text = `  filter  ${filtered} event types are filtered in the kernel, after ${(ms / 1000).toFixed(1)} s\n`;
  const [refusal] = refusals;
  if (refusal === undefined) return text;
  const names = refusals.map(({ name }) => name).join(', ');
  const [reason] = refusal.reason.split('\n', 1);
  return `${text}lanner: warning: the kernel took no filter for ${names}; all of these events are sent (${reason})\n`;
}

/** What was seen, matched and lost. */
export function summaryText(summary: EngineCounts): string {
  const rules = [...summary.matchedByRule].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1]);
  const counted = [...summary.counters];
  const sent = counted.reduce((sum, [, counts]) => sum + counts.sent, 0);
  const filtered = counted.reduce((sum, [, counts]) => sum + counts.filtered, 0);
  const missing = counted.flatMap(([type, counts]) =>
    Object.entries(counts)
      .filter(([counter, count]) => counter !== 'sent' && counter !== 'filtered' && count > 0)
      .map(([counter, count]) => `    ${type} ${counter.replaceAll('_', ' ')}: ${count}`),
  );
  return [
    'Lanner has stopped.',
    `  seen     ${sent + filtered} records; ${filtered} of them matched no rule and stayed in the kernel, ${summary.judged} were judged`,
    `  matched  ${summary.matched}`,
    ...rules.map(([rule, count]) => `    ${count} × ${rule}`),
    ...waitsText(summary.waits),
    missing.length === 0 ? '  lost     nothing' : '  lost or cut',
    ...missing,
    '',
  ].join('\n');
}

function waitsText({ waited, vain, full, totalMs, longestMs }: WaitingCounts): readonly string[] {
  if (waited + full === 0) return [];
  const times = `${Math.round(totalMs / Math.max(1, waited))} ms on average, ${Math.round(longestMs)} ms at most`;
  return [
    `  waited   ${waited} events for what their container is: ${times}; ${vain} in vain`,
    ...(full === 0 ? [] : [`    ${full} more had no room to wait`]),
  ];
}

/** Alerts that channels have not taken when Lanner ends, one line a channel. */
export function leftText(left: ReadonlyMap<string, number>): string {
  return Array.from(
    left,
    ([channel, alerts]) =>
      `lanner: warning: channel ${channel} has not taken ${alerts} ${alerts === 1 ? 'alert' : 'alerts'}\n`,
  ).join('');
}
