/** Random conditions, and events to judge them on, for the tests beside this file; it has no test of its own. */
import assert from 'node:assert/strict';
import type {
  CheckNode,
  CheckedRule,
  Condition,
  FieldRef,
  ListModifier,
  Literal,
  Operand,
  Operator,
  Span,
  TransformerCall,
} from '@lanner/language';
import { legalOperators } from '@lanner/language';
import type { FieldDef, FieldValue, Scalar, ValueType } from '@lanner/schema';
import fc from 'fast-check';
import { interpret } from './interpret.ts';

export type Event = ReadonlyMap<string, FieldValue>;
export interface Kind {
  readonly ref: FieldRef;
  /** What the field may hold in an event. */
  readonly value: fc.Arbitrary<FieldValue>;
  /** What one of its values, and a literal it is compared with, may be. */
  readonly scalar: fc.Arbitrary<Scalar>;
}

export const SPAN: Span = { file: { name: 'test', text: '' }, start: 0, end: 0 };
export const EVENT_TYPES = ['open', 'connect', 'execve'] as const;

const text = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'b', 'B', 'abc', '/a', '/a/b', '"', '\\', "a'b", 'é', '\u2028'),
  fc.string({ maxLength: 3 }),
);
const int = fc.integer({ min: -3, max: 3 });
const wide = fc.oneof(int, fc.constantFrom(2n, 9007199254740993n));
const address = fc.oneof(fc.constantFrom(0x0a000001, 0x0a010203, 0xffffffff, 0), fc.constantFrom(1n, 0xfe80n << 112n));
const bytes = fc.uint8Array({ maxLength: 3, max: 3 });

function kind(
  name: string,
  type: ValueType,
  scalar: fc.Arbitrary<Scalar>,
  shape: 'one' | 'any' | 'list' | 'never' = 'one',
  argument?: string,
): Kind {
  const field: FieldDef = {
    name,
    type,
    class: 'evt',
    description: '',
    ...(shape === 'any' ? { any: true } : {}),
    ...(shape === 'list' ? { list: true } : {}),
  };
  const present: fc.Arbitrary<FieldValue> =
    shape === 'never'
      ? fc.constant(undefined)
      : shape === 'one'
        ? scalar
        : fc.array(scalar, { maxLength: shape === 'any' ? 2 : 3 });
  return {
    ref: {
      kind: 'field',
      field,
      ...(argument === undefined ? {} : { argument }),
      text: argument === undefined ? name : `${name}[${argument}]`,
      span: SPAN,
    },
    value: fc.option(present, { nil: undefined, freq: 4 }),
    scalar,
  };
}

export const KINDS: readonly Kind[] = [
  kind('t.text', 'CHARBUF', text),
  kind('t.other', 'CHARBUF', text),
  kind('t.path', 'FSPATH', text),
  kind('t.int', 'INT32', int),
  kind('t.wide', 'UINT64', wide),
  kind('t.bool', 'BOOL', fc.boolean()),
  kind('t.bytes', 'BYTEBUF', bytes),
  kind('t.address', 'IPADDR', address),
  kind('t.net', 'IPNET', address, 'any'),
  kind('t.port', 'PORT', int, 'any'),
  kind('t.names', 'CHARBUF', text, 'any'),
  kind('t.list', 'CHARBUF', text, 'list'),
  kind('t.unset', 'CHARBUF', text, 'never'),
  kind('proc.aname', 'CHARBUF', text, 'one', '2'),
];

const TYPE = kind('evt.type', 'CHARBUF', fc.constantFrom(...EVENT_TYPES, 'close'));
const DIRECTION = kind('evt.dir', 'CHARBUF', fc.constantFrom('<', '>'));
const NUMBER = kind('evt.num', 'UINT64', fc.constantFrom(0, 1, 2));
const TYPE_IS = EVENT_TYPES.map((name) => kind('evt.type.is', 'UINT32', fc.constantFrom(0, 1), 'one', name));
const CONDITION_KINDS = [...KINDS, ...KINDS, TYPE, TYPE, DIRECTION, NUMBER, ...TYPE_IS];

const anyCidr = fc.oneof(
  fc.record({ address: fc.constantFrom(0x0a000000, 0), bits: fc.constantFrom(0, 8, 32) }),
  fc.record({ address: fc.constantFrom(0xfe80n << 112n, 1n), bits: fc.constantFrom(0, 10, 128) }),
);
const REGEXES = fc.constantFrom('a.*', '.*', '[ab]+', '', 'é');
const HEX = fc.constantFrom([0], [1], [1, 2], [0xc3]).map((part) => Uint8Array.from(part));
const SETS: ReadonlySet<Operator> = new Set<Operator>(['in', 'intersects', 'pmatch']);
const MODIFIABLE: ReadonlySet<Operator> = new Set<Operator>([
  'contains',
  'startswith',
  'endswith',
  'glob',
  'regex',
  'icontains',
]);

function literalOf({ ref, scalar }: Kind, operator: Operator): fc.Arbitrary<Literal> {
  if (operator === 'regex') return REGEXES;
  if (operator === 'bcontains' || operator === 'bstartswith') return HEX;
  return ref.field.type === 'IPNET' ? anyCidr : scalar;
}

