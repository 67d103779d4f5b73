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

/** How many bytes a search for pairs looks at before it asks whether it has found one. */
const STRIDE = 4;

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
    this.#walkThem(
      walks.filter(({ part }) => part.otherwise === undefined),
      locate,
    );
    this.#search(
      walks.filter(({ part }) => part.otherwise !== undefined),
      locate,
    );
  }

  #walkThem(walks: readonly Walk[], locate: (absent: Label) => void): void {
    for (let first = 0; first < walks.length; first += STATES.length) {
      this.#walk(walks.slice(first, first + STATES.length), locate);
    }
  }

  /** Walks automata over a text only if there is one of the pairs without which their outputs are known. */
  #search(walks: readonly Walk[], locate: (absent: Label) => void): void {
    if (walks.length === 0) return;
    const asm = this.#asm;
    const next = asm.label();
    const found = asm.label();
    const done = asm.label();
    const absent = asm.label();
    this.#begin(locate, absent);
    asm.jump('<=', 2, STRIDE, found);
    asm.mapValue(7, 'table');
    asm.alu('add', 7, this.#texts.table.pairs);
    asm.move(0, 0);
    asm.place(next);
    this.#findPairs(found);
    asm.alu('add', 3, STRIDE);
    asm.alu('add', 0, STRIDE);
    asm.move(4, { register: 0 });
    asm.alu('add', 4, STRIDE);
    asm.jump('>', 2, { register: 4 }, next);
    // The last pairs of the text, some of which have been looked at: what lies behind it does not count.
    asm.alu('subtract', 2, { register: 0 });
    asm.alu('add', 3, { register: 2 });
    asm.alu('add', 3, -1 - STRIDE);
    this.#findPairs(found);
    for (const { part, slots } of walks) {
      asm.constant(1, BigInt.asIntN(64, part.otherwise ?? 0n));
      for (const slot of slots) asm.store(8, FRAME, slot, 1);
    }
    asm.go(done);
    asm.place(found);
    this.#walkThem(walks, locate);
    asm.place(done);
    asm.place(absent);
  }

  /** Of the pairs that begin with the next bytes of the text. */
  #findPairs(found: Label): void {
    const asm = this.#asm;
    asm.move(8, 0);
    for (let ahead = 0; ahead < STRIDE; ahead++) {
      asm.load(2, 1, 3, ahead);
      asm.move(4, { register: 1 });
      asm.alu('rightShift', 4, 3);
      asm.alu('add', 4, { register: 7 });
      asm.load(1, 5, 4, 0);
      asm.alu('and', 1, 7);
      asm.alu('rightShift', 5, { register: 1 });
      asm.alu('or', 8, { register: 5 });
    }
    asm.jump('set', 8, 1, found);
  }

  /** Address of a text to register 3, length to register 2. */
  #begin(locate: (absent: Label) => void, absent: Label): void {
    const asm = this.#asm;
    locate(absent);
    asm.jump('>', 1, SCRATCH.size - VIEW_MAX, this.#send);
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
