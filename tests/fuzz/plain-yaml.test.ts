/** The fast reader of YAML gives what the library gives, or nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeNode } from '../../packages/language/src/yaml-nodes.ts';
import { readPlainYaml } from '../../packages/language/src/yaml-plain.ts';
import { readWithLibrary } from '../../packages/language/src/yaml-library.ts';
import { makeCase } from './cases.ts';
import { fullCorpus, ownCorpus } from './corpus.ts';
import { mutateLayout } from './mutate-layout.ts';
import { Random } from './random.ts';

const CASES = 2000;

/** True if the fast reader has read the text; that the library reads the same is asserted. */
function agrees(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === undefined) return false;
  const problems: string[] = [];
  const expected: (TreeNode | null)[] = readWithLibrary(text, (message) => void problems.push(message));
  assert.deepEqual(problems, [], `the library has found a problem in ${JSON.stringify(text)}`);
  assert.deepEqual([plain], expected, JSON.stringify(text));
  return true;
}

test('both read the same from the corpora', () => {
  const corpus = fullCorpus();
  const read = corpus.filter(agrees).length;
  assert.ok(read > corpus.length / 2, `${read} of ${corpus.length} are plain`);
});

test('both read the same from files laid out anew', () => {
  const corpus = ownCorpus().filter((text) => readPlainYaml(text) !== undefined);
  let read = 0;
  for (let number = 0; number < CASES; number++) {
    const random = new Random(11, number);
    if (agrees(mutateLayout(random.pick(corpus), random))) read++;
  }
  assert.ok(read > CASES / 10, `${read} of ${CASES} are plain`);
});

test('both read the same from mutated files', () => {
  const corpus = ownCorpus();
  let read = 0;
  for (let number = 0; number < CASES; number++) {
    for (const file of makeCase(corpus, 11, number).files) if (agrees(file)) read++;
  }
  assert.ok(read > CASES / 10, `${read} of ${CASES} are plain`);
});
