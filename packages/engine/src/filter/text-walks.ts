/** Walks the automata of a plan over its texts. */
import { SCRATCH, VIEW_MAX } from '@lanner/schema';
import type { Assembler, Label } from './bpf/assembler.ts';
import type { Register } from './bpf/instructions.ts';
import { FRAME, RECORD, outputSlot } from './frame.ts';
import { textsIn } from './plan.ts';
import type { Plan, TextTest } from './plan.ts';
import { OUTPUT_BYTES, ROWS } from './table.ts';
import type { Table, TablePart } from './table.ts';
import type { Answer } from './text/automaton.ts';
import type { Pair } from './text/sought.ts';
import { sourceKey } from './text/source.ts';
import type { TextSource } from './text/source.ts';

export interface Texts {
  /** By key of a formula of the plan: it holds where one of these bits is set. */
  readonly answers: ReadonlyMap<string, readonly Answer[]>;
  readonly table: Table;
}

/** Registers of the automata that are walked side by side: where the table of one begins, and its state. */
const STATES: readonly [Registers, Registers] = [
  { table: 4, state: 5 },
  { table: 7, state: 8 },
];

interface Registers {
  readonly table: Register;
  readonly state: Register;
}

/** All eight bytes of a word. */
const ONES = 0x0101010101010101n;
const HIGH_BITS = 0x8080808080808080n;
/** What is looked at side by side: a word, and the one that begins a byte further on. */
const WORD = 8;
/** Bytes behind the longest text that a search for pairs can read. */
const BEHIND = 16;

interface Walk {
  readonly part: TablePart;
  /** Where the output is kept. */
  readonly slots: readonly number[];
}

/** A text that a plan looks at, and which automata it needs there. */
interface UsedText {
  readonly source: TextSource;
  readonly automata: Set<number>;
}

export class TextWalks {
  readonly #asm: Assembler;
  readonly #send: Label;
  readonly #texts: Texts;
  /** In the order of their slots. */
  readonly #used = new Map<string, UsedText>();

  /** @param send where to go with texts that are too long */
  constructor(asm: Assembler, send: Label, plan: Plan, texts: Texts) {
    this.#asm = asm;
    this.#send = send;
    this.#texts = texts;
    for (const { source, formula } of textsIn(plan)) {
      const key = sourceKey(source);
      const used = this.#used.get(key) ?? { source, automata: new Set() };
      this.#used.set(key, used);
      for (const { automaton } of texts.answers.get(formula.key) ?? []) used.automata.add(automaton);
    }
  }

