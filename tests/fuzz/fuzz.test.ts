/** A short run with fixed seeds; `npm run fuzz` is the long one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownCorpus } from './corpus.ts';
import { makeCase } from './cases.ts';
import { runCase } from './execute.ts';
import { strangeCode } from './generated-code.ts';
import { changedGlobal, snapshotGlobals } from './globals.ts';

const CASES = 1500;

test('mutated rule files do no harm', () => {
  const corpus = ownCorpus();
  const globals = snapshotGlobals();
  let loaded = 0;
  for (let number = 0; number < CASES; number++) {
    const { finding, rules } = runCase(corpus, 1, number, globals);
    // How long a case takes is the machine's affair here.
    if (finding !== undefined && finding.kind !== 'slow') assert.fail(`case ${number}: ${finding.message}`);
    loaded += rules;
  }
  assert.ok(loaded > 100, 'some of the files must come through to the compiler');
});

test('a case is its corpus, seed and number', () => {
  const corpus = ownCorpus();
  for (const number of [0, 7, 4711]) assert.deepEqual(makeCase(corpus, 3, number), makeCase(corpus, 3, number));
  assert.notDeepEqual(makeCase(corpus, 3, 1), makeCase(corpus, 4, 1));
});

test('code that the generator does not write is seen', () => {
  const texts = new Set(['x']);
  assert.equal(
    strangeCode('const k0 = k[0]; return (event, out, first) => { if (k0.has("x")) return; };', texts),
    undefined,
  );
  assert.equal(strangeCode('vp[3] = 1; vo[at + 2] = vp[0] === 2 ? 1 : 2;', texts), undefined);
  for (const code of [
    't === "y"',
    'globalThis',
    't.constructor',
    'k["x"]',
    'vp["x"]',
    'vo[t]',
    'vp[0] + 1',
    'e[0] = 1',
    '`${t}`',
    'new t()',
    'while (t) ;',
    '/x/',
  ]) {
    assert.notEqual(strangeCode(code, texts), undefined, code);
  }
});

test('a changed global is seen', () => {
  const before = snapshotGlobals();
  assert.equal(changedGlobal(before), undefined);
  const property = { value: 1, configurable: true };
  Reflect.defineProperty(Object.prototype, 'polluted', property);
  try {
    assert.equal(changedGlobal(before), 'Object.prototype.polluted');
  } finally {
    Reflect.deleteProperty(Object.prototype, 'polluted');
  }
});
