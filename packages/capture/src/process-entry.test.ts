import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProcessEntry } from './process-entry.ts';
import type { ImageAnswers } from './process-entry.ts';

const KEY = { startTime: 5n, execId: 6n, pid: 7 };
const ANSWERS: ImageAnswers = { may: 1n, mayNot: 2n, comm: 'sh', exepath: '/usr/bin/dash', exeFlags: 0 };
const INHERITABLE = 5;

function written(answers: Partial<ImageAnswers>): BigUint64Array {
  const entry = new ProcessEntry();
  // What was there before must not shine through
  entry.write(KEY, { ...ANSWERS, comm: 'x'.repeat(15), exepath: `/${'x'.repeat(80)}` });
  entry.write(KEY, { ...ANSWERS, ...answers });
  return new BigUint64Array(entry.buffer);
}

test('an entry has the key, the bits, and the texts that they hang on, with zeros behind them', () => {
  const words = written({});
  assert.deepEqual(Array.from(words.subarray(0, 6)), [5n, 6n, 7n, 1n, 2n, 1n]);
  assert.equal(Buffer.from(words.buffer, 48, 16).toString('latin1'), 'sh'.padEnd(16, '\0'));
  assert.equal(Buffer.from(words.buffer, 64).toString('latin1'), '/usr/bin/dash'.padEnd(88, '\0'));
});

test('what cannot be compared is not inherited', () => {
  const inheritable = (answers: Partial<ImageAnswers>) => written(answers)[INHERITABLE] === 1n;
  assert.ok(inheritable({ exepath: `/${'é'.repeat(43)}` }));
  assert.ok(inheritable({ exepath: `/${'x'.repeat(87)}` }));
  assert.ok(!inheritable({ exepath: `/${'x'.repeat(88)}` }));
  assert.ok(!inheritable({ exepath: `/${'é'.repeat(44)}` }));
  assert.ok(!inheritable({ exepath: undefined }));
  assert.ok(!inheritable({ exepath: '' }));
  assert.ok(!inheritable({ exepath: '/a\u{fffd}' }));
  assert.ok(!inheritable({ comm: '\u{fffd}' }));
  assert.ok(!inheritable({ comm: 'x'.repeat(17) }));
  assert.ok(!inheritable({ exeFlags: 4 }));
});
