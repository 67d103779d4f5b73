/**
 * What the kernel knows of a process holds of those that it starts, and where it may not, nothing is dropped.
 *
 * LANNER_FORKS_RUNS sets how many random programs are run (default: 4), LANNER_FORKS_SEED which.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadRules } from '@lanner/language';
import fc from 'fast-check';
import { filtersOf } from '../../packages/cli/src/run/make-filters.ts';
import type { EngineCounts, EngineInput, FromEngine, ToEngine } from '../../packages/cli/src/run/messages.ts';
import type { RulebookInput } from '../../packages/cli/src/run/rulebook.ts';
import { whyNotLive } from './lanner.ts';

const RUNS = Number(process.env['LANNER_FORKS_RUNS'] ?? 4);
const SEED = Number(process.env['LANNER_FORKS_SEED'] ?? Date.now() % 2 ** 31);
const STEPS = 40;
const CHILDREN = 40;
const OPENS = 1000;

const ENGINE = new URL('../../packages/cli/src/run/engine.ts', import.meta.url);
const directory = mkdtempSync(join(tmpdir(), 'lanner-forks-'));
const program = join(directory, 'a');

function rulebook(conditions: readonly string[]): RulebookInput {
  const rules = conditions.map((condition) => ({
    rule: condition,
    desc: 'd',
    priority: 'INFO',
    output: '%fd.name %proc.pid %proc.name %proc.exe %proc.exepath %proc.cmdline %proc.env[K]',
    condition: `evt.type in (open, openat) and ${condition}`,
  }));
  const loaded = loadRules([{ name: 'rules.yaml', text: JSON.stringify(rules) }]);
  assert.deepEqual(loaded.diagnostics, []);
  return { rules: loaded.rules, matching: 'all', statics: new Map(), appends: [], base64: false };
}

/** One engine that watches a process and all that it starts. */
class Watching {
  readonly alerts: string[] = [];
  readonly #engine: Worker;
  readonly #done: Promise<EngineCounts>;
  #heard: ((message: FromEngine) => void) | undefined;

  constructor(pid: number, rulebook: RulebookInput, kernelFilter: boolean) {
    const input: EngineInput = {
      rulebook,
      scope: { kind: 'pids', pids: [pid], known: [process.pid] },
      kernelFilter,
      hostname: 'test',
      containerWait: 0,
      kubernetes: false,
    };
    this.#engine = new Worker(ENGINE, { workerData: input });
    this.#done = new Promise((resolve, reject) => {
      this.#engine.on('error', reject);
      this.#engine.on('message', (message: FromEngine) => {
        if (message.kind === 'failed') reject(new Error(message.message));
        if (message.kind === 'alerts') {
          for (const { source, rule, message: output } of message.alerts) {
            assert.equal(source, 'syscall', output);
            this.alerts.push(`${rule}: ${output}`);
          }
        }
        if (message.kind === 'done') resolve(message.summary);
        this.#heard?.(message);
      });
    });
  }

  send(message: ToEngine): void {
    this.#engine.postMessage(message);
  }

  hears(holds: (message: FromEngine) => boolean): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      this.#heard = (message) => {
        if (holds(message)) resolve();
      };
    });
    return Promise.race([heard, this.#done.then(() => assert.fail('the engine has ended'))]);
  }

  /** Starts to watch with the filter of its rules in place. */
  static async filtering(pid: number, rulebook: RulebookInput): Promise<Watching> {
    const watching = new Watching(pid, rulebook, true);
    await watching.hears(({ kind }) => kind === 'ready');
    const made = filtersOf(rulebook.rules);
    watching.send({ kind: 'filters', made });
    await watching.hears((message) => {
      if (message.kind === 'filtered') assert.deepEqual(message.refusals, []);
      return message.kind === 'filtered';
    });
    return watching;
  }

  stop(): Promise<EngineCounts> {
    this.send({ kind: 'stop' });
    return this.#done;
  }
}

/** Of both ways to open. */
function opens(counts: EngineCounts, counter: 'sent' | 'filtered'): number {
  return ['open', 'openat'].reduce((sum, type) => sum + (counts.counters.get(type)?.[counter] ?? 0), 0);
}

