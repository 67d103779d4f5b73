/**
 * Runs programs without a kernel, instruction by instruction, as far as filters use them: for tests of what is emitted.
 * Whatever the kernel's verifier would not allow throws.
 */
import { RECORD_LIMIT } from '@lanner/schema';
import type { BpfProgram, ProgramMap } from '@lanner/schema';
import {
  ALU,
  CALL,
  CLASS_ALU64,
  CLASS_JMP,
  CLASS_LDX,
  CLASS_STX,
  EXIT,
  FROM_REGISTER,
  HELPERS,
  JUMPS,
  LOAD_WIDE,
  MODE_MEMORY,
  OPCODE_CLASS,
  SIZES,
} from './instructions.ts';

/** What a program came to: it ended, or went on to another stage. */
export type Outcome = { readonly kind: 'end' } | { readonly kind: 'stage'; readonly stage: number };

/** Addresses are made up: each region begins at a multiple of this. */
const REGION = 1n << 24n;
const REGIONS = ['stack', 'scratches', 'counters', 'table', 'processes'] as const;
type Region = (typeof REGIONS)[number];
const STACK_BYTES = 512;
const PROCESS_KEY_BYTES = 24;
const NOTHING = new DataView(new ArrayBuffer(0));
const COUNTER_BYTES = 8 * RECORD_LIMIT * 16;
const FRAME_REGISTER = 10;
/** Far more than any filter takes. */
const MOST_STEPS = 100_000;

export interface Memory {
  readonly scratch: DataView;
  readonly counters: DataView;
  /** What is known of the process of the record: two words of bits. Without it nothing is. */
  processes?: DataView | undefined;
}

export function newMemory(scratch: ArrayBuffer): Memory {
  return { scratch: new DataView(scratch), counters: new DataView(new ArrayBuffer(COUNTER_BYTES)) };
}

const ALU_NAMES = new Map<number, keyof typeof ALU>(
  Object.entries(ALU).map(([name, code]) => [code, name as keyof typeof ALU]),
);
const JUMP_NAMES = new Map<number, keyof typeof JUMPS>(
  Object.entries(JUMPS).map(([name, code]) => [code, name as keyof typeof JUMPS]),
);
const SIZE_BYTES = new Map<number, 1 | 2 | 4 | 8>(
  Object.entries(SIZES).map(([bytes, code]) => [code, Number(bytes) as 1 | 2 | 4 | 8]),
);

