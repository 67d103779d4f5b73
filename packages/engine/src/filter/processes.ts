/**
 * What rules ask of a process alone. It is evaluated in user space, once for each image of a process, and kept in the
 * kernel as bits, by process and exec. As long as the bits are not there, everything may be true and false.
 */
import type { Condition, FieldRef } from '@lanner/language';
import type { FieldReader } from '../binding.ts';
import { compileJudge } from '../compile.ts';
import { KeptConditions } from '../kept-conditions.ts';
import type { Bounds } from './bounds.ts';

/** Fields that stay what they are from one exec to the next, whatever becomes of ancestors, groups and containers. */
const IMAGE_FIELDS: ReadonlySet<string> = new Set([
  'proc.name',
  'proc.exe',
  'proc.exepath',
  'proc.args',
  'proc.cmdline',
  'proc.exeline',
  'proc.cmdnargs',
  'proc.cmdlenargs',
  'proc.env',
  'proc.is_exe_from_memfd',
]);

/** Bits of a word. */
export const MOST_CONDITIONS = 64;

/** Two words: the conditions that may hold of a process, and those that may not. */
export interface ProcessBits {
  readonly may: bigint;
  readonly mayNot: bigint;
}

/** Numbers the conditions on processes of all plans, in the order in which they are met; few of them get bits. */
export class ProcessConditions {
  readonly #kept = new KeptConditions((ref) => (IMAGE_FIELDS.has(ref.field.name) ? 'process' : undefined));
  readonly #conditions: Condition[] = [];

  get all(): readonly Condition[] {
    return this.#conditions;
  }

  /** The same condition, with what it asks of processes brought together. */
  grouped(condition: Condition): Condition {
    return this.#kept.grouped(condition);
  }

  /** @returns undefined for conditions that hang on something else, and where there are too many */
  boundsOf(condition: Condition): Bounds | undefined {
    if (condition.kind === 'boolean' || this.#kept.subjectOf(condition) !== 'process') return undefined;
    const bit = this.#kept.numberOf('process', condition);
    if (bit === undefined) return undefined;
    this.#conditions[bit] = condition;
    return { mayBe: { kind: 'process', bit, negated: false }, mayNotBe: { kind: 'process', bit, negated: true } };
  }
}

/** Tells the bits of the image of a process that has made an event. */
export type ProcessBitsOf<E> = (event: E) => ProcessBits;

/**
 * Compiles conditions on processes.
 * @param conditions no more than `MOST_CONDITIONS`
 */
export function compileProcessBits<E>(
  conditions: readonly Condition[],
  reader: (ref: FieldRef) => FieldReader<E>,
): ProcessBitsOf<E> {
  const judge = compileJudge(
    conditions.map((condition) => ({ condition })),
    reader,
  );
  const all = (1n << BigInt(conditions.length)) - 1n;
  const holding: number[] = [];
  return (event) => {
    holding.length = 0;
    judge(event, holding, false);
    const may = holding.reduce((bits, bit) => bits | (1n << BigInt(bit)), 0n);
    return { may, mayNot: all & ~may };
  };
}
