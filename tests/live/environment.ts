/**
 * What the environment asks of the engines of live tests, for scripts/compare-alerts.ts: LANNER_KERNEL_FILTER=off runs them
 * without the kernel filter, otherwise all that they watch is filtered from the beginning; LANNER_ALERT_LOG names a folder
 * into which each of them writes its alerts, by a channel of its own, into `TEST-FILE,NUMBER`, and its messages, beside them.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';

/** What the name of the file of alerts ends with that of the messages. */
export const MESSAGES = '.messages';

const LOG = process.env['LANNER_ALERT_LOG'];
const CHANNEL = /^channels\[\]=\{name: compared, type: file, filename: (".*")\}$/;
let engines = 0;

/** Whether engines have the kernel filter, if the test does not say otherwise. */
export const FILTERING: boolean = process.env['LANNER_KERNEL_FILTER'] !== 'off';

/** Options of `lanner run` for one engine more; engines are numbered in this order. */
export function optionsOfEnvironment(): readonly string[] {
  const options = FILTERING ? ['--wait-for-filter'] : ['-o', 'kernel_filter=false'];
  if (LOG !== undefined) {
    const file = join(LOG, `${basename(process.argv[1] ?? 'test')},${++engines}`);
    // Also an engine without alerts is one of which alerts can be missing.
    writeFileSync(file, '');
    options.push('-o', `channels[]={name: compared, type: file, filename: ${JSON.stringify(file)}}`);
  }
  return options;
}

/** @param words by which the engine was started */
export function keepMessages(words: readonly string[], messages: Readable): void {
  const name = words.map((word) => CHANNEL.exec(word)?.[1]).find((one) => one !== undefined);
  if (name === undefined) return;
  const file = `${String(JSON.parse(name))}${MESSAGES}`;
  messages.on('data', (text: string | Buffer) => appendFileSync(file, text));
}
