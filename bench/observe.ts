/** Runs the engine on a command of its own, and tells what comes out of it, and when. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LANNER } from './support.ts';

/** ms of CLOCK_MONOTONIC */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

interface Line {
  readonly text: string;
  /** ms of CLOCK_MONOTONIC at arrival */
  readonly at: number;
}

export interface Observed {
  readonly started: number;
  readonly out: readonly Line[];
  readonly err: readonly Line[];
}

/** Runs lanner; `onError` is told each line of standard error as it comes. */
export function observe(
  args: readonly string[],
  onError: (line: string, pid: number) => void = () => undefined,
): Promise<Observed> {
  return new Promise((resolve, reject) => {
    const started = monotonic();
    const child = spawn(LANNER, ['run', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Line[] = [];
    const err: Line[] = [];
    createInterface(child.stdout).on('line', (text) => out.push({ text, at: monotonic() }));
    createInterface(child.stderr).on('line', (text) => {
      err.push({ text, at: monotonic() });
      onError(text, child.pid ?? 0);
    });
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve({ started, out, err });
      else reject(new Error(`lanner ended with ${status}:\n${err.map(({ text }) => text).join('\n')}`));
    });
  });
}

/** MiB, by kind, of a process. */
export function memoryOf(pid: number): Record<string, number> {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return {
    rss: mib('VmRSS'),
    anonymous: mib('RssAnon'),
    file: mib('RssFile'),
    shared: mib('RssShmem'),
    peak: mib('VmHWM'),
  };
}