function lossesOf({ counters }: EngineCounts): number {
  return Array.from(counters.values()).reduce((sum, { ring_full: lost }) => sum + lost, 0);
}

const name = fc.constantFrom('a', 'b', 'c', 'x');
/** All that filters ask of the image of a process. */
const test = fc.oneof(
  name.map((one) => `proc.name = ${one}`),
  name.map((one) => `proc.exe = ${one}`),
  name.map((one) => `proc.exepath endswith /${one}`),
  fc.constantFrom('t', 'u').map((one) => `proc.exepath startswith ${directory}/${one}-`),
  name.map((one) => `proc.args endswith '${one} 2'`),
  name.map((one) => `proc.cmdline startswith '${one} on'`),
  fc.nat(2).map((one) => `proc.env[K] = ${one}`),
);
/** Not all of it negated: that is true of most processes. */
const condition = fc
  .tuple(test, fc.array(fc.tuple(fc.boolean(), test), { maxLength: 2 }))
  .map(([first, tests]) => [first, ...tests.map(([not, one]) => (not ? `not ${one}` : one))].join(' and '));
const ruleSet = fc.uniqueArray(condition, { minLength: 2, maxLength: 4 });

describe('processes that are started by others', { skip: whyNotLive() }, () => {
  before(() => {
    const source = fileURLToPath(new URL('forks.c', import.meta.url));
    execFileSync('cc', ['-O1', '-w', '-static', '-pthread', '-o', program, source]);
    for (const other of ['b', 'c']) copyFileSync(program, join(directory, other));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('inherit what is known: not one of their first events is sent', async () => {
    const child = spawn(program, ['flood', String(CHILDREN), String(OPENS)], { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = once(child, 'exit');
    const rules = rulebook(['proc.name = another']);
    const watching = await Watching.filtering(child.pid ?? assert.fail(), rules);
    let before = 0;
    await watching.hears((message) => {
      if (message.kind !== 'counts') return false;
      before = opens(message.counts, 'sent');
      return opens(message.counts, 'filtered') > 0;
    });
    child.stdin.end('go');
    await ended;
    const counts = await watching.stop();
    assert.ok(opens(counts, 'filtered') >= CHILDREN * OPENS, `${opens(counts, 'filtered')} stayed in the kernel`);
    assert.equal(opens(counts, 'sent') - before, 0);
    assert.equal(lossesOf(counts), 0);
  });

  it('are judged as without the filter, whatever they become, also while rules are exchanged', async (t) => {
    let raised = 0;
    let stayed = 0;
    let reloads = 0;
    for (const [index, conditions] of fc.sample(ruleSet, { numRuns: RUNS, seed: SEED }).entries()) {
      const where = `seed ${SEED}, run ${index}:\n${conditions.join('\n')}`;
      const child = spawn(program, ['random', String(SEED + index), String(STEPS), directory, 'word'], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const ended = once(child, 'exit');
      const pid = child.pid ?? assert.fail();
      /** The same questions by other numbers. */
      const sets = [rulebook(conditions), rulebook(conditions.toReversed())] as const;
      const plain = new Watching(pid, sets[0], false);
      await plain.hears(({ kind }) => kind === 'ready');
      const filtering = await Watching.filtering(pid, sets[0]);
      child.stdin.end('go');
      for (;;) {
        // Of each second program
        if (index % 2 === 0 || child.exitCode !== null) break;
        const next = sets[(reloads + 1) % 2] ?? assert.fail();
        filtering.send({ kind: 'reload', rulebook: next, made: filtersOf(next.rules) });
        await filtering.hears(({ kind }) => kind === 'reloaded');
        reloads++;
      }
      await ended;
      const [all, counts] = await Promise.all([plain.stop(), filtering.stop()]);
      assert.equal(lossesOf(all) + lossesOf(counts), 0, where);
      assert.deepEqual(filtering.alerts.toSorted(), plain.alerts.toSorted(), where);
      raised += plain.alerts.length;
      stayed += opens(counts, 'filtered');
    }
    t.diagnostic(`seed ${SEED}: ${raised} alerts, ${stayed} opens stayed in the kernel, ${reloads} reloads`);
    assert.ok(raised > 0 && stayed > 0, `${raised} alerts, ${stayed} opens stayed in the kernel`);
  });
});
