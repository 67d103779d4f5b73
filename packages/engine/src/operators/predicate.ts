/** One test on one value: what an operator with literals on its right side comes down to. */
import type { Cidr, ListModifier, Literal, Operator } from '@lanner/language';
import type { Scalar } from '@lanner/schema';
import { compareTexts, lowerAscii, utf8Units } from './ascii.ts';
import { compileGlob } from './glob.ts';
import { compilePathMatch } from './pmatch.ts';
import { compileRegex } from './posix-regex.ts';

export type Predicate = (value: Scalar) => boolean;
export type Equality = (a: Scalar, b: Scalar) => boolean;

/** Set-like equality of scalars: numbers and bigints of equal value are equal. */
export function equal(a: Scalar, b: Scalar): boolean {
  if (typeof a === 'object' || typeof b === 'object') return bytesOf(a) === bytesOf(b);
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a == b;
}

/** Equality of addresses: a number is IPv4, a bigint is IPv6, and `0.0.0.0` is not `::`. */
export function sameAddress(a: Scalar, b: Scalar): boolean {
  return a === b;
}

/** Bytes as a string of code units up to 255: buffers and text can be compared and searched alike. */
export function bytesOf(value: Scalar): string {
  if (typeof value !== 'object') return utf8Units(String(value));
  let text = '';
  for (const byte of value) text += String.fromCharCode(byte);
  return text;
}

export function isCidr(literal: Literal): literal is Cidr {
  return typeof literal === 'object' && !(literal instanceof Uint8Array);
}

function inRange(value: Scalar, { address, bits }: Cidr): boolean {
  if (typeof value === 'number' && typeof address === 'number') {
    return bits === 0 || (value ^ address) >>> (32 - bits) === 0;
  }
  if (typeof value === 'bigint' && typeof address === 'bigint') return (value ^ address) >> BigInt(128 - bits) === 0n;
  return false;
}

function oneOf(values: readonly Literal[], same: Equality): Predicate {
  const ranges = values.filter(isCidr);
  const scalars = values.filter((value): value is Scalar => !isCidr(value));
  if (ranges.length === 0 && scalars.every((value) => typeof value === 'string')) {
    const set = new Set<Scalar>(scalars);
    return (value) => (typeof value === 'object' ? scalars.some((one) => same(value, one)) : set.has(value));
  }
  return (value) => scalars.some((one) => same(value, one)) || ranges.some((range) => inRange(value, range));
}

/** Text operators see buffers as bytes; literals that are compared with buffers are bytes already. */
function onText(literal: Literal, test: (text: string, part: string) => boolean): Predicate {
  const part = String(literal);
  const binary = literal instanceof Uint8Array ? bytesOf(literal) : utf8Units(part);
  return (value) => (typeof value === 'object' ? test(bytesOf(value), binary) : test(String(value), part));
}

/** Negative, zero or positive; texts in the order of their bytes. */
function order(value: Scalar, literal: Literal): number {
  if (typeof value === 'string' && typeof literal === 'string') return compareTexts(value, literal);
  const other = literal as Scalar;
  return value < other ? -1 : value > other ? 1 : 0;
}

function single(operator: Operator, literal: Literal, same: Equality): Predicate {
  switch (operator) {
    case '=':
    case '!=': // the negation is the caller's: it has to know of all values
    case 'in':
    case 'intersects':
      return oneOf([literal], same);
    case '<':
      return (value) => order(value, literal) < 0;
    case '<=':
      return (value) => order(value, literal) <= 0;
    case '>':
      return (value) => order(value, literal) > 0;
    case '>=':
      return (value) => order(value, literal) >= 0;
    case 'contains':
    case 'bcontains':
      return onText(literal, (text, part) => text.includes(part));
    case 'icontains': {
      const part = lowerAscii(String(literal));
      return (value) => lowerAscii(String(value)).includes(part);
    }
    case 'startswith':
    case 'bstartswith':
      return onText(literal, (text, part) => text.startsWith(part));
    case 'endswith':
      return onText(literal, (text, part) => text.endsWith(part));
    case 'glob':
    case 'iglob': {
      const matches = compileGlob(String(literal), operator === 'iglob');
      return (value) => matches(String(value));
    }
    case 'regex': {
      const matches = compileRegex(String(literal));
      return (value) => matches(String(value));
    }
    case 'pmatch': {
      const matches = compilePathMatch([String(literal)]);
      return (value) => matches(String(value));
    }
    case 'exists':
      return () => true;
  }
}

/**
 * The test that an operator makes on each value, for literals on its right side. For `!=` it is that of `=`. `same`
 * says which values are equal; addresses differ from numbers in that.
 */
export function predicateOf(
  operator: Operator,
  modifier: ListModifier | undefined,
  literals: readonly Literal[],
  same: Equality = equal,
): Predicate {
  if (modifier !== undefined) {
    const tests = literals.map((literal) => single(operator, literal, same));
    return modified(modifier, operator === '!=' ? tests.map((test) => (value) => !test(value)) : tests);
  }
  if (operator === 'in' || operator === 'intersects') return oneOf(literals, same);
  if (operator === 'pmatch') {
    const matches = compilePathMatch(literals.map(String));
    return (value) => matches(String(value));
  }
  const [literal] = literals;
  return literal === undefined ? () => operator === 'exists' : single(operator, literal, same);
}

function modified(modifier: ListModifier, tests: readonly Predicate[]): Predicate {
  switch (modifier) {
    case 'anyof':
      return (value) => tests.some((test) => test(value));
    case 'allof':
      return (value) => tests.length > 0 && tests.every((test) => test(value));
    case 'oneof':
      return (value) => tests.filter((test) => test(value)).length === 1;
  }
}
