/** Mutations of how a YAML file is laid out: indentation, blanks, comments, empty lines, ways to write a scalar. */
import type { Random } from './random.ts';

type LayoutMutation = (lines: string[], at: number, random: Random) => void;

const SCALARS = [
  'a',
  '"a b"',
  "'it''s'",
  '"\\"q\\" \\\\ \\n"',
  '"\\x41"',
  'a # comment',
  'a#b',
  'a: b',
  'a:b',
  '-a',
  '- a',
  '?',
  '[a, b]',
  '[a, [b, "c"], ]',
  '[]',
  '[a,\n  b]',
  '[a, # comment\n    b\n    ]',
  '{a: b}',
  '>',
  '>-',
  '|',
  '|+',
  '>2',
  '&x a',
  '*x',
  '!!str a',
  '~',
  '',
  'a\n      b',
  'a\n\n\n        b',
  '>\n      a\n        b\n\n      c\n\n',
  '|\n\n   a\n   # b\n',
  '\n    a',
  '\n    - a\n    - b',
  '\n    k: v\n    # comment',
];

const MUTATIONS: readonly LayoutMutation[] = [
  (lines, at, random) => void lines.splice(at, 0, ' '.repeat(random.below(10)) + random.pick(['# comment', '#', ''])),
  (lines, at, random) => void lines.splice(at, 0, `${' '.repeat(random.below(6))}# one`, '', '    # two'),
  (lines, at, random) => void (lines[at] += random.pick([' ', '  ', ' # comment', '# none', '\t', ':', ' -'])),
  (lines, at, random) => void (lines[at] = ' '.repeat(random.count(3)) + (lines[at] ?? '')),
  (lines, at) => void (lines[at] = (lines[at] ?? '').replace(/^ {1,2}/, '')),
  (lines, at) => void lines.splice(at, 1),
  (lines, at) => void lines.splice(at, 0, lines[at] ?? ''),
  (lines, at, random) => void (lines[at] = (lines[at] ?? '').replace(/ /, ' '.repeat(random.below(4)))),
  (lines, at, random) => void (lines[at] = (lines[at] ?? '').replace(/: .*$/, `: ${random.pick(SCALARS)}`)),
  (lines, at, random) => void (lines[at] = (lines[at] ?? '').replace(/(- ).*$/, `$1${random.pick(SCALARS)}`)),
  (lines, at, random) => void (lines[at] = (lines[at] ?? '').replace(/[,\]] */, `$&\n${' '.repeat(random.below(8))}`)),
  (lines, at) => void lines.splice(at, 1, `${lines[at] ?? ''}${lines[at + 1] ?? ''}`),
];

export function mutateLayout(text: string, random: Random): string {
  const lines = text.split('\n');
  for (let left = random.count(5); left > 0; left--) {
    random.pick(MUTATIONS)(lines, random.below(lines.length), random);
  }
  return lines.join('\n');
}
