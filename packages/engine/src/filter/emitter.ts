/** Emits what decides a plan, and what leads to a decision. */
import { COUNTERS, SCRATCH, STAGE_SEND, offsetOf, recordLayout } from '@lanner/schema';
import type { BpfProgram, EventDef } from '@lanner/schema';
import { Assembler, isShort } from './bpf/assembler.ts';
import type { Label } from './bpf/assembler.ts';
import type { Jump } from './bpf/instructions.ts';
import { CONTEXT, FRAME, KEY, MAY, MAY_NOT, PROCESS_KEY, RECORD } from './frame.ts';
import { asksProcess, ofAnyProcess } from './plan.ts';
import type { MemberTest, NumberTest, Plan, ProcessTest, Relation, SlashTest } from './plan.ts';
import { TextWalks } from './text-walks.ts';
import type { Texts } from './text-walks.ts';

const PROCESS_MEMBERS = [
  ['header.startTime', 8],
  ['header.execId', 8],
  ['header.pid', 4],
] as const;

const SLASH = 0x2f;
const SIGNED: Readonly<Record<Relation, Jump>> = {
  '=': '=',
  '!=': '!=',
  '<': 'signed <',
  '<=': 'signed <=',
  '>': 'signed >',
  '>=': 'signed >=',
};

export class Emitter {
  readonly asm: Assembler = new Assembler();
  readonly event: EventDef;
  readonly texts: Texts | undefined;
  readonly send: Label = this.asm.label();
  readonly drop: Label = this.asm.label();
  readonly end: Label = this.asm.label();
  readonly walks: TextWalks | undefined;

  /** @param texts those that the plan asks for, if they are to be looked at */
  constructor(event: EventDef, plan: Plan, texts: Texts | undefined) {
    this.event = event;
    this.texts = texts;
    this.walks = texts === undefined ? undefined : new TextWalks(this.asm, this.send, plan, texts);
  }

  begin(): void {
    const { asm } = this;
    asm.move(CONTEXT, { register: 1 });
    asm.call('processor');
    asm.store(4, FRAME, KEY, 0);
    this.#lookup('scratches', KEY);
    asm.jump('=', 0, 0, this.end);
    asm.move(RECORD, { register: 0 });
  }

