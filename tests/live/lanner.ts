/** Runs the engine on a command of its own, and gives back what it raised. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logOfRun, optionsOfEnvironment } from './alert-log.ts';

export interface RaisedAlert {
  readonly rule: string;
  /** ISO 8601, to the nanosecond: later is greater. */
  readonly time: string;
  readonly priority: string;
  readonly source: string;
  readonly output: string;
  readonly output_fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly lanner?: {
    readonly ancestry: readonly { readonly name: string; readonly pid: number }[];
    readonly path?: { readonly lexical: string; readonly real: string };
    readonly matched?: string;
    readonly notes: readonly string[];
  };
}

export interface Run {
  readonly status: number | null;
  readonly alerts: readonly RaisedAlert[];
  readonly messages: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const LANNER = `${ROOT}bin/lanner`;
export const FALCO_RULES = `${ROOT}../shared/falco-rules/`;

/** Why live tests cannot run here, or false if they can. */
export function whyNotLive(): string | false {
  if (process.getuid?.() !== 0) return 'not root';
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'the kernel has no BTF';
  return false;
}

/** `lanner run --json OPTIONS -- COMMAND`: the capture is bounded to the command and what it starts. */
export function runLanner(options: readonly string[], command: readonly string[]): Promise<Run> {
  const args = ['run', '--json', ...optionsOfEnvironment(), ...options, '--', ...command];
  return collect(spawn(LANNER, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

export function collect(child: ReturnType<typeof spawn>): Promise<Run> {
  let out = '';
  let messages = '';
  const log = logOfRun();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (messages += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      const lines = out.split('\n').filter((line) => line.startsWith('{'));
      const alerts = lines.map((line) => JSON.parse(line) as RaisedAlert);
      log(alerts);
      resolve({ status, alerts, messages });
    });
  });
}
