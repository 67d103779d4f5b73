/** Alerts to the standard input of a program: Falco's `program_output`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineChannel, delivered, retry, type Channel, type ChannelType } from '../../contract/index.ts';
import { joinLines } from '../lines.ts';
import { LineProgram } from './child.ts';
import { PROGRAM_OPTIONS } from './options.ts';

/** A program that has its last alert may take so long to end by itself. */
const END_MS = 2000;

export const program: ChannelType = defineChannel({
  name: 'program',
  title: 'Program',
  summary:
    'Alerts to the standard input of a program, one a line: text, or JSON if `json_output` is on. Without `keep_alive` the program is started for each alert, and an exit status other than 0 means that it has not taken it.',
  options: PROGRAM_OPTIONS,
  example: { program: 'jq --unbuffered .output >> /var/log/outputs', keep_alive: true },
  ordered: true,
  reach: 'local',
  sends: 'lines',
  defaults: { batch: { alerts: 1, waitMs: 0 }, concurrency: 1, timeoutMs: 10_000 },
  open: async (options) => (options.keep_alive ? keptProgram(options.program) : startedEachTime(options.program)),
});

function startedEachTime(commandLine: string): Channel {
  return {
    async deliver(batch, signal) {
      const child = new LineProgram(commandLine);
      signal.addEventListener('abort', () => child.kill());
      // It need not read its input: its exit status is its answer
      void child.write(joinLines(batch)).catch(() => undefined);
      child.finish();
      const { what, isGood } = await child.ended;
      return isGood ? delivered(what) : retry(`the program ended with ${what}`);
    },
    close: async () => undefined,
  };
}

function keptProgram(commandLine: string): Channel {
  let child: LineProgram | undefined;
  return {
    async deliver(batch, signal) {
      if (child === undefined || child.hasEnded) child = new LineProgram(commandLine);
      const current = child;
      const onAbort = (): void => current.kill();
      signal.addEventListener('abort', onAbort);
      try {
        await current.write(joinLines(batch));
        return delivered('written');
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    reopen() {
      child?.finish();
      child = undefined;
    },
    async close() {
      child?.finish();
      await Promise.race([child?.ended, sleep(END_MS, undefined, { ref: false })]);
      child?.kill();
    },
  };
}
