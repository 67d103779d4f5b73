/** Mutations that know nothing of the text, and mutations that know its words. */
import { ODD, WORDS } from './dictionary.ts';
import type { Random } from './random.ts';

/** Texts do not grow beyond this by mutation. */
const MOST = 30_000;

type TextMutation = (text: string, random: Random, other: string) => string;

function range(text: string, random: Random): readonly [start: number, end: number] {
  const start = random.below(text.length + 1);
  return [start, Math.min(text.length, start + random.count(80))];
}

function replace(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

const BYTES: readonly TextMutation[] = [
  (text, random) => {
    const at = random.below(text.length + 1);
    return replace(text, at, at + 1, String.fromCharCode(random.chance(0.8) ? random.below(128) : random.below(65536)));
  },
  (text, random) => replace(text, ...range(text, random), ''),
  (text, random) => {
    const [start, end] = range(text, random);
    return replace(text, start, start, text.slice(start, end).repeat(random.count(200)));
  },
  (text, random) => {
    const at = random.below(text.length + 1);
    return replace(text, at, at, random.pick(ODD));
  },
  (text, random) => {
    const at = random.below(text.length + 1);
    return replace(text, at, at, random.pick(WORDS));
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random, other) => {
    const [start, end] = range(other, random);
    const at = random.below(text.length + 1);
    return replace(text, at, at, other.slice(start, end));
  },
  (text, random) => {
    const [start, end] = range(text, random);
    const at = random.below(text.length + 1);
    return replace(replace(text, start, end, ''), at, at, text.slice(start, end));
  },
  (text, random) => {
    const at = random.below(text.length + 1);
    return replace(
      text,
      at,
      at,
      random.pick(['(', ')', '[', '{', 'not ', 'a and ', '- ', ' ']).repeat(random.count(3000)),
    );
  },
];

export function mutateBytes(text: string, random: Random, other: string): string {
  let mutated = text;
  for (let left = random.count(8); left > 0; left--) mutated = random.pick(BYTES)(mutated, random, other);
  return mutated.slice(0, MOST);
}

/** Words, numbers, blanks, and every other character for itself. */
const TOKEN = /[A-Za-z_][\w.]*|\d+|[ \t]+|\n[ \t]*|[^]/g;

type TokenMutation = (tokens: string[], random: Random, other: readonly string[]) => void;

function place(tokens: readonly string[], random: Random): number {
  return random.below(tokens.length + 1);
}

const TOKENS: readonly TokenMutation[] = [
  (tokens, random) => void tokens.splice(place(tokens, random), 1, random.pick(WORDS)),
  (tokens, random) => void tokens.splice(place(tokens, random), 0, random.pick(WORDS)),
  (tokens, random) => void tokens.splice(place(tokens, random), random.count(12)),
  (tokens, random) => {
    const at = place(tokens, random);
    tokens.splice(at, 0, ...tokens.slice(at, at + random.count(30)));
  },
  (tokens, random, other) => {
    const from = random.below(other.length);
    tokens.splice(place(tokens, random), random.count(6), ...other.slice(from, from + random.count(30)));
  },
  (tokens, random) => {
    const a = random.below(tokens.length);
    const b = random.below(tokens.length);
    [tokens[a], tokens[b]] = [tokens[b] ?? '', tokens[a] ?? ''];
  },
  (tokens, random) => {
    // The same word everywhere by another one: names stay consistent.
    const old = tokens[random.below(tokens.length)];
    const word = random.pick(WORDS);
    tokens.forEach((token, at) => {
      if (token === old && /\w/.test(token)) tokens[at] = word;
    });
  },
];

const known = new Map<string, readonly string[]>();

/** Seeds come again and again. */
function tokensOf(text: string): readonly string[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  const tokens = text.match(TOKEN) ?? [];
  known.set(text, tokens);
  return tokens;
}

export function mutateTokens(text: string, random: Random, other: string): string {
  const tokens = text.match(TOKEN) ?? [];
  const others = tokensOf(other);
  for (let left = random.count(8); left > 0; left--) random.pick(TOKENS)(tokens, random, others);
  return tokens.join('').slice(0, MOST);
}
