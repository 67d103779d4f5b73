/** Whether a record that is dropped would have matched. */
import assert from 'node:assert/strict';
import { RecordView, recordBuffer } from '@lanner/capture';
import { LIVE_BINDING, shapeOf } from '@lanner/context';
import { interpret } from '@lanner/engine';
import type { CompiledPlan, ProcessBits } from '@lanner/engine';
import type { EventDef } from '@lanner/schema';
import { sample } from '../../packages/context/src/fields/fixture.test.ts';
import type { Filter } from './kernel.ts';

type Read = Parameters<typeof interpret>[1];
type BitsOf = (read: Read) => ProcessBits;

/** Judges records of one process, as the interpreter of the rule language does. */
export class Judge {
  readonly #event = sample('open').event;
  judged = 0;
  dropped = 0;

  /** The record is dropped only if no rule matches it, in either view. */
  try(plan: CompiledPlan, filter: Filter, record: ArrayBuffer, bitsOf: BitsOf): void {
    const { event } = plan;
    const read = this.#point(event, record);
    this.judged++;
    // As long as nothing is known of the process, and once it is.
    const known = filter.passes(record, bitsOf(read));
    assert.ok(filter.passes(record) || !known, 'knowing more lets more pass');
    if (known) return;
    this.dropped++;
    this.matchesNone(plan, record);
  }

  #point(event: EventDef, record: ArrayBuffer): Read {
    const live = this.#event;
    const view = new RecordView(recordBuffer(record));
    live.point(view, live.host.processes.resolve(view), shapeOf(event));
    return (ref) => LIVE_BINDING.bind(ref, event.name)(live);
  }

  /** @throws AssertionError where a rule matches the record */
  matchesNone({ event, rules }: CompiledPlan, record: ArrayBuffer): void {
    const live = this.#event;
    const read = this.#point(event, record);
    for (const realView of live.hasRealView ? [false, true] : [false]) {
      live.realView = realView;
      for (const { rule } of rules) {
        const where = `a ${event.name} in the ${realView ? 'real' : 'lexical'} view`;
        assert.ok(!interpret(rule.condition, read), `dropped, though '${rule.name}' matches ${where}`);
      }
    }
  }
}
