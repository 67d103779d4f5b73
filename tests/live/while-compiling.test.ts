/** Rules are compiled for the kernel beside the engine: alerts come meanwhile, at the start and on a reload. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { manyRules } from '../../bench/many-rules.ts';
import { LANNER, startEngine, whyNotLive } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-compiling-'));
const secret = join(directory, 'secret');
/** So many that compiling them takes longer than all else of a start. */
const RULES = manyRules(1000);
/** Of a reload, while its rules are compiled. */
const ALERTS = 5;

function rule(priority: string): string {
  return `- rule: Secret
  desc: d
  condition: evt.type in (open, openat) and fd.name = ${secret} and proc.name = head
  output: '%fd.name'
  priority: ${priority}
`;
}

/** Reads the file time and again until it is gone. */
const READER = `while [ -e ${secret} ]; do head -c 0 ${secret}; sleep 0.02; done`;

/** What a run has told so far. */
class Watched {
  readonly rules: string;
  readonly #child;
  readonly #ended: Promise<unknown>;
  messages = '';
  alerts: string[] = [];

  constructor(rules: string) {
    this.rules = rules;
    writeFileSync(secret, 'secret');
    this.#child = startEngine([LANNER, 'run', '--json', '-r', rules, '--', 'sh', '-c', READER]);
    this.#ended = once(this.#child, 'close');
    let rest = '';
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.messages += text));
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.alerts.push(...lines);
    });
  }

  /** Waits until it holds, as long as the test may take. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      assert.equal(this.#child.exitCode, null, this.messages);
      await sleep(5);
    }
  }

  /** How far the threads of the engine stand back behind others. */
  get nice(): readonly number[] {
    const stats = globSync(`/proc/${this.#child.pid}/task/*/stat`).map((file) => readFileSync(file, 'utf8'));
    // proc(5): the nineteenth; the second is a name with anything in it
    const values = stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
    return Array.from(new Set(values)).toSorted((a, b) => a - b);
  }

  async end(): Promise<void> {
    rmSync(secret);
    await this.#ended;
  }
}

describe('while rules are compiled for the kernel', { skip: whyNotLive() }, () => {
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('alerts come, at the start', async () => {
    const rules = join(directory, 'start.yaml');
    writeFileSync(rules, rule('INFO') + RULES);
    const run = new Watched(rules);
    await run.until(() => run.alerts.length > 0);
    assert.deepEqual(run.nice, [0, 5]);
    assert.doesNotMatch(run.messages, /filtered in the kernel/);
    await run.until(() => run.messages.includes('filtered in the kernel'));
    const before = run.alerts.length;
    await run.until(() => run.alerts.length > before);
    await run.end();
    assert.match(run.messages, /lost {5}nothing/);
  });

  it('alerts go on by the rules before, on a reload', async () => {
    const rules = join(directory, 'reload.yaml');
    writeFileSync(rules, rule('INFO'));
    const run = new Watched(rules);
    await run.until(() => run.messages.includes('filtered in the kernel') && run.alerts.length > 0);
    writeFileSync(rules, rule('WARNING') + RULES);
    const before = run.alerts.length;
    await run.until(() => run.messages.includes('rules reloaded'));
    const meanwhile = run.alerts.slice(before).filter((line) => line.includes('"priority":"Informational"'));
    assert.ok(meanwhile.length >= ALERTS, `${meanwhile.length} alerts\n${run.messages}`);
    await run.until(() => run.alerts.at(-1)?.includes('"priority":"Warning"') === true);
    await run.end();
    assert.match(run.messages, /lost {5}nothing/);
  });
});