function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function unsigned(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function compute(operation: keyof typeof ALU, left: bigint, right: bigint): bigint {
  switch (operation) {
    case 'add':
      return signed(left + right);
    case 'subtract':
      return signed(left - right);
    case 'or':
      return left | right;
    case 'and':
      return left & right;
    case 'leftShift':
      return signed(left << (right & 63n));
    case 'rightShift':
      return signed(unsigned(left) >> (right & 63n));
    case 'signedShift':
      return left >> (right & 63n);
    case 'move':
      return right;
  }
}

function compare(jump: keyof typeof JUMPS, left: bigint, right: bigint): boolean {
  switch (jump) {
    case 'always':
      return true;
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case 'set':
      return (left & right) !== 0n;
    case '>':
      return unsigned(left) > unsigned(right);
    case '>=':
      return unsigned(left) >= unsigned(right);
    case '<':
      return unsigned(left) < unsigned(right);
    case '<=':
      return unsigned(left) <= unsigned(right);
    case 'signed >':
      return left > right;
    case 'signed >=':
      return left >= right;
    case 'signed <':
      return left < right;
    case 'signed <=':
      return left <= right;
  }
}

interface Decoded {
  readonly opcode: number;
  readonly destination: number;
  readonly source: number;
  readonly offset: number;
  readonly immediate: bigint;
}

function decode({ code, relocations }: BpfProgram): readonly Decoded[] {
  const view = new DataView(code);
  const maps = new Map(relocations.map(({ at, map }) => [at, map]));
  return Array.from({ length: code.byteLength / 8 }, (_, at) => {
    const registers = view.getUint8(at * 8 + 1);
    const low = view.getInt32(at * 8 + 4, true);
    const opcode = view.getUint8(at * 8);
    const map = maps.get(at);
    const wide =
      (BigInt(at * 8 + 12 < code.byteLength ? view.getInt32(at * 8 + 12, true) : 0) << 32n) | BigInt(low >>> 0);
    return {
      opcode,
      destination: registers & 15,
      source: registers >> 4,
      offset: view.getInt16(at * 8 + 2, true),
      immediate: map !== undefined ? mapAddress(map) : opcode === LOAD_WIDE ? signed(wide) : BigInt(low),
    };
  });
}

function mapAddress(map: ProgramMap): bigint {
  return map === 'stages' ? 0n : BigInt(REGIONS.indexOf(map) + 1) * REGION;
}

/** A program that has been taken apart once, and can be run often. */
export class Executable {
  readonly #instructions: readonly Decoded[];
  readonly #table: DataView;

  constructor(program: BpfProgram) {
    this.#instructions = decode(program);
    this.#table = new DataView(program.table ?? new ArrayBuffer(0));
  }

  /** @throws Error for what the verifier would have refused */
  run(memory: Memory): Outcome {
    const views: Readonly<Record<Region, DataView>> = {
      stack: new DataView(new ArrayBuffer(STACK_BYTES)),
      scratches: memory.scratch,
      counters: memory.counters,
      table: this.#table,
      processes: memory.processes ?? NOTHING,
    };
    const registers = Array<bigint>(FRAME_REGISTER + 1).fill(0n);
    registers[FRAME_REGISTER] = REGION + BigInt(STACK_BYTES);
    const get = (register: number) => registers[register] ?? 0n;
    const at = (address: bigint, offset: number, size: number): readonly [DataView, number] => {
      const region = REGIONS[Number(address / REGION) - 1];
      const view = region === undefined ? undefined : views[region];
      const place = Number(address % REGION) + offset;
      if (view === undefined || place < 0 || place + size > view.byteLength) throw new Error('an access out of bounds');
      return [view, place];
    };
    for (let pc = 0, steps = 0; ; pc++) {
      if (++steps > MOST_STEPS) throw new Error('the program does not end');
      const instruction = this.#instructions[pc];
      if (instruction === undefined) throw new Error('the program runs beyond its end');
      const { opcode, destination, source, offset, immediate } = instruction;
      const size = SIZE_BYTES.get(opcode & 0x18) ?? 8;
      const operand = (opcode & FROM_REGISTER) === 0 ? immediate : get(source);
      if (opcode === EXIT) return { kind: 'end' };
      if (opcode === CALL) {
        const stage = call(Number(immediate), registers, at, memory);
        if (stage !== undefined) return { kind: 'stage', stage };
      } else if (opcode === LOAD_WIDE) {
        registers[destination] = immediate;
        pc++;
      } else if ((opcode & OPCODE_CLASS) === CLASS_ALU64) {
        const operation = ALU_NAMES.get(opcode & 0xf0);
        if (operation === undefined) throw new Error(`opcode ${opcode}`);
        registers[destination] = compute(operation, get(destination), operand);
      } else if ((opcode & OPCODE_CLASS) === CLASS_JMP) {
        const jump = JUMP_NAMES.get(opcode & 0xf0);
        if (jump === undefined) throw new Error(`opcode ${opcode}`);
        if (compare(jump, get(destination), operand)) pc += offset;
      } else if ((opcode & ~0x18) === (CLASS_LDX | MODE_MEMORY)) {
        const [view, place] = at(get(source), offset, size);
        registers[destination] = read(view, place, size);
      } else if ((opcode & ~0x18) === (CLASS_STX | MODE_MEMORY)) {
        const [view, place] = at(get(destination), offset, size);
        write(view, place, size, get(source));
      } else {
        throw new Error(`opcode ${opcode}`);
      }
    }
  }
}

/** @returns the stage to go on with */
function call(
  helper: number,
  registers: bigint[],
  at: (address: bigint, offset: number, size: number) => readonly [DataView, number],
  memory: Memory,
): number | undefined {
  const [, map = 0n, key = 0n, index = 0n] = registers;
  if (helper === HELPERS.tailCall) return Number(index);
  if (helper === HELPERS.processor) {
    registers[0] = 0n;
  } else if (helper === HELPERS.lookup && map === mapAddress('processes')) {
    at(key, 0, PROCESS_KEY_BYTES);
    registers[0] = memory.processes === undefined ? 0n : map;
  } else if (helper === HELPERS.lookup) {
    const [view, place] = at(key, 0, 4);
    registers[0] = map + (map === mapAddress('counters') ? BigInt(view.getUint32(place, true)) * 8n : 0n);
  } else {
    throw new Error(`helper ${helper}`);
  }
  for (let register = 1; register <= 5; register++) registers[register] = 0n;
  return undefined;
}

function read(view: DataView, place: number, size: 1 | 2 | 4 | 8): bigint {
  if (size === 8) return view.getBigInt64(place, true);
  return BigInt(
    size === 4 ? view.getUint32(place, true) : size === 2 ? view.getUint16(place, true) : view.getUint8(place),
  );
}

function write(view: DataView, place: number, size: 1 | 2 | 4 | 8, value: bigint): void {
  if (size === 8) view.setBigInt64(place, value, true);
  else if (size === 4) view.setUint32(place, Number(BigInt.asUintN(32, value)), true);
  else if (size === 2) view.setUint16(place, Number(BigInt.asUintN(16, value)), true);
  else view.setUint8(place, Number(BigInt.asUintN(8, value)));
}
