import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckedRule } from '@lanner/language';
import { Tally } from './tally.ts';

/** A clock that moves when it is told to. */
function clock(): { now: () => number; pass: (ms: number) => void } {
  let time = 0;
  return { now: () => time, pass: (ms) => (time += ms) };
}

const rule = (name: string) => ({ name }) as CheckedRule;

describe('the tally', () => {
  it('counts every event, and each that is timed stands for those since the one before', () => {
    const { now, pass } = clock();
    const tally = new Tally(now);
    tally.enforce(['openat'], () => ['one', 'two']);
    const type = tally.type('openat');
    let timed = 0;
    for (let n = 0; n < 100_000; n++) {
      if (!tally.judging(type)) continue;
      timed++;
      tally.begin(type);
      tally.start();
      pass(0.001);
      tally.lap(rule('one'));
      pass(0.003);
      tally.lap(rule('two'));
      tally.end(type);
    }
    const work = tally.byEventType.get('openat');
    assert.equal(work?.judged, 100_000);
    assert.ok(timed > 300 && timed < 1500, `${timed} were timed`);
    const since = (name: string) => tally.byRule.get(name)?.ns ?? 0;
    // 4 µs each, but for the events since the last that was timed
    assert.ok(Math.abs(work.ns / 4e8 - 1) < 0.01, `${work.ns}`);
    assert.ok(Math.abs(since('one') / 1e8 - 1) < 0.01);
    assert.ok(Math.abs(since('two') / 3e8 - 1) < 0.01);
  });

  it('gives a rule the events of its types while it is in force', () => {
    const tally = new Tally(clock().now);
    tally.enforce(['open', 'connect'], (type) => (type === 'open' ? ['both', 'files'] : ['both']));
    for (let n = 0; n < 3; n++) tally.judging(tally.type('open'));
    for (let n = 0; n < 5; n++) tally.judging(tally.type('connect'));
    tally.matched('open', ['files', 'both']);
    tally.enforce(['open'], () => ['files', 'new']);
    for (let n = 0; n < 7; n++) tally.judging(tally.type('open'));
    assert.deepEqual(
      Array.from(tally.byRule, ([name, { judged, matched }]) => [name, judged, matched]),
      [
        ['both', 8, 1],
        ['files', 10, 1],
        ['new', 7, 0],
      ],
    );
    assert.equal(tally.byEventType.get('open')?.matched, 1);
  });
});