  #lookup(map: 'scratches' | 'counters' | 'processes', key: number): void {
    const { asm } = this;
    asm.map(1, map);
    asm.move(2, { register: FRAME });
    asm.alu('add', 2, key);
    asm.call('lookup');
  }

  /** What is cut or in doubt is judged by those who know more. */
  sendFlagged(): void {
    this.asm.load(2, 1, RECORD, SCRATCH.data + offsetOf(recordLayout(this.event.name), 'header.flags'));
    this.asm.jump('!=', 1, 0, this.send);
  }

  tailCall(stage: number): void {
    const { asm } = this;
    asm.move(1, { register: CONTEXT });
    asm.map(2, 'stages');
    asm.move(3, stage);
    asm.call('tailCall');
  }

  finish(stage: number): BpfProgram {
    const { asm, texts } = this;
    asm.place(this.send);
    this.tailCall(STAGE_SEND);
    asm.place(this.end);
    asm.move(0, 0);
    asm.exit();
    if (this.drop.used) this.#countDropped();
    const code = asm.finish();
    const table = asm.relocations.some(({ map }) => map === 'table') ? texts?.table.bytes : undefined;
    return { stage, code, relocations: asm.relocations, ...(table === undefined ? {} : { table }) };
  }

  #countDropped(): void {
    const { asm } = this;
    asm.place(this.drop);
    asm.move(1, recordLayout(this.event.name).number * COUNTERS.length + COUNTERS.indexOf('filtered'));
    asm.store(4, FRAME, KEY, 1);
    this.#lookup('counters', KEY);
    asm.jump('=', 0, 0, this.end);
    asm.load(8, 1, 0, 0);
    asm.alu('add', 1, 1);
    asm.store(8, 0, 0, 1);
    asm.go(this.end);
  }

  /** As `decide`; the process is looked up only where all else leaves it to decide. */
  decideAll(plan: Plan, yes: Label, no: Label): void {
    if (asksProcess(plan)) {
      const open = this.asm.label();
      this.decide(ofAnyProcess(plan), open, no);
      this.asm.place(open);
      this.#findProcess();
    }
    this.decide(plan, yes, no);
  }

  /** Goes to one of two labels; what follows is at neither. */
  decide(plan: Plan, yes: Label, no: Label): void {
    const { asm } = this;
    switch (plan.kind) {
      case 'constant':
        asm.go(plan.value ? yes : no);
        return;
      case 'and':
      case 'or': {
        const children = plan.children.toSorted((a, b) => costOf(a) - costOf(b));
        for (const [index, child] of children.entries()) {
          if (index === children.length - 1) {
            this.decide(child, yes, no);
            return;
          }
          const next = asm.label();
          if (plan.kind === 'and') this.decide(child, next, no);
          else this.decide(child, yes, next);
          asm.place(next);
        }
        return;
      }
      case 'number':
        this.#number(plan, yes);
        break;
      case 'member':
        this.#member(plan, yes);
        break;
      case 'process':
        this.#process(plan, yes);
        break;
      case 'slash':
        this.#slash(plan, plan.negated ? no : yes, plan.negated ? yes : no);
        return;
      case 'text':
        for (const { slot, bit } of this.walks?.answersTo(plan) ?? []) this.#bit(slot, bit, yes);
        break;
    }
    asm.go(no);
  }

  #number(test: NumberTest, yes: Label): void {
    const { asm } = this;
    const { at, size, signed, mask, relation, value } = test;
    asm.load(size, 1, RECORD, SCRATCH.data + at);
    if (signed && size < 8) {
      asm.alu('leftShift', 1, 64 - 8 * size);
      asm.alu('signedShift', 1, 64 - 8 * size);
    }
    if (mask !== undefined && isShort(mask)) {
      asm.alu('and', 1, Number(mask));
    } else if (mask !== undefined) {
      asm.constant(2, mask);
      asm.alu('and', 1, { register: 2 });
    }
    const jump = signed ? SIGNED[relation] : relation;
    if (isShort(value)) {
      asm.jump(jump, 1, Number(value), yes);
    } else {
      asm.constant(2, value);
      asm.jump(jump, 1, { register: 2 }, yes);
    }
  }

  #member({ at, size, shift, mask, members }: MemberTest, yes: Label): void {
    const { asm } = this;
    asm.load(size, 1, RECORD, SCRATCH.data + at);
    if (shift > 0) asm.alu('rightShift', 1, shift);
    if (mask < 2 ** (8 * size - shift) - 1) asm.alu('and', 1, mask);
    asm.move(2, 1);
    asm.alu('leftShift', 2, { register: 1 });
    asm.constant(1, BigInt.asIntN(64, members));
    asm.jump('set', 1, { register: 2 }, yes);
  }

  #process({ bit, negated }: ProcessTest, yes: Label): void {
    this.#bit(negated ? MAY_NOT : MAY, bit, yes);
  }

  /** The bit is taken out of the word before it is tested: the verifier would remember what each test says of the word. */
  #bit(slot: number, bit: number, yes: Label): void {
    const { asm } = this;
    asm.load(8, 1, FRAME, slot);
    if (bit > 0) asm.alu('rightShift', 1, bit);
    asm.alu('and', 1, 1);
    asm.jump('!=', 1, 0, yes);
  }

  /** What is known of the process; as long as nothing is, everything may be. */
  #findProcess(): void {
    const { asm, event } = this;
    const layout = recordLayout(event.name);
    const found = asm.label();
    const done = asm.label();
    for (const [index, [member, size]] of PROCESS_MEMBERS.entries()) {
      asm.load(size, 1, RECORD, SCRATCH.data + offsetOf(layout, member));
      asm.store(8, FRAME, PROCESS_KEY + 8 * index, 1);
    }
    this.#lookup('processes', PROCESS_KEY);
    asm.jump('!=', 0, 0, found);
    asm.move(1, -1);
    asm.store(8, FRAME, MAY, 1);
    asm.store(8, FRAME, MAY_NOT, 1);
    asm.go(done);
    asm.place(found);
    asm.load(8, 1, 0, 0);
    asm.store(8, FRAME, MAY, 1);
    asm.load(8, 1, 0, 8);
    asm.store(8, FRAME, MAY_NOT, 1);
    asm.place(done);
  }

  #slash({ at }: SlashTest, yes: Label, no: Label): void {
    const { asm } = this;
    asm.load(2, 1, RECORD, SCRATCH.data + at + 2);
    asm.jump('=', 1, 0, no);
    asm.load(2, 1, RECORD, SCRATCH.data + at);
    asm.jump('=', 1, 0, no);
    asm.jump('>=', 1, SCRATCH.size - SCRATCH.data, no);
    asm.move(2, { register: RECORD });
    asm.alu('add', 2, { register: 1 });
    asm.load(1, 1, 2, SCRATCH.data);
    asm.jump('=', 1, SLASH, yes);
    asm.go(no);
  }
}

/** A rough order: the cheapest first. */
function costOf(plan: Plan): number {
  switch (plan.kind) {
    case 'constant':
      return 0;
    case 'number':
    case 'member':
      return plan.at < 128 ? 1 : 2;
    case 'text':
    case 'process':
      return 3;
    case 'slash':
      return 4;
    default:
      return plan.children.reduce((sum, child) => sum + costOf(child), 4);
  }
}
