/**
 * What the kernel filters drop, no rule matches: random rules are compiled, random records are judged by the interpreter
 * of the rule language, and the compiled programs are run on the same records.
 *
 * LANNER_FILTER_PAIRS sets how many pairs of rule sets and records are tried (default: 20,000), LANNER_FILTER_SEED which.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFilters, compileProcessBits } from '@lanner/engine';
import type { interpret } from '@lanner/engine';
import type { EventDef } from '@lanner/schema';
import fc from 'fast-check';
import { Judge } from './judge.ts';
import { Filter } from './kernel.ts';
import { facts, recordOf } from './random-records.ts';
import type { Facts } from './random-records.ts';
import { ruleSet, rulesOf } from './random-rules.ts';

const PAIRS = Number(process.env['LANNER_FILTER_PAIRS'] ?? 20_000);
const SEED = Number(process.env['LANNER_FILTER_SEED'] ?? Date.now() % 2 ** 31);
/** Rule sets are made this many at a time. */
const BATCH = 50;
const RECORDS_A_RULE_SET = 500;
/** Records are drawn from these, so that each is made once. */
const POOL = 4000;

type Read = Parameters<typeof interpret>[1];

/** Records by event type and number. */
class Pool {
  readonly #facts: readonly Facts[] = fc.sample(facts, { numRuns: POOL, seed: SEED });
  readonly #made = new Map<string, ArrayBuffer>();

  record(event: EventDef, number: number): ArrayBuffer {
    const index = number % POOL;
    const key = `${event.name} ${index}`;
    let record = this.#made.get(key);
    if (record === undefined) {
      record = recordOf(event, this.#facts[index] ?? assert.fail());
      this.#made.set(key, record);
    }
    return record;
  }
}

/** Rule sets without end. */
function* ruleSets(): Generator<readonly string[]> {
  for (let seed = SEED; ; seed++) yield* fc.sample(ruleSet, { numRuns: BATCH, seed });
}

function tryRules(conditions: readonly string[], first: number, pool: Pool, judge: Judge): void {
  const { plans, processConditions } = compileFilters(rulesOf(conditions));
  const bitsOf = compileProcessBits<Read>(processConditions, (ref) => (read) => read(ref));
  const filters = plans.flatMap((plan) =>
    plan.filter === undefined ? [] : [{ plan, filter: new Filter(plan.event, plan.filter) }],
  );
  for (let index = 0; index < RECORDS_A_RULE_SET && filters.length > 0; index++) {
    const { plan, filter } = filters[index % filters.length] ?? assert.fail();
    const record = pool.record(plan.event, first + index);
    judge.try(plan, filter, record, bitsOf);
  }
}

test('what the compiled filters drop, no rule matches', (t) => {
  const pool = new Pool();
  const judge = new Judge();
  let tried = 0;
  for (const conditions of ruleSets()) {
    try {
      tryRules(conditions, tried * RECORDS_A_RULE_SET, pool, judge);
    } catch (error) {
      throw new Error(`seed ${SEED}, rule set ${tried}:\n${conditions.join('\n')}`, { cause: error });
    }
    tried++;
    if (judge.judged >= PAIRS) break;
  }
  const { judged, dropped } = judge;
  t.diagnostic(`seed ${SEED}: ${tried} rule sets, ${judged} pairs, ${dropped} of them dropped`);
  assert.ok(dropped > judged / 20, `only ${dropped} of ${judged} records were dropped`);
});
