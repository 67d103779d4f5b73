/** Runs the engine on a command of its own, and gives back what it raised. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { keepMessages, optionsOfEnvironment } from './environment.ts';

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

/** An engine, whose alerts and messages can be read. */
export type Engine = ChildProcessByStdio<null, Readable, Readable>;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const LANNER = `${ROOT}bin/lanner`;
export const FALCO_RULES = `${ROOT}../shared/falco-rules/`;

/** Why live tests cannot run here, or false if they can. */
export function whyNotLive(): string | false {
  if (process.getuid?.() !== 0) return 'not root';
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'the kernel has no BTF';
  return false;
}

/**
 * The words of `lanner run OPTIONS -- COMMAND`, by which every test starts its engines, each once: so all of them heed the
 * environment. The capture is bounded to the command and what it starts.
 */
export function engineCommand(options: readonly string[], command: readonly string[]): readonly string[] {
  return [LANNER, 'run', ...optionsOfEnvironment(), ...options, '--', ...command];
}

/** Starts `lanner run OPTIONS -- COMMAND`. What it writes has to be read. */
export function startLanner(options: readonly string[], command: readonly string[]): Engine {
  return startEngine(engineCommand(options, command));
}

export function startEngine(words: readonly string[]): Engine {
  const [program = '', ...args] = words;
  const engine = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  keepMessages(words, engine.stderr);
  return engine;
}

/** `lanner run --json OPTIONS -- COMMAND`, to its end. */
export function runLanner(options: readonly string[], command: readonly string[]): Promise<Run> {
  return collect(startLanner(['--json', ...options], command));
}

export function collect(engine: Engine): Promise<Run> {
  let out = '';
  let messages = '';
  engine.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  engine.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
  return new Promise((resolve, reject) => {
    engine.on('error', reject);
    engine.on('close', (status) => {
      const lines = out.split('\n').filter((line) => line.startsWith('{'));
      resolve({ status, alerts: lines.map((line) => JSON.parse(line) as RaisedAlert), messages });
    });
  });
}