  /** Where the answers to a test are found: it holds where one of these bits is set. */
  answersTo({ source, formula }: TextTest): readonly { readonly slot: number; readonly bit: number }[] {
    const text = this.#indexOf(source);
    return (this.#texts.answers.get(formula.key) ?? []).map(({ automaton, bit }) => ({
      slot: outputSlot(text, automaton),
      bit,
    }));
  }

  #indexOf(source: TextSource): number {
    return Array.from(this.#used.keys()).indexOf(sourceKey(source));
  }

  /** Walks the automata over all texts that the record holds; paths are looked at in their lexical view. */
  lexical(): void {
    const paths = new Map<number, UsedText[]>();
    for (const used of this.#used.values()) {
      const { source } = used;
      if (source.kind === 'string') this.#walkAll([used], () => this.#locateString(source));
      else paths.set(source.path, [...(paths.get(source.path) ?? []), used]);
    }
    for (const [path, used] of paths) this.#walkAll(used, () => this.#locateView(path, 0));
  }

  /** Walks them over the real views. Where the kernel left nothing to tell, the lexical view, which has been looked at, counts. */
  real(): void {
    for (const used of this.#used.values()) {
      const { source } = used;
      if (source.kind === 'view') this.#walkAll([used], (absent) => this.#locateView(source.path, 8, absent));
    }
  }

  /** Offset in the scratch buffer to register 1, length to register 2. */
  #locateView(path: number, member: number, absent?: Label): void {
    const asm = this.#asm;
    const at = SCRATCH.view + path * SCRATCH.viewSize + member;
    asm.load(4, 1, RECORD, at);
    if (absent !== undefined) asm.jump('=', 1, 0, absent);
    asm.load(4, 2, RECORD, at + 4);
  }

  #locateString({ at, absent }: TextSource & { readonly kind: 'string' }): void {
    const asm = this.#asm;
    asm.load(2, 1, RECORD, SCRATCH.data + at);
    if (absent === 'sent') asm.jump('=', 1, 0, this.#send);
    asm.alu('add', 1, SCRATCH.data);
    asm.load(2, 2, RECORD, SCRATCH.data + at + 2);
  }

  #walkAll(used: readonly UsedText[], locate: (absent: Label) => void): void {
    const walks = this.#texts.table.parts.flatMap((part, automaton): Walk[] => {
      const asking = used.filter(({ automata }) => automata.has(automaton));
      const slots = asking.map(({ source }) => outputSlot(this.#indexOf(source), automaton));
      return slots.length > 0 ? [{ part, slots }] : [];
    });
    const walked = walks.filter(({ part }) => part.sought === undefined);
    for (let first = 0; first < walked.length; first += STATES.length) {
      this.#walk(walked.slice(first, first + STATES.length), locate);
    }
    for (const walk of walks) if (walk.part.sought !== undefined) this.#search(walk, locate);
  }

  /** Walks an automaton over a text only if a pair is there without which its output is known. */
  #search(walk: Walk, locate: (absent: Label) => void): void {
    const asm = this.#asm;
    const { pairs = [], output = 0n } = walk.part.sought ?? {};
    const next = asm.label();
    const found = asm.label();
    const done = asm.label();
    const absent = asm.label();
    this.#begin(locate, absent);
    asm.move(0, 0);
    asm.place(next);
    asm.load(8, 4, 3, 0);
    asm.load(8, 5, 3, 1);
    for (const pair of pairs) this.#findPair(pair, found);
    asm.alu('add', 3, WORD);
    asm.alu('add', 0, WORD);
    asm.jump('>', 2, { register: 0 }, next);
    asm.constant(1, BigInt.asIntN(64, output));
    for (const slot of walk.slots) asm.store(8, FRAME, slot, 1);
    asm.go(done);
    asm.place(found);
    this.#walk([walk], locate);
    asm.place(done);
    asm.place(absent);
  }

  /** Bytes that are what is looked for become zero in both words; of a zero byte, borrowing one makes the high bit. */
  #findPair(pair: Pair, found: Label): void {
    const asm = this.#asm;
    asm.constant(1, BigInt.asIntN(64, ONES * BigInt(pair >> 8)));
    asm.alu('xor', 1, { register: 4 });
    asm.constant(7, BigInt.asIntN(64, ONES * BigInt(pair & 0xff)));
    asm.alu('xor', 7, { register: 5 });
    asm.alu('or', 1, { register: 7 });
    asm.move(7, { register: 1 });
    asm.constant(8, ONES);
    asm.alu('subtract', 7, { register: 8 });
    asm.alu('xor', 1, -1);
    asm.alu('and', 1, { register: 7 });
    asm.constant(8, BigInt.asIntN(64, HIGH_BITS));
    asm.jump('set', 1, { register: 8 }, found);
  }

  /** Address of a text to register 3, length to register 2. */
  #begin(locate: (absent: Label) => void, absent: Label): void {
    const asm = this.#asm;
    locate(absent);
    asm.jump('>', 1, SCRATCH.size - VIEW_MAX - BEHIND, this.#send);
    asm.jump('>', 2, VIEW_MAX, this.#send);
    asm.move(3, { register: RECORD });
    asm.alu('add', 3, { register: 1 });
  }

  /**
   * Walks automata over a text side by side, and keeps their outputs. Each step of an automaton waits for the memory that tells
   * its next state; two of them wait at the same time.
   */
  #walk(walks: readonly Walk[], locate: (absent: Label) => void): void {
    const asm = this.#asm;
    const pairs = walks.map((walk, index) => ({ ...walk, ...(STATES[index] ?? STATES[0]) }));
    const next = asm.label();
    const done = asm.label();
    const absent = asm.label();
    this.#begin(locate, absent);
    for (const { part, table, state } of pairs) {
      asm.mapValue(table, 'table');
      if (part.base > 0) asm.alu('add', table, part.base);
      asm.move(state, 0);
    }
    asm.move(0, 0);
    asm.place(next);
    asm.jump('<=', 2, { register: 0 }, done);
    for (const { part, table, state } of pairs) {
      asm.load(1, 1, 3, 0);
      asm.alu('add', 1, { register: table });
      asm.load(1, 1, 1, 0);
      asm.alu('leftShift', 1, 2);
      asm.alu('add', 1, { register: table });
      asm.alu('add', 1, { register: state });
      asm.load(4, state, 1, ROWS + OUTPUT_BYTES);
      asm.jump('>', state, part.last, this.#send);
    }
    asm.alu('add', 3, 1);
    asm.alu('add', 0, 1);
    for (const { part, state } of pairs) asm.jump('<', state, part.final, next);
    asm.place(done);
    for (const { table, state, slots } of pairs) {
      asm.alu('add', table, { register: state });
      asm.load(8, 1, table, ROWS);
      for (const slot of slots) asm.store(8, FRAME, slot, 1);
    }
    asm.place(absent);
  }
}
