import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exposition, preferredForm } from './exposition.ts';
import type { Family } from './family.ts';

const FAMILIES: readonly Family[] = [
  {
    name: 'lanner_things_total',
    type: 'counter',
    help: 'Things, "so to speak";\na \\ in a text.',
    samples: [
      { labels: { kind: 'a' }, value: 1 },
      { labels: { kind: 'b', of: 'c' }, value: 2.5 },
    ],
  },
  { name: 'lanner_level', type: 'gauge', help: 'A level.', samples: [{ labels: {}, value: -Infinity }] },
  { name: 'lanner_none', type: 'gauge', help: 'Nothing.', samples: [] },
];

test('the page as text', () => {
  assert.equal(
    exposition(FAMILIES, 'text'),
    [
      '# HELP lanner_things_total Things, "so to speak";\\na \\\\ in a text.',
      '# TYPE lanner_things_total counter',
      'lanner_things_total{kind="a"} 1',
      'lanner_things_total{kind="b",of="c"} 2.5',
      '# HELP lanner_level A level.',
      '# TYPE lanner_level gauge',
      'lanner_level -Inf',
      '',
    ].join('\n'),
  );
});

test('the page as OpenMetrics: counters are called without their ending, and the end is marked', () => {
  const lines = exposition(FAMILIES, 'openmetrics').split('\n');
  assert.equal(lines[0], '# HELP lanner_things Things, \\"so to speak\\";\\na \\\\ in a text.');
  assert.equal(lines[1], '# TYPE lanner_things counter');
  assert.equal(lines[2], 'lanner_things_total{kind="a"} 1');
  assert.deepEqual(lines.slice(-2), ['# EOF', '']);
});

test('whatever a label has in it, a sample is one line, and the label ends where it should', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('text', 'openmetrics'), (value, form) => {
      const page = exposition(
        [{ name: 'm', type: 'gauge', help: '', samples: [{ labels: { l: value }, value: 1 }] }],
        form,
      );
      const sample = page.split('\n').filter((line) => !line.startsWith('#'));
      assert.match(sample[0] ?? '', /^m\{l="(?:[^"\\]|\\["\\n])*"\} 1$/u);
      assert.deepEqual(sample.slice(1), ['']);
      assert.doesNotMatch(page, /(?!\n)\p{Cc}/u);
    }),
  );
  assert.match(
    exposition(
      [{ name: 'm', type: 'gauge', help: '', samples: [{ labels: { l: '"} 9\n\u001B[2J' }, value: 1 }] }],
      'text',
    ),
    /l="\\"\} 9\\\\n\\\\x1b\[2J"/,
  );
});

test('the form is that which the scraper prefers', () => {
  const prometheus =
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  assert.equal(preferredForm(prometheus), 'openmetrics');
  assert.equal(preferredForm(undefined), 'text');
  assert.equal(preferredForm('*/*'), 'text');
  assert.equal(preferredForm('text/html, */*;q=0.8'), 'text');
  assert.equal(preferredForm('text/plain;q=0.9, application/openmetrics-text;q=0.8'), 'text');
  assert.equal(preferredForm('application/openmetrics-text;q=zero, ;;,'), 'text');
});
