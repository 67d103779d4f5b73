/** Conditions by chance, which others test with too; and that goals say what conditions say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCondition, DEFAULT_VOCABULARY, parseCondition, type Condition } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import fc from 'fast-check';
import { interpret } from '../../interpret.ts';
import { GoalMaker } from './goal.ts';

export function conditionOf(text: string): Condition {
  const { tree, error } = parseCondition(text);
  assert.ok(tree !== undefined, `${text}: ${error?.message}`);
  const context = {
    vocabulary: DEFAULT_VOCABULARY,
    report: ({ severity, message }: { severity: string; message: string }) => {
      assert.notEqual(severity, 'error', `${text}: ${message}`);
    },
    macro: () => undefined,
  };
  const condition = checkCondition(tree, context);
  assert.ok(condition !== undefined, text);
  return condition;
}

/** Fields with few values, so that what is claimed can be wrong, and every kind of reasoning is asked for. */
const TEXTS = ['', 'a', 'ab', 'aB', 'b', '/a', '/a/', '/a/b', '/ab', '/a/b/c', '/b/a', 'a/b'];
export const FIELDS: readonly (readonly [name: string, values: readonly Scalar[], several?: boolean])[] = [
  ['fd.name', TEXTS],
  ['proc.cwd', TEXTS],
  ['proc.acmdline', TEXTS, true],
  ['proc.acmdline[1]', TEXTS],
  ['fd.num', [-2, -1, 0, 1, 2, 3]],
  ['evt.buflen', [0, 1, 2, 3]],
  ['fd.port', [0, 1, 2, 3], true],
  ['fd.types', ['a', 'b', 'c'], true],
  ['evt.is_io', [true, false]],
  ['fd.cnet', [0x0a000001, 0x0a010203, 0xc0a80001, 1n, 0xfe80n << 112n]],
  ['fd.net', [0x0a000001, 0x0a010203, 0xc0a80001, 1n, 0xfe80n << 112n], true],
  ['fd.cip', [0x0a000001, 0x0a010203, 1n]],
  ['evt.buffer', [Uint8Array.of(97), Uint8Array.of(97, 98), new Uint8Array()]],
];
const NETWORKS = ['10.0.0.0/8', '10.1.0.0/16', '0.0.0.0/0', '192.168.0.0/16', 'fe00::/7', 'fe80::/10'].map(
  (n) => `"${n}"`,
);
const PATTERNS = ['a*', '*b', '/a/*', '*', 'a?', '[ab]*', '/*/b', '/a\\*', ''].map(
  (one) => `"${one.replace('\\', '\\\\')}"`,
);

const quoted = (texts: readonly string[]): string[] => texts.map((one) => `"${one}"`);
const list = (values: readonly string[]): fc.Arbitrary<string> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }).map((some) => `(${some.join(', ')})`);

export function checksOf(name: string): fc.Arbitrary<string>[] {
  const exists = fc.constant(`${name} exists`);
  const compared = (operators: readonly string[], values: readonly string[]): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom(...operators), fc.constantFrom(...values))
      .map(([operator, value]) => `${name} ${operator} ${value}`);
  const listed = (operators: readonly string[], values: readonly string[]): fc.Arbitrary<string> =>
    fc.tuple(fc.constantFrom(...operators), list(values)).map(([operator, some]) => `${name} ${operator} ${some}`);
  if (name.endsWith('net')) return [exists, compared(['=', '!='], NETWORKS), listed(['in'], NETWORKS)];
  if (name === 'fd.cip') return [exists, compared(['=', '!='], ['10.0.0.1', '10.1.2.3', '::1'])];
  if (name === 'fd.types') return [exists, listed(['in', 'intersects'], ['a', 'b', 'c'])];
  if (name === 'evt.is_io')
    return [exists, compared(['=', '!='], ['true', 'false']), listed(['in'], ['true', 'false'])];
  if (name === 'fd.num' || name === 'evt.buflen' || name === 'fd.port') {
    const numbers = name === 'fd.num' ? ['-1', '0', '1', '2', '3'] : ['0', '1', '2', '3'];
    return [exists, compared(['=', '!=', '<', '<=', '>', '>='], numbers), listed(['in'], numbers)];
  }
  if (name === 'evt.buffer') return [exists, compared(['=', '!=', 'contains', 'startswith', 'endswith'], ['a', 'ab'])];
  const texts = quoted(TEXTS);
  return [
    exists,
    compared(['=', '!=', 'contains', 'icontains', 'startswith', 'endswith'], texts),
    compared(['glob', 'iglob'], PATTERNS),
    listed(['in', 'pmatch'], [...texts, '"/*/b"']),
    listed(
      ['startswith', 'contains', 'endswith'].flatMap((one) => ['anyof', 'allof', 'oneof'].map((m) => `${one} ${m}`)),
      texts,
    ),
    ...(name.startsWith('proc.a') ? [] : [compared(['=', '!='], ['val(proc.cwd)', 'val(fd.name)'])]),
  ];
}

