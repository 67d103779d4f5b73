/** Finds, among many things that each hang on goals, those whose goals another goal does not disprove at first sight. */
import { onlySubject, subjectsOf, type Goal } from './goal.ts';
import { chunksOf, isCleanPath, type Chunks } from './chunks.ts';
import type { Witnesses } from './witness.ts';

interface Entry<T> {
  /** In the order in which things were given. */
  readonly place: number;
  readonly thing: T;
  readonly ways: readonly Way[];
}

/** How a thing may be found: by a subject, and by what stands in its value. */
interface Way extends Chunks {
  readonly subject: string;
}

/** Things by a text that must stand in a value. */
class TextMap<T> {
  readonly #things = new Map<string, T[]>();
  readonly #lengths = new Set<number>();

  add(text: string, thing: T): void {
    const known = this.#things.get(text);
    this.#lengths.add(text.length);
    if (known === undefined) this.#things.set(text, [thing]);
    else known.push(thing);
  }

  all(): Iterable<readonly T[]> {
    return this.#things.values();
  }

  /** What is kept under the texts that stand in a value; some of it more than once. */
  *in(value: string): Generator<readonly T[]> {
    for (const length of this.#lengths) {
      const last = length === 0 ? 0 : value.length - length;
      for (let at = 0; at <= last; at++) {
        const found = this.#things.get(value.slice(at, at + length));
        if (found !== undefined) yield found;
      }
    }
  }
}

/** What is known of one subject, by a text that must stand in its value. */
interface Shelf<T> {
  readonly byText: TextMap<Entry<T>>;
  readonly byPath: TextMap<Entry<T>>;
}

export class GoalIndex<T> {
  readonly #shelves = new Map<string, Shelf<T>>();
  /** What hangs on nothing by which it could be found. */
  readonly #others: readonly Entry<T>[];

  /** `goalsOf`: all of them must follow for the thing to be of interest. */
  constructor(things: Iterable<T>, goalsOf: (thing: T) => readonly Goal[]) {
    const entries = Array.from(things, (thing, place): Entry<T> => ({ place, thing, ways: waysTo(goalsOf(thing)) }));
    const counts = new Map<string, number>();
    for (const { ways } of entries) {
      for (const way of ways) for (const key of keysOf(way)) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    this.#others = entries.filter(({ ways }) => ways.length === 0);
    for (const entry of entries) this.#put(entry, counts);
  }

  /** By the way that the fewest others take. */
  #put(entry: Entry<T>, counts: ReadonlyMap<string, number>): void {
    let best: Way | undefined;
    let fewest = Infinity;
    for (const way of entry.ways) {
      const others = keysOf(way).reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
      if (others >= fewest) continue;
      fewest = others;
      best = way;
    }
    if (best === undefined) return;
    const shelf = this.#shelves.get(best.subject) ?? { byText: new TextMap(), byPath: new TextMap() };
    this.#shelves.set(best.subject, shelf);
    for (const text of best.texts) (best.ofPaths ? shelf.byPath : shelf.byText).add(text, entry);
  }

  /** All things whose goals may follow from the given one, and some others, in their order. */
  find(goal: Goal, witnesses: Witnesses): T[] {
    const found = new Set(this.#others);
    for (const subject of subjectsOf(goal)) {
      const shelf = this.#shelves.get(subject);
      if (shelf === undefined) continue;
      for (const entries of onShelf(shelf, witnesses.get(subject))) for (const entry of entries) found.add(entry);
    }
    const inOrder = Array.from(found).sort((a, b) => a.place - b.place);
    return inOrder.map(({ thing }) => thing);
  }
}

const ANY_VALUE: Chunks = { texts: [''], ofPaths: false };

/** What speaks of another subject does not follow; what speaks of several is not looked at. */
function waysTo(goals: readonly Goal[]): Way[] {
  return goals.flatMap((goal) => {
    const subject = onlySubject(goal);
    return subject === undefined ? [] : [ANY_VALUE, ...chunksOf(goal)].map((chunks) => ({ subject, ...chunks }));
  });
}

function keysOf({ subject, texts }: Way): string[] {
  return texts.map((text) => `${subject} ${text}`);
}

/** A value that is known shows that what must have other texts in it does not follow; so does that there is none. */
function* onShelf<T>({ byText, byPath }: Shelf<T>, value: unknown): Generator<readonly Entry<T>[]> {
  const isKnown = typeof value === 'string' || value === null;
  const text = typeof value === 'string' ? value : '';
  yield* isKnown ? byText.in(text) : byText.all();
  yield* isKnown && (text === '' || isCleanPath(text)) ? byPath.in(text) : byPath.all();
}
