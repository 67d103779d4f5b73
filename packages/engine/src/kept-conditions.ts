/**
 * Conditions that hang on one subject alone and are worth keeping from one event to the next.
 *
 * What reads nothing but the process keeps its value until the process executes something else, is moved, or gets other
 * ancestors. What reads nothing but the name and kind of the object (the file of an open) is the same for all events with
 * that name and kind, and a machine opens the same few files again and again.
 */
import type { Condition, FieldRef, Operand } from '@lanner/language';
import { checkText } from './check-text.ts';
import { fieldsIn } from './operands.ts';

export type Subject = 'process' | 'object';

export const UNDECIDED = 0;
export const HOLDS = 1;
export const FAILS = 2;

/** What is known of one process; it belongs to the engine that has numbered the conditions. */
export interface ProcessVerdicts {
  readonly owner: object;
  /** By number of the condition: `UNDECIDED`, `HOLDS` or `FAILS`. */
  readonly verdicts: Uint8Array;
}

/** So many conditions of each subject are kept; a byte for each of them is spent on each process. */
const MOST_KEPT = 1024;

/** A condition that reads no field. */
const NO_FIELD: unique symbol = Symbol('no field');

/** Tells such conditions from others and numbers them, for all event types alike. */
export class KeptConditions {
  readonly #subjectOf: (ref: FieldRef) => Subject | undefined;
  readonly #subjects = new Map<Condition, Subject | undefined>();
  readonly #grouped = new Map<Condition, Condition>();
  readonly #keys = new Map<Condition, string>();
  readonly #ids = new Map<string, number>();
  readonly #numbers = { process: new Map<string, number>(), object: new Map<string, number>() };

  /** @param subjectOf what a field hangs on alone; by default no field does */
  constructor(subjectOf: (ref: FieldRef) => Subject | undefined = () => undefined) {
    this.#subjectOf = subjectOf;
  }

  /** How many conditions of a subject have numbers. */
  size(subject: Subject): number {
    return this.#numbers[subject].size;
  }

  /** The same text for conditions that mean the same; short, however large the condition is. */
  keyOf(condition: Condition): string {
    const known = this.#keys.get(condition);
    if (known !== undefined) return known;
    const text = this.#textOf(condition);
    const key = `#${this.#ids.get(text) ?? this.#ids.size}`;
    if (!this.#ids.has(text)) this.#ids.set(text, this.#ids.size);
    this.#keys.set(condition, key);
    return key;
  }

  #textOf(condition: Condition): string {
    switch (condition.kind) {
      case 'boolean':
        return String(condition.value);
      case 'not':
        return `!${this.keyOf(condition.child)}`;
      case 'and':
      case 'or':
        return `${condition.kind}(${condition.children.map((child) => this.keyOf(child)).join()})`;
      case 'check':
        return checkText(condition);
    }
  }

  /** @returns from 0 on; undefined if there are too many */
  numberOf(subject: Subject, condition: Condition): number | undefined {
    const numbers = this.#numbers[subject];
    const key = this.keyOf(condition);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = numbers.size;
    if (number >= MOST_KEPT) return undefined;
    numbers.set(key, number);
    return number;
  }

  /** The subject on which a condition hangs alone, if there is one. */
  subjectOf(condition: Condition): Subject | undefined {
    if (this.#subjects.has(condition)) return this.#subjects.get(condition);
    const subject = this.#newSubjectOf(condition);
    this.#subjects.set(condition, subject);
    return subject;
  }

  #newSubjectOf(condition: Condition): Subject | undefined {
    switch (condition.kind) {
      case 'boolean':
        return undefined;
      case 'not':
        return this.subjectOf(condition.child);
      case 'and':
      case 'or':
        return same(condition.children.map((child) => this.subjectOf(child)));
      case 'check': {
        const { left, right } = condition;
        const operands: Operand[] = right.kind === 'operand' ? [left, right.operand] : [left];
        const found = operands.map((operand) => this.#subjectOfOperand(operand)).filter((one) => one !== NO_FIELD);
        return same(found);
      }
    }
  }

  #subjectOfOperand(operand: Operand): Subject | undefined | typeof NO_FIELD {
    const fields = fieldsIn(operand);
    return fields.length === 0 ? NO_FIELD : same(fields.map(this.#subjectOf));
  }

  /** The same condition, with those children of a junction that hang on the same subject in one. */
  grouped(condition: Condition): Condition {
    let grouped = this.#grouped.get(condition);
    if (grouped === undefined) {
      grouped = this.#group(condition);
      this.#grouped.set(condition, grouped);
    }
    return grouped;
  }

  #group(condition: Condition): Condition {
    if (condition.kind === 'boolean' || condition.kind === 'check') return condition;
    if (this.subjectOf(condition) !== undefined) return condition;
    if (condition.kind === 'not') {
      const child = this.grouped(condition.child);
      return child === condition.child ? condition : { kind: 'not', child };
    }
    const { kind } = condition;
    const of = { process: [] as Condition[], object: [] as Condition[] };
    const children: Condition[] = [];
    for (const child of condition.children) {
      const subject = this.subjectOf(child);
      if (subject === undefined) children.push(this.grouped(child));
      else of[subject].push(child);
    }
    for (const group of [of.process, of.object]) {
      if (group.length > 1) children.push({ kind, children: group });
      else children.push(...group);
    }
    return { kind, children };
  }
}

/** What all have in common. */
function same(subjects: readonly (Subject | undefined)[]): Subject | undefined {
  const [first] = subjects;
  return subjects.every((subject) => subject === first) ? first : undefined;
}

const MOST_OBJECTS = 8192;
const MOST_BYTES = 1 << 20;

/** What is known of the objects of late, by name and kind. */
export class ObjectVerdicts {
  readonly verdicts: Uint8Array;
  readonly size: number;
  readonly #names: (string | undefined)[];
  readonly #kinds: unknown[];
  readonly #mask: number;

  /** @param size how many conditions there are */
  constructor(size: number) {
    let objects = MOST_OBJECTS;
    while (objects > 1 && objects * size > MOST_BYTES) objects /= 2;
    this.size = size;
    this.#mask = objects - 1;
    this.verdicts = new Uint8Array(objects * size);
    this.#names = Array<string | undefined>(objects).fill(undefined);
    this.#kinds = Array<unknown>(objects).fill(undefined);
  }

  /** Where in `verdicts` those of an object begin. An object without a name is new each time. */
  at(name: string | undefined, kind: unknown): number {
    const place = name === undefined ? 0 : placeOf(name) & this.#mask;
    const start = place * this.size;
    if (name === undefined || this.#names[place] !== name || this.#kinds[place] !== kind) {
      this.#names[place] = name;
      this.#kinds[place] = kind;
      this.verdicts.fill(UNDECIDED, start, start + this.size);
    }
    return start;
  }
}

/** A few characters say where a name is kept: paths differ at their ends. */
function placeOf(name: string): number {
  const { length } = name;
  let hash = length;
  for (let at = Math.max(0, length - 8); at < length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ name.charCodeAt(length >> 1), 0x01000193);
  return hash ^ (hash >>> 15);
}
