/** `lanner run` beside the cluster: it sees what containerd starts, and nothing else of this machine. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LANNER } from '../live/lanner.ts';
import type { RaisedAlert } from '../live/lanner.ts';

export class Engine {
  readonly alerts: RaisedAlert[] = [];
  messages = '';
  readonly #child: ChildProcess;
  #rest = '';

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.messages += text));
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) this.alerts.push(JSON.parse(line) as RaisedAlert);
    });
  }

  /** Waits for something, however long it takes, unless the engine ends. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if ((this.#child.exitCode ?? this.#child.signalCode) !== null) throw new Error(`lanner ended:\n${this.messages}`);
      await sleep(100);
    }
  }

  /** Waits for an alert that comes after the first `from` ones. */
  async alert(fits: (alert: RaisedAlert) => boolean, from = 0): Promise<RaisedAlert> {
    let found: RaisedAlert | undefined;
    await this.until(() => (found = this.alerts.slice(from).find(fits)) !== undefined);
    if (found === undefined) throw new Error('unreachable');
    return found;
  }

  async stop(): Promise<void> {
    if ((this.#child.exitCode ?? this.#child.signalCode) !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }
}

export function engineCommand(containerd: number, options: readonly string[]): readonly string[] {
  return [LANNER, 'run', '--json', '--all', '--scope-pid', String(containerd), ...options];
}
