/** Whatever a pattern is and whatever a watched process writes, judging takes time linear in the length of the text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transform } from '../transformers.ts';
import { compileGlob } from './glob.ts';
import { compilePathMatch } from './pmatch.ts';
import { compileRegex } from './posix-regex.ts';
import { predicateOf } from './predicate.ts';

const SHORT = 500;
/** So many short texts are as long as one long text: together they cost as much, or the long one 64 times as much. */
const FACTOR = 64;
/** A loaded machine is allowed much. */
const ALLOWED = 24;
const RUNS = 7;

type Work = (text: string) => unknown;

function words(letters: string): string[] {
  return Array.from(letters, (letter) => `-${letter}`);
}

/** What costs an engine that tries and tries again time beyond measure. */
const CASES: readonly (readonly [name: string, unit: string, work: Work])[] = [
  ['regex (a*)*b', 'a', compileRegex('(a*)*b')],
  ['regex (a|aa)+b', 'a', compileRegex('(a|aa)+b')],
  ['regex (x+x+)+y', 'x', compileRegex('(x+x+)+y')],
  ['regex (.*)(.*)(.*)(.*)(.*)z', 'a', compileRegex('(.*)(.*)(.*)(.*)(.*)z')],
  ['regex (a?){40}a{40}.*b', 'a', compileRegex('(a?){40}a{40}.*b')],
  ['regex ([a-z]+)*[^a]', 'ab', compileRegex('([a-z]+)*[^a-z]')],
  ['glob *a*a*a*a*a*b', 'a', compileGlob('*a*a*a*a*a*b', false)],
  ['glob *?*?*?*?b', 'a', compileGlob('*?*?*?*?b', false)],
  ['glob *[ab]*[ab]*[ab]*c', 'ab', compileGlob('*[ab]*[ab]*[ab]*c', false)],
  ['glob *aaaaaaaaaaaaaaab*', 'a', compileGlob('*aaaaaaaaaaaaaaab*', false)],
  ['iglob *A*A*A*b', 'a', compileGlob('*A*A*A*b', true)],
  ['iglob of other letters', 'é', compileGlob('*É*?*b', true)],
  ['pmatch', '/a', compilePathMatch(['/a/a/*/a/?/b', '/*/*/*/*/c', '/a/*/a/*/d', '/?/a/*a*/b'])],
  ['pmatch of a long part', 'a', compilePathMatch(['/*a*a*a*b', '/a*', '/*/x'])],
  ['icontains', 'aé', predicateOf('icontains', undefined, ['AAAAAAAAAAAB'])],
  ['b64', 'QUJD', (text) => transform('b64', [text])],
  ['len', 'é', (text) => transform('len', [text])],
  ['getopt of one word', 'ab', (text) => transform('getopt', [[`-${text}`], 'ab'])],
  ['getopt of many words', 'ab', (text) => transform('getopt', [words(text), 'ab:'])],
  ['join of many words', 'a', (text) => transform('join', [',', words(text)])],
];

function timeOf(work: Work, text: string, times: number): number {
  const start = performance.now();
  for (let time = 0; time < times; time++) work(text);
  return performance.now() - start;
}

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}

for (const [name, unit, work] of CASES) {
  test(`linear: ${name}`, () => {
    const short = repeated(unit, SHORT);
    const long = repeated(unit, SHORT * FACTOR);
    let ofShort = Infinity;
    let ofLong = Infinity;
    // The least of some measurements, taken in turn: what else the machine does only adds.
    for (let run = 0; run < RUNS; run++) {
      ofShort = Math.min(ofShort, timeOf(work, short, FACTOR));
      ofLong = Math.min(ofLong, timeOf(work, long, 1));
    }
    // Below a tenth of a millisecond the clock is what is measured.
    const ratio = ofLong / Math.max(ofShort, 0.1);
    assert.ok(
      ratio < ALLOWED,
      `one text cost ${ratio.toFixed(1)} times as much as as many characters in ${FACTOR} texts`,
    );
  });
}
