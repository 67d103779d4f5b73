/**
 * What a text field must begin with wherever a condition holds: necessary, and far from sufficient. Of thousands of rules
 * about paths it leaves a few for each path.
 */
import type { CheckNode, Condition, FieldRef } from '@lanner/language';
import { isAny, isList } from '@lanner/language/operands';
import { isText } from './operands.ts';

/** One of the texts is what the field begins with, if its value is plain enough. */
export interface Prefixes {
  readonly ref: FieldRef;
  readonly texts: readonly string[];
  /** Holds of values only that begin with a slash and have no two slashes next to each other: `pmatch` skips slashes. */
  readonly needsTidyPath: boolean;
  /** Holds of values only that are one line: `^` matches behind an end of line as well. */
  readonly needsOneLine: boolean;
}

/** By the text of the field. */
type ByField = ReadonlyMap<string, Prefixes>;

const NONE: ByField = new Map();

/** What is shorter tells paths from nothing. */
const SHORTEST = 2;
/** Of one condition. */
const MOST_TEXTS = 256;

/** Finds what conditions need; remembers what it has seen, since rules share macros. */
export class PrefixFinder {
  readonly #known = new Map<Condition, ByField>();

  of(condition: Condition): ByField {
    const known = this.#known.get(condition);
    if (known !== undefined) return known;
    const found = this.#find(condition);
    this.#known.set(condition, found);
    return found;
  }

  #find(condition: Condition): ByField {
    switch (condition.kind) {
      case 'boolean':
      case 'not':
        return NONE;
      case 'check': {
        const found = ofCheck(condition);
        return found === undefined ? NONE : new Map([[found.ref.text, found]]);
      }
      case 'and': {
        const all = new Map<string, Prefixes>();
        for (const child of condition.children) {
          for (const [field, found] of this.of(child)) {
            const before = all.get(field);
            if (before === undefined || isBetter(found, before)) all.set(field, found);
          }
        }
        return all;
      }
      case 'or': {
        const [first, ...others] = condition.children.map((child) => this.of(child));
        const all = new Map<string, Prefixes>();
        for (const [field, found] of first ?? NONE) {
          const either = others.reduce<Prefixes | undefined>((sum, other) => union(sum, other.get(field)), found);
          if (either !== undefined) all.set(field, either);
        }
        return all;
      }
    }
  }
}

function shortest({ texts }: Prefixes): number {
  return texts.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
}

function isBetter(a: Prefixes, b: Prefixes): boolean {
  return shortest(a) > shortest(b);
}

function union(a: Prefixes | undefined, b: Prefixes | undefined): Prefixes | undefined {
  if (a === undefined || b === undefined || a.texts.length + b.texts.length > MOST_TEXTS) return undefined;
  return {
    ref: a.ref,
    texts: [...a.texts, ...b.texts],
    needsTidyPath: a.needsTidyPath || b.needsTidyPath,
    needsOneLine: a.needsOneLine || b.needsOneLine,
  };
}

/** How each operator's literals begin; `undefined` where that is not known. */
const BEGINNINGS: Readonly<Partial<Record<CheckNode['operator'], (literal: string) => string | undefined>>> = {
  '=': (literal) => literal,
  in: (literal) => literal,
  startswith: (literal) => literal,
  glob: (literal) => /^[\w./-]*/.exec(literal)?.[0],
  pmatch: beginningOfPath,
  regex: beginningOfRegex,
};

function ofCheck({ left, operator, modifier, right }: CheckNode): Prefixes | undefined {
  const beginning = BEGINNINGS[operator];
  if (beginning === undefined || modifier !== undefined || right.kind !== 'literals' || left.kind !== 'field') return;
  if (!isText(left.field.type) || isAny(left) || isList(left) || right.values.length > MOST_TEXTS) return;
  const texts: string[] = [];
  for (const value of right.values) {
    const text = typeof value === 'string' ? beginning(value) : undefined;
    if (text === undefined || text.length < SHORTEST) return;
    texts.push(text);
  }
  return { ref: left, texts, needsTidyPath: operator === 'pmatch', needsOneLine: operator === 'regex' };
}

/** The components before the first that is a pattern. */
function beginningOfPath(path: string): string {
  const components = path.split('/').filter((component) => component !== '');
  const pattern = components.findIndex((component) => /[*?[]/.test(component));
  return `/${components.slice(0, pattern < 0 ? components.length : pattern).join('/')}`;
}

/** The plain characters behind `^`, the last not if it is repeated: repetitions of repetitions (`a+*`) make it optional. */
function beginningOfRegex(pattern: string): string | undefined {
  if (pattern.includes('|')) return undefined;
  const found = /^\^([\w/-]*)(.?)/s.exec(pattern);
  if (found === null) return undefined;
  const [, plain = '', next = ''] = found;
  return '*+?{'.includes(next) && next !== '' ? plain.slice(0, -1) : plain;
}
