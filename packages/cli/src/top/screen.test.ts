import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatPlain } from '../table.ts';
import { plainRows, screen } from './screen.ts';
import type { Status } from './status.ts';

const work = (name: string, seen: number, matched: number, seconds: number) => {
  return { name, seen, sent: seen / 2, judged: seen / 2, matched, seconds };
};

function status(time: number, events: number): Status {
  return {
    time,
    pid: 12,
    version: '1.2.3',
    upSeconds: time / 1000,
    cpuSeconds: time / 10_000,
    engineSeconds: time / 20_000,
    residentBytes: 80 * 2 ** 20,
    processes: 7,
    waiting: 0,
    losses: [{ eventType: 'openat', cause: 'ring_full', count: 3 }],
    eventTypes: [work('openat', events, 1, events / 1e6), work('connect', 10, 0, 0.5)],
    rules: [
      { ...work('Quiet', events, 0, 0), priority: 'Notice' },
      { ...work('Evil \x1b[2J\u202e name', events, 1, 0.001), priority: 'Error' },
    ],
  };
}

describe('lanner top', () => {
  it('shows what happened since the look before, what took most first', () => {
    const text = screen(status(12_000, 3000), status(10_000, 1000), { order: 'seen', width: 100, height: 30 });
    assert.match(text, /cpu 10\.0 %, engine 5\.0 %; memory 80 MiB; 7 processes known/);
    assert.match(text, /lost: 3 openat \(ring full\)/);
    assert.match(text, /in the last 2\.0 s, by seen/);
    assert.match(text, /\n *2000 +1000 +1000 +0 +2\.0 ms +0\.10 +openat\n *0 +0 +0 +0 +0\.0 ms +0\.00 +connect\n/);
  });

  it('lets no name of a rule at the terminal, nor into the columns of a pipe', () => {
    const now = status(10_000, 1000);
    for (const text of [
      screen(now, undefined, { order: 'time', width: 200, height: 30 }),
      formatPlain(plainRows(now)),
    ]) {
      assert.match(text, /Evil \\x1b\[2J\\u202e name/);
      assert.doesNotMatch(text, /[\x1b\u202e]/);
    }
    assert.ok(formatPlain(plainRows(now)).startsWith('event\topenat\t1000\t500\t500\t1\t0.001000\n'));
  });

  it('keeps to the terminal', () => {
    const lines = screen(status(10_000, 1000), undefined, { order: 'time', width: 40, height: 10 }).split('\n');
    assert.ok(lines.length <= 11 && lines.every((line) => line.length <= 40), lines.join('\n'));
  });
});