function literals(one: Kind, operator: Operator): fc.Arbitrary<CheckNode> {
  const literal = literalOf(one, operator);
  const base = { kind: 'check', left: one.ref, operator, span: SPAN } as const;
  if (operator === 'exists') return fc.constant({ ...base, right: { kind: 'none' } });
  if (SETS.has(operator)) {
    return fc.array(literal, { maxLength: 3 }).map((values) => ({ ...base, right: { kind: 'literals', values } }));
  }
  const plain = literal.map((value): CheckNode => ({ ...base, right: { kind: 'literals', values: [value] } }));
  if (!MODIFIABLE.has(operator)) return plain;
  const modified = fc
    .tuple(fc.constantFrom<ListModifier>('oneof', 'anyof', 'allof'), fc.array(literal, { maxLength: 3 }))
    .map(([modifier, values]): CheckNode => ({ ...base, modifier, right: { kind: 'literals', values } }));
  return fc.oneof({ arbitrary: plain, weight: 2 }, modified);
}

const literalCheck: fc.Arbitrary<Condition> = fc
  .constantFrom(...CONDITION_KINDS)
  .chain((one) =>
    fc
      .constantFrom(...legalOperators(one.ref.field.type, one.ref.field.list === true))
      .chain((operator) => literals(one, operator)),
  );

function call(name: TransformerCall['name'], operands: readonly Operand[], list = false): TransformerCall {
  const type = name === 'len' ? 'UINT64' : 'CHARBUF';
  const spelling = `${name}(${operands.map((one) => one.text).join(', ')})`;
  return { kind: 'call', name, operands, type, list, text: spelling, span: SPAN };
}

export function refOf(name: string): FieldRef {
  const found = KINDS.find(({ ref }) => ref.field.name === name);
  assert.ok(found);
  return found.ref;
}

const COMMA: Operand = { kind: 'constant', value: ',', type: 'CHARBUF', text: '","', span: SPAN };
const PAIR: Operand = {
  kind: 'list',
  operands: [refOf('t.text'), COMMA],
  text: '(t.text, ",")',
  span: SPAN,
};
const TEXT_OPERANDS: readonly Operand[] = [
  refOf('t.text'),
  refOf('t.other'),
  call('tolower', [refOf('t.text')]),
  call('toupper', [refOf('t.other')]),
  call('basename', [refOf('t.path')]),
  call('concat', [refOf('t.text'), COMMA, refOf('t.unset')]),
  call('concat', [refOf('t.text'), COMMA]),
  call('join', [COMMA, refOf('t.list')]),
  call('join', [COMMA, PAIR]),
];

const operandCheck: fc.Arbitrary<Condition> = fc
  .tuple(
    fc.constantFrom(...TEXT_OPERANDS),
    fc.constantFrom<Operator>('=', '!=', '<', '>=', 'contains', 'startswith', 'endswith', 'in', 'intersects'),
    fc.constantFrom(...TEXT_OPERANDS, refOf('t.list')),
  )
  .filter(([, operator, operand]) => operand.text !== 't.list' || operator === 'in' || operator === 'intersects')
  .map(([left, operator, operand]) => ({
    kind: 'check',
    left,
    operator,
    right: { kind: 'operand', operand },
    span: SPAN,
  }));

const callCheck: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...TEXT_OPERANDS), fc.constantFrom<Operator>('=', '!=', 'startswith', 'glob'), text)
    .map(([left, operator, value]): Condition => {
      return { kind: 'check', left, operator, right: { kind: 'literals', values: [value] }, span: SPAN };
    }),
  int.map((value): Condition => {
    const left = call('len', [refOf('t.list')]);
    return { kind: 'check', left, operator: '>', right: { kind: 'literals', values: [value] }, span: SPAN };
  }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => {
  const children = fc.array(tie('condition'), { minLength: 1, maxLength: 3 });
  return {
    condition: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { arbitrary: literalCheck, weight: 4 },
      operandCheck,
      callCheck,
      children.map((all): Condition => ({ kind: 'and', children: all })),
      children.map((all): Condition => ({ kind: 'or', children: all })),
      tie('condition').map((child): Condition => ({ kind: 'not', child })),
    ),
  };
});

/** Conditions that share parts, as rules share macros. */
export const conditions: fc.Arbitrary<readonly Condition[]> = fc
  .tuple(condition, condition, fc.array(condition, { minLength: 4, maxLength: 4 }))
  .map(([a, b, others]) => [
    ...others,
    { kind: 'and', children: [a, b] },
    { kind: 'or', children: [b, { kind: 'not', child: a }] },
    { kind: 'not', child: { kind: 'and', children: [b, a, b] } },
    a,
  ]);

export const event: fc.Arbitrary<Event> = fc
  .tuple(fc.constantFrom(...EVENT_TYPES), fc.integer({ min: 1, max: 3 }), fc.tuple(...KINDS.map(({ value }) => value)))
  .map(
    ([type, number, values]) =>
      new Map<string, FieldValue>([
        ...KINDS.map(({ ref }, position) => [ref.text, values[position]] as const),
        ['evt.type', type],
        ['evt.dir', '<'],
        ['evt.num', number],
        ...EVENT_TYPES.map((name) => [`evt.type.is[${name}]`, name === type ? 1 : 0] as const),
      ]),
  );

export const events = fc.array(event, { minLength: 25, maxLength: 25 });
export const RUNS = 200;
export const PAIRS = RUNS * 8 * 25;

export function rulesOf(all: readonly Condition[]): { rule: CheckedRule; condition: Condition }[] {
  return all.map((one, index) => ({
    rule: {
      index,
      name: `rule ${index}`,
      description: '',
      priority: 'Debug',
      source: 'syscall',
      tags: [],
      enabled: true,
      condition: one,
      output: [],
      eventTypes: undefined,
      span: SPAN,
    },
    condition: one,
  }));
}

export function bind(ref: FieldRef): (e: Event) => FieldValue {
  return (e) => e.get(ref.text);
}

export function expected(all: readonly Condition[], e: Event): number[] {
  return all.flatMap((one, position) => (interpret(one, (ref) => e.get(ref.text)) ? [position] : []));
}
