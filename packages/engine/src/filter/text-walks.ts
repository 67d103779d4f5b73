/** Walks the automata of a plan over its texts. */
import { SCRATCH, VIEW_MAX } from '@lanner/schema';
import type { Assembler, Label } from './bpf/assembler.ts';
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
    for (const [automaton, part] of this.#texts.table.parts.entries()) {
      const asking = used.filter(({ automata }) => automata.has(automaton));
      const slots = asking.map(({ source }) => outputSlot(this.#indexOf(source), automaton));
      if (slots.length > 0) this.#walk(part, locate, slots);
    }
  }

  /** Walks an automaton over a text, and keeps its output. */
  #walk({ base, last, final }: TablePart, locate: (absent: Label) => void, slots: readonly number[]): void {
    const asm = this.#asm;
    const next = asm.label();
    const done = asm.label();
    const absent = asm.label();
    locate(absent);
    asm.jump('>', 1, SCRATCH.size - VIEW_MAX, this.#send);
    asm.jump('>', 2, VIEW_MAX, this.#send);
    asm.move(3, { register: RECORD });
    asm.alu('add', 3, { register: 1 });
    asm.mapValue(4, 'table');
    if (base > 0) asm.alu('add', 4, base);
    asm.move(5, 0);
    asm.move(0, 0);
    asm.place(next);
    asm.jump('<=', 2, { register: 0 }, done);
    asm.load(1, 1, 3, 0);
    asm.alu('add', 3, 1);
    asm.alu('add', 0, 1);
    asm.move(7, { register: 4 });
    asm.alu('add', 7, { register: 1 });
    asm.load(1, 1, 7, 0);
    asm.alu('leftShift', 1, 2);
    asm.move(7, { register: 4 });
    asm.alu('add', 7, { register: 5 });
    asm.alu('add', 7, { register: 1 });
    asm.load(4, 5, 7, ROWS + OUTPUT_BYTES);
    asm.jump('>', 5, last, this.#send);
    asm.jump('<', 5, final, next);
    asm.place(done);
    asm.alu('add', 4, { register: 5 });
    asm.load(8, 1, 4, ROWS);
    for (const slot of slots) asm.store(8, FRAME, slot, 1);
    asm.place(absent);
  }
}
