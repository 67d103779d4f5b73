/** String operators as machines over the UTF-8 bytes of a text. */
import type { CheckNode } from '@lanner/language';
import { lowerAscii, utf8Units } from '../../operators/ascii.ts';
import { globPieces } from '../../operators/glob.ts';
import type { Element } from '../../operators/glob.ts';
import { Sequences } from './machine.ts';
import type { ByteSet, Item, Machine } from './machine.ts';
import { regexMachine } from './regex.ts';

/** `exact`: accepts what the operator does; otherwise that and more. */
export interface Matcher {
  readonly machine: Machine;
  readonly exact: boolean;
}

const SLASH = 0x2f;

function setOf(contains: (byte: number) => boolean): ByteSet {
  return Uint8Array.from({ length: 256 }, (_, byte) => (contains(byte) ? 1 : 0));
}

const ANY = setOf(() => true);
const NOT_SLASH = setOf((byte) => byte !== SLASH);
const ONLY_SLASH = setOf((byte) => byte === SLASH);
const ANYTHING: Item = { set: ANY, star: true };
const SLASHES: Item = { set: ONLY_SLASH, star: true };

function one(set: ByteSet): Item {
  return { set, star: false };
}

const BYTES: readonly Item[] = Array.from({ length: 256 }, (_, byte) => one(setOf((other) => other === byte)));

function certain(byte: number): Item {
  return BYTES[byte] ?? one(setOf(() => false));
}

function literal(text: string, fold = false): Item[] {
  return Array.from(fold ? lowerAscii(utf8Units(text)) : utf8Units(text), (unit) => {
    const byte = unit.charCodeAt(0);
    return fold && byte >= 0x61 && byte <= 0x7a
      ? one(setOf((other) => other === byte || other === byte - 0x20))
      : certain(byte);
  });
}

/**
 * Bytes that are no UTF-8 stand for U+FFFD in the texts that rules see, which is three bytes and not one: a set with
 * bytes beyond ASCII is taken for any number of bytes.
 */
function globItems(elements: readonly Element[], within: ByteSet): { readonly items: Item[]; readonly exact: boolean } {
  let exact = true;
  const items = elements.map((element): Item => {
    if (typeof element === 'number') return certain(element);
    const set = element.map((member, byte) => member & (within[byte] ?? 0));
    if (!set.subarray(0x80).includes(1)) return one(set);
    exact = false;
    return { set: within, star: true };
  });
  return { items, exact };
}

/** fnmatch; the bytes that stars and sets stand for are within a set. */
function glob(pattern: string, fold: boolean, within: ByteSet): { readonly items: Item[]; readonly exact: boolean } {
  const pieces = globPieces(pattern, fold).map(({ elements }) => globItems(elements, within));
  const items = pieces.flatMap((piece, index) =>
    index === 0 ? piece.items : [{ set: within, star: true }, ...piece.items],
  );
  return { items, exact: pieces.every(({ exact }) => exact) };
}

interface Pattern {
  readonly sequences: readonly (readonly Item[])[];
  readonly exact: boolean;
}

function exactly(...sequences: readonly (readonly Item[])[]): Pattern {
  return { sequences, exact: true };
}

/** The path is this one, or lies below it. */
function pathMatch(path: string): Pattern {
  const components = path.split('/').filter((component) => component !== '');
  if (components.length === 0) return exactly([ANYTHING]);
  let exact = true;
  const items = components.flatMap((component, index) => {
    const before = index === 0 ? [SLASHES] : [certain(SLASH), SLASHES];
    if (!/[*?[]/.test(component)) return [...before, ...literal(component)];
    const part = glob(component, false, NOT_SLASH);
    // A component is never empty.
    exact &&= part.exact && part.items.some(({ star }) => !star);
    return [...before, ...part.items];
  });
  return { sequences: [items, [...items, certain(SLASH), ANYTHING]], exact };
}

function patternOf(operator: CheckNode['operator'], text: string): Pattern | undefined {
  switch (operator) {
    case '=':
    case '!=':
    case 'in':
    case 'intersects':
      return exactly(literal(text));
    case 'contains':
      return exactly([ANYTHING, ...literal(text), ANYTHING]);
    case 'icontains':
      return exactly([ANYTHING, ...literal(text, true), ANYTHING]);
    case 'startswith':
      return exactly([...literal(text), ANYTHING]);
    case 'endswith':
      return exactly([ANYTHING, ...literal(text)]);
    case 'glob':
    case 'iglob': {
      const { items, exact } = glob(text, operator === 'iglob', ANY);
      return { sequences: [items], exact };
    }
    case 'pmatch':
      return pathMatch(text);
    default:
      return undefined;
  }
}

/** What bytes that are no UTF-8 become; halves of characters become it too. */
const REPLACEMENT = '\ufffd';

const made = new WeakMap<CheckNode, { readonly matcher: Matcher | undefined }>();

/**
 * What a check does with one text, `!=` as `=`. Its machine counts for the negation too where it is exact.
 * @returns undefined where no machine does it
 */
export function matcherOf(check: CheckNode): Matcher | undefined {
  let found = made.get(check);
  if (found === undefined) made.set(check, (found = { matcher: make(check) }));
  return found.matcher;
}

function make({ operator, modifier, right }: CheckNode): Matcher | undefined {
  const several = operator === 'in' || operator === 'pmatch' || (modifier === 'anyof' && operator !== '!=');
  if (right.kind !== 'literals' || (modifier !== undefined && !several)) return undefined;
  if (!several && right.values.length !== 1) return undefined;
  const key = `${operator === '!=' || operator === 'in' ? '=' : operator} ${JSON.stringify(right.values.map(String).toSorted())}`;
  const texts = right.values.flatMap((value) => (typeof value === 'string' ? [value] : []));
  if (texts.length < right.values.length) return undefined;
  if (texts.some((text) => !text.isWellFormed() || text.includes(REPLACEMENT))) return undefined;
  if (operator === 'regex') return regexMachine(texts, key);
  const patterns: Pattern[] = [];
  for (const value of texts) {
    const pattern = patternOf(operator, value);
    if (pattern === undefined) return undefined;
    patterns.push(pattern);
  }
  return {
    machine: new Sequences(
      key,
      patterns.flatMap(({ sequences }) => sequences),
    ),
    exact: patterns.every(({ exact }) => exact),
  };
}
