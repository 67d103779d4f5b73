/** Rules are exchanged time and again under load: every event is judged by exactly one set of them, and none is lost. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadRules } from '@lanner/language';
import type { EngineCounts, EngineInput, FromEngine, ToEngine } from '../../packages/cli/src/run/messages.ts';
import { NO_FILTERS, filtersOf } from '../../packages/cli/src/run/make-filters.ts';
import type { RulebookInput } from '../../packages/cli/src/run/rulebook.ts';
import { whyNotLive } from './lanner.ts';

/** With the kernel filter and without it. */
const RELOADS = { with: 60, without: 20 };
const PAUSE_US = 300;
const directory = mkdtempSync(join(tmpdir(), 'lanner-reload-'));
const program = join(directory, 'open-in-turn');
const ENGINE = new URL('../../packages/cli/src/run/engine.ts', import.meta.url);

function rulebook(conditions: Readonly<Record<string, string>>): RulebookInput {
  const rules = Object.entries(conditions).map(
    ([name, condition]) =>
      `- {rule: ${name}, desc: d, priority: INFO, output: '%fs.path.name', condition: "${condition}"}\n`,
  );
  const loaded = loadRules([{ name: 'rules.yaml', text: rules.join('') }]);
  assert.deepEqual(loaded.diagnostics, []);
  return { rules: loaded.rules, matching: 'first', statics: new Map(), appends: [], base64: false };
}

/** What one matches the other does not; they ask different things of processes, by bits of the same numbers. */
const A = rulebook({
  a: `evt.type in (open, openat) and fd.name startswith ${directory}/a- and proc.name = open-in-turn`,
  never: `evt.type in (open, openat) and fd.name startswith ${directory}/b- and proc.name = another`,
});
const B = rulebook({
  never: `evt.type in (open, openat) and fd.name startswith ${directory}/a- and proc.name = another`,
  b: `evt.type in (open, openat) and fd.name startswith ${directory}/b- and proc.name = open-in-turn`,
  c: `evt.type in (unlink, unlinkat) and fs.path.name startswith ${directory}/c-`,
});

interface Outcome {
  /** The names of the files in the order of their alerts. */
  readonly alerts: readonly string[];
  /** How often the program went round. */
  readonly rounds: number;
  readonly counts: EngineCounts;
  /** Reloads that the engine took. */
  readonly reloads: number;
}

async function exchange(filtering: boolean, times: number): Promise<Outcome> {
  const made = (input: RulebookInput) => (filtering ? filtersOf(input.rules) : NO_FILTERS);
  const sets = [
    { rulebook: B, made: made(B) },
    { rulebook: A, made: made(A) },
  ];
  const child = spawn(program, [directory, String(PAUSE_US)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const input: EngineInput = {
    rulebook: A,
    scope: { kind: 'pids', pids: [child.pid ?? 0], known: [process.pid] },
    kernelFilter: filtering,
    hostname: 'test',
    containerWait: 0,
    kubernetes: false,
  };
  const engine = new Worker(ENGINE, { workerData: input });
  const post = (message: ToEngine) => engine.postMessage(message);
  const alerts: string[] = [];
  let reloads = 0;
  const counts = await new Promise<EngineCounts>((resolve, reject) => {
    const next = () => {
      const set = sets[reloads % 2];
      if (reloads < times && set !== undefined) setTimeout(() => post({ kind: 'reload', ...set }), 20);
      else post({ kind: 'stop' });
    };
    engine.on('error', reject);
    engine.on('message', (message: FromEngine) => {
      if (message.kind === 'failed') reject(new Error(message.message));
      if (message.kind === 'kept') reject(new Error(message.reason));
      if (message.kind === 'alerts') {
        for (const alert of message.alerts) {
          assert.equal(alert.source, 'syscall', alert.message);
          alerts.push(alert.message.replace(`${directory}/`, ''));
        }
      }
      if (message.kind === 'ready') {
        if (filtering) post({ kind: 'filters', made: made(A) });
        else next();
      }
      if (message.kind === 'filtered') {
        assert.deepEqual(message.refusals, []);
        next();
      }
      if (message.kind === 'reloaded') {
        assert.deepEqual(message.refusals, []);
        reloads++;
        next();
      }
      if (message.kind === 'done') resolve(message.summary);
    });
  });
  child.kill('SIGTERM');
  const rounds = Number(await text(child.stdout));
  if (child.exitCode === null) await once(child, 'exit');
  return { alerts, rounds, counts, reloads };
}

/** How often the rules that judged have changed, as the alerts tell. Throws where no such story explains them. */
function changesIn(alerts: readonly string[]): number {
  let at = -1;
  let changes = 0;
  let set: 'A' | 'B' = 'A';
  const last = new Map<string, number>();
  for (const name of alerts) {
    const [kind = '', number = ''] = name.split('-');
    const n = Number(number);
    const position = 3 * n + ['a', 'b', 'c'].indexOf(kind);
    assert.ok(position > at, `${name} comes after event ${at}`);
    const of = kind === 'a' ? 'A' : 'B';
    const before = last.get(kind);
    if (of === set && before !== undefined) {
      // Of one set without a break: no event of that kind may be missing, unless the rules changed twice in between.
      assert.ok(n === before + 1, `${kind}-${before} is followed by ${name} under ${set}`);
    }
    if (of !== set) {
      // One moment lies between the two: A is silent on b and c before it, B on a after it.
      if (at >= 0) assert.ok(position - at <= 4, `${name} is ${position - at} events after the last alert`);
      changes++;
      set = of;
      last.clear();
    }
    last.set(kind, n);
    at = position;
  }
  return changes;
}

describe('a reload', { skip: whyNotLive() }, () => {
  before(() => {
    execFileSync('cc', ['-O1', '-o', program, fileURLToPath(new URL('open-in-turn.c', import.meta.url))]);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const how of ['with', 'without'] as const) {
    it(`is a moment between two events, ${how} the kernel filter`, async () => {
      const { alerts, rounds, counts, reloads } = await exchange(how === 'with', RELOADS[how]);
      assert.equal(reloads, RELOADS[how]);
      assert.equal(changesIn(alerts), RELOADS[how]);
      assert.ok(rounds > 500, `${rounds} rounds`);
      for (const [type, { ring_full, no_handler, too_large }] of counts.counters) {
        assert.deepEqual([type, ring_full, no_handler, too_large], [type, 0, 0, 0]);
      }
      const matched = Array.from(counts.byRule, ([rule, { matched }]) => [rule, matched] as const);
      assert.deepEqual(
        new Map(matched),
        new Map([
          ['a', alerts.filter((name) => name.startsWith('a')).length],
          ['b', alerts.filter((name) => name.startsWith('b')).length],
          ['c', alerts.filter((name) => name.startsWith('c')).length],
          ['never', 0],
        ]),
      );
    });
  }
});
