/**
 * Filters of random rules in the real kernel: its verifier takes all of them, and what they send of the calls of a process
 * is what the interpreter of their code says, and nothing that a rule would have matched is missing.
 *
 * LANNER_FILTER_PROGRAMS sets how many rule sets are loaded (default: 30), LANNER_FILTER_WORKLOADS on how many of them
 * calls are made (default: 3), LANNER_FILTER_SEED which.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LiveSource, memberOffset } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import { compileFilters } from '@lanner/engine';
import type { CompiledPlan } from '@lanner/engine';
import { recordLayout } from '@lanner/schema';
import fc from 'fast-check';
import { Judge } from '../filter/judge.ts';
import { Filter } from '../filter/kernel.ts';
import { TYPES, ruleSet, rulesOf } from '../filter/random-rules.ts';
import { whyNotLive } from './lanner.ts';

const PROGRAMS = Number(process.env['LANNER_FILTER_PROGRAMS'] ?? 30);
const WORKLOADS = Number(process.env['LANNER_FILTER_WORKLOADS'] ?? 3);
const SEED = Number(process.env['LANNER_FILTER_SEED'] ?? Date.now() % 2 ** 31);
const CALLS = 400;

const directory = mkdtempSync(join(tmpdir(), 'lanner-programs-'));
const program = join(directory, 'random-calls');
const RULE_SETS = fc.sample(ruleSet, { numRuns: PROGRAMS, seed: SEED });

function open(pids: readonly number[], filtering: boolean): LiveSource {
  return new LiveSource({ scope: { kind: 'pids', pids, known: [] }, wanted: new Set(TYPES), filtering });
}

function filtersOf(plans: readonly CompiledPlan[]) {
  return plans.flatMap(({ filter }) => filter ?? []);
}

/** The tree in which a program makes its calls. */
function makeWorld(name: string): string {
  const world = join(directory, name);
  for (const path of ['etc/pam.d', 'root/.ssh', 'a/b', 'tmp/a', 'home', 'proc']) {
    mkdirSync(join(world, path), { recursive: true });
  }
  for (const path of ['etc/shadow', 'root/.ssh/id_rsa', 'b']) writeFileSync(join(world, path), '');
  symlinkSync('etc', join(world, 'link'));
  return world;
}

interface Seen {
  readonly type: string;
  readonly record: ArrayBuffer;
  /** The same for the same call, whichever probe saw it. */
  readonly key: string;
}

const WANTED = new Map(TYPES.map((name) => [recordLayout(name).number, name]));

function seen(view: RecordView, into: Seen[]): void {
  const type = WANTED.get(view.type);
  if (type === undefined) return;
  const record = new ArrayBuffer((view.size + 7) & ~7);
  new Uint8Array(record).set(view.fixed(0, view.size));
  const bytes = Buffer.from(record.slice(0));
  bytes.fill(0, memberOffset(type, 'header.time'), memberOffset(type, 'header.time') + 8);
  bytes.fill(0, memberOffset(type, 'header.cpu'), memberOffset(type, 'header.cpu') + 4);
  into.push({ type, record, key: `${type} ${bytes.toString('base64')}` });
}

/** What two probes see of the same calls, one of them with filters. */
async function watch(
  plans: readonly CompiledPlan[],
  number: number,
): Promise<{ readonly all: Seen[]; readonly sent: Seen[] }> {
  const world = makeWorld(`world-${number}`);
  const script = `read go; exec ${program} ${SEED + number} ${CALLS}`;
  const child = spawn('sh', ['-c', script], { cwd: world, stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  const pids = [child.pid ?? assert.fail()];
  const plain = open(pids, false);
  const filtering = open(pids, true);
  try {
    assert.deepEqual(await filtering.putFilters(filtersOf(plans)), []);
    child.stdin.end('go\n');
    assert.deepEqual(await ended, [0, null]);
    const all: Seen[] = [];
    const sent: Seen[] = [];
    plain.stop((view) => seen(view, all));
    filtering.stop((view) => seen(view, sent));
    return { all, sent };
  } finally {
    child.kill();
    plain.close();
    filtering.close();
  }
}

describe('filters of random rules', { skip: whyNotLive() }, () => {
  before(() => {
    const source = fileURLToPath(new URL('random-calls.c', import.meta.url));
    execFileSync('cc', ['-O1', '-w', '-o', program, source]);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('are taken by the verifier', async (t) => {
    const source = open([], true);
    let programs = 0;
    let largest = 0;
    let turns = 0;
    const turn = () => (turns++, (next = setImmediate(turn)));
    let next = setImmediate(turn);
    try {
      for (const [index, conditions] of RULE_SETS.entries()) {
        const filters = filtersOf(compileFilters(rulesOf(conditions)).plans);
        const refusals = await source.putFilters(filters);
        assert.deepEqual(refusals, [], `seed ${SEED}, rule set ${index}:\n${conditions.join('\n')}`);
        for (const { code } of filters.flatMap((filter) => filter.programs)) {
          programs++;
          largest = Math.max(largest, code.byteLength / 8);
        }
      }
    } finally {
      clearImmediate(next);
      source.close();
    }
    t.diagnostic(`seed ${SEED}: ${PROGRAMS} rule sets, ${programs} programs of up to ${largest} instructions`);
    assert.ok(programs > PROGRAMS, `only ${programs} programs were loaded`);
    // The thread has been free for other work meanwhile
    assert.ok(turns > 10 * programs, `${turns} turns of the event loop while ${programs} programs were loaded`);
  });

  it('send of real calls what the interpreter of their code says, and nothing that matches stays behind', async (t) => {
    const judge = new Judge();
    let calls = 0;
    let dropped = 0;
    let tried = 0;
    for (const [index, conditions] of RULE_SETS.entries()) {
      const { plans } = compileFilters(rulesOf(conditions));
      const byType = new Map(plans.map((plan) => [plan.event.name, plan]));
      if (filtersOf(plans).length === 0) continue;
      const { all, sent } = await watch(plans, index);
      const filters = new Map(
        plans.flatMap(({ event, filter }) => (filter === undefined ? [] : [[event.name, new Filter(event, filter)]])),
      );
      const passes = ({ type, record }: Seen) => filters.get(type)?.passes(record) ?? true;
      const where = `seed ${SEED}, rule set ${index}:\n${conditions.join('\n')}`;
      assert.deepEqual(
        sent.map(({ key }) => key),
        all.filter(passes).map(({ key }) => key),
        where,
      );
      for (const one of all) {
        const plan = byType.get(one.type);
        if (passes(one) || plan === undefined) continue;
        judge.matchesNone(plan, one.record);
        dropped++;
      }
      calls += all.length;
      // Some random rule sets want everything
      if (++tried >= WORKLOADS && dropped > 0) break;
    }
    t.diagnostic(`seed ${SEED}: ${tried} rule sets, ${calls} calls, ${dropped} of them stayed in the kernel`);
    assert.ok(calls > tried * CALLS && dropped > 0, `${calls} calls, ${dropped} of them dropped`);
  });
});