const check: fc.Arbitrary<string> = fc.oneof(
  ...FIELDS.flatMap(([name]) => checksOf(name)),
  ...FIELDS.slice(0, 2).flatMap(([name]) =>
    ['tolower', 'toupper', 'basename'].flatMap((t) => checksOf(`${t}(${name})`).slice(0, 3)),
  ),
);

/** Checks of few fields come together more often than chance has it, or nothing would contradict anything. */
export const { condition } = fc.letrec<{ condition: string }>((tie) => {
  const children = (word: string) =>
    fc.array(tie('condition'), { minLength: 2, maxLength: 4 }).map((all) => `(${all.join(` ${word} `)})`);
  return {
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { arbitrary: check, weight: 3 },
      children('and'),
      children('or'),
      tie('condition').map((one) => `not (${one})`),
    ),
  };
});

export const focused: fc.Arbitrary<string> = fc.constantFrom(...FIELDS.map(([name]) => name)).chain((name) => {
  const one = fc.oneof(...checksOf(name));
  const signed = fc.tuple(one, fc.boolean()).map(([text, positive]) => (positive ? text : `not ${text}`));
  return fc.array(signed, { minLength: 2, maxLength: 3 }).map((all) => all.join(' and '));
});

const value = (values: readonly Scalar[], several = false): fc.Arbitrary<FieldValue> => {
  const present: fc.Arbitrary<FieldValue> = several
    ? fc.array(fc.constantFrom(...values), { maxLength: 3 })
    : fc.constantFrom(...values);
  return fc.oneof({ arbitrary: present, weight: 5 }, fc.constant(undefined));
};

const event: fc.Arbitrary<ReadonlyMap<string, FieldValue>> = fc
  .tuple(...FIELDS.map(([, values, several]) => value(values, several)))
  .map((values) => new Map(FIELDS.map(([name], at) => [name, values[at]])));

export const events = fc.array(event, { minLength: 20, maxLength: 20 });

/** All that a field can have; of several values, up to two. */
function allValues(values: readonly Scalar[], several = false): readonly FieldValue[] {
  if (!several) return [undefined, ...values];
  return [undefined, [], ...values.map((one) => [one]), ...values.flatMap((a) => values.map((b) => [a, b]))];
}

const ofOneField = FIELDS.map(([name, values, several]) =>
  allValues(values, several).map((one) => new Map([[name, one]])),
);
export const EXHAUSTIVE: readonly ReadonlyMap<string, FieldValue>[] = ofOneField.flat();

export function holds(condition: Condition, e: ReadonlyMap<string, FieldValue>): boolean {
  return interpret(condition, (ref) => e.get(ref.text));
}

test('a goal says what its condition says', () => {
  fc.assert(
    fc.property(condition, events, (text, given) => {
      const wanted = conditionOf(text);
      const maker = new GoalMaker();
      const [goal, negated] = [maker.goal(wanted), maker.goal(wanted, false)];
      assert.equal(maker.negate(goal), negated);
      for (const e of given) {
        const expected = holds(wanted, e);
        assert.equal(holdsGoal(goal, e), expected);
        assert.equal(holdsGoal(negated, e), !expected);
      }
    }),
    { numRuns: 500 },
  );
});

function holdsGoal(goal: ReturnType<GoalMaker['goal']>, e: ReadonlyMap<string, FieldValue>): boolean {
  if (goal.kind === 'literal') return holds(goal.atom.check, e) === goal.positive;
  if (goal.kind === 'all') return goal.goals.every((one) => holdsGoal(one, e));
  return goal.goals.some((one) => holdsGoal(one, e));
}
