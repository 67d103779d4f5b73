import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COUNTERS } from '@lanner/schema';
import { lossAlert } from './losses.ts';
import type { RecordCounts } from './messages.ts';

function counts(given: Partial<RecordCounts>): RecordCounts {
  return { ...(Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as RecordCounts), ...given };
}

test('what was lost since the last look becomes an alert, by type and cause', () => {
  const before = new Map([['openat', counts({ ring_full: 5, sent: 10 })]]);
  const now = new Map([
    ['openat', counts({ ring_full: 8, sent: 30 })],
    ['execve', counts({ truncated_path: 1 })],
  ]);
  const alert = lossAlert(before, now, 1n, 'host');
  assert.equal(alert?.source, 'internal');
  assert.equal(alert?.priority, 'Warning');
  assert.deepEqual(Object.fromEntries(alert?.fields ?? []), {
    n_lost: 3,
    n_cut: 1,
    'openat.ring_full': 3,
    'execve.truncated_path': 1,
  });
});

test('nothing lost, no alert; cut arguments are no loss', () => {
  const now = new Map([['execve', counts({ truncated_args: 2, truncated_env: 9, sent: 11 })]]);
  assert.equal(lossAlert(new Map(), now, 1n, 'host'), undefined);
});
