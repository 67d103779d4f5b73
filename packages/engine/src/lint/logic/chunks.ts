/** What stands in the value of a subject wherever a goal holds: by that, goals are found among thousands of others. */
import type { CheckNode } from '@lanner/language';
import type { Atom, Goal } from './goal.ts';
import { chunksOfRegex } from './regex-pieces.ts';

/** Texts of which every value has one in it. */
export interface Chunks {
  readonly texts: readonly string[];
  /** They are of paths: nothing is said of values that are no clean paths. */
  readonly ofPaths: boolean;
}

/** Absolute, and without empty components: as such paths are compared by `pmatch`. */
export function isCleanPath(text: string): boolean {
  return text.startsWith('/') && !text.includes('//');
}

/** What is known, by several ways perhaps, of a goal that is about one subject. */
export function chunksOf(goal: Goal): readonly Chunks[] {
  if (goal.kind === 'literal') return goal.positive ? chunksOfAtom(goal.atom) : [];
  if (goal.kind === 'all') return goal.goals.flatMap(chunksOf);
  const parts = goal.goals.map((one) => mostTelling(chunksOf(one)));
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length || known.length === 0) return [];
  const texts = new Set(known.flatMap((part) => part.texts));
  return [{ texts: Array.from(texts), ofPaths: known.some(({ ofPaths }) => ofPaths) }];
}

function mostTelling(chunks: readonly Chunks[]): Chunks | undefined {
  const length = ({ texts }: Chunks): number => Math.min(...texts.map((text) => text.length));
  return chunks.reduce<Chunks | undefined>((a, b) => (a === undefined || length(b) > length(a) ? b : a), undefined);
}

function chunksOfAtom({ mode, check }: Atom): readonly Chunks[] {
  const { operator, modifier, right } = check;
  const chunksIn = CHUNKS[operator];
  if (chunksIn === undefined || mode !== 'one' || modifier !== undefined || right.kind !== 'literals') return [];
  const values = right.values.filter((value) => typeof value === 'string');
  const [only] = values;
  if (only === undefined || values.length < right.values.length) return [];
  const ofPaths = operator === 'pmatch';
  if (values.length > 1)
    return [{ texts: Array.from(new Set(values.map((value) => longest(chunksIn(value))))), ofPaths }];
  return chunksIn(only).map((text) => ({ texts: [text], ofPaths }));
}

function itself(literal: string): readonly string[] {
  return [literal];
}

/** Texts that stand in all that an operator lets pass. */
const CHUNKS: Partial<Readonly<Record<CheckNode['operator'], (literal: string) => readonly string[]>>> = {
  '=': itself,
  in: itself,
  intersects: itself,
  startswith: itself,
  endswith: itself,
  contains: itself,
  // What stands in brackets is none; a backslash means what follows.
  glob: (pattern) => pattern.split(/\[[^\]]*\]?|\\.|[*?\]]/),
  pmatch: (path) => [chunkOfPath(path)],
  regex: chunksOfRegex,
};

function longest(texts: readonly string[]): string {
  return texts.reduce((a, b) => (b.length > a.length ? b : a), '');
}

/** The components before the first that is a pattern. */
function chunkOfPath(path: string): string {
  const components = path.split('/').filter((component) => component !== '');
  const pattern = components.findIndex((component) => /[*?[\\]/.test(component));
  const plain = pattern < 0 ? components : components.slice(0, pattern);
  return plain.length === 0 ? '' : `/${plain.join('/')}`;
}
