/**
 * What live tests raise, run by run, for scripts/compare-alerts.ts: LANNER_KERNEL_FILTER=off runs them without the kernel
 * filter, LANNER_ALERT_LOG names the folder into which each test file writes what all its runs raised.
 */
import { appendFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RaisedAlert } from './lanner.ts';

const LOG = process.env['LANNER_ALERT_LOG'];
let runs = 0;

/** Options of `lanner run` that the environment asks for. */
export function optionsOfEnvironment(): readonly string[] {
  return process.env['LANNER_KERNEL_FILTER'] === 'off' ? ['--no-kernel-filter'] : [];
}

/** Of an alert, what does not change from run to run. */
function essence({ rule, output, lanner }: RaisedAlert): string {
  const text = JSON.stringify([rule, output, lanner?.path, lanner?.matched]);
  return text
    .replaceAll(' --no-kernel-filter', '')
    .replaceAll(/\b([a-z]+(?:-[a-z]+)*-)[A-Za-z0-9]{6}\b/g, '$1X')
    .replaceAll(/\b[0-9a-f]{12,64}\b/g, 'HEX')
    .replaceAll(/\d+/g, 'N');
}

/** To be called as a run begins: runs are numbered in this order. @returns to be called with what it raised */
export function logOfRun(): (alerts: readonly RaisedAlert[]) => void {
  const number = ++runs;
  if (LOG === undefined) return () => {};
  return (alerts) => {
    // Alerts of other sources hang on no filter, and on when a runtime or a queue was asked.
    const ofCalls = alerts.filter(({ source, rule }) => source === 'syscall' && !rule.startsWith('Lanner internal'));
    const raised = ofCalls.map(essence).toSorted();
    appendFileSync(join(LOG, basename(process.argv[1] ?? 'test')), `${JSON.stringify({ number, raised })}\n`);
  };
}
