/** Puts instructions together; jumps go forward and back to labels. */
import type { ProgramMap, Relocation } from '@lanner/schema';
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
  MAP_DESCRIPTOR,
  MAP_VALUE,
  MODE_MEMORY,
  SIZES,
} from './instructions.ts';
import type { AluOperation, Helper, Jump, Register } from './instructions.ts';

interface Instruction {
  readonly opcode: number;
  readonly destination: number;
  readonly source: number;
  readonly offset: number;
  readonly immediate: number;
  readonly label?: Label;
}

/** A place in a program, known or still to come. */
export class Label {
  at: number | undefined;
  /** Whether something jumps there. The kernel refuses programs with instructions that nothing leads to. */
  used = false;
}

const MOST_OFFSET = 0x7fff;
const INT32 = 1n << 31n;

/** Whether a constant fits into an instruction, whose 32 bits are extended with their sign. */
export function isShort(value: bigint): boolean {
  return value >= -INT32 && value < INT32;
}

export class Assembler {
  readonly #instructions: Instruction[] = [];
  readonly relocations: Relocation[] = [];

  get length(): number {
    return this.#instructions.length;
  }

  label(): Label {
    return new Label();
  }

  place(label: Label): void {
    label.at = this.#instructions.length;
  }

  load(size: 1 | 2 | 4 | 8, destination: Register, source: Register, offset: number): void {
    this.#add(CLASS_LDX | MODE_MEMORY | SIZES[size], destination, source, offset, 0);
  }

  store(size: 1 | 2 | 4 | 8, destination: Register, offset: number, source: Register): void {
    this.#add(CLASS_STX | MODE_MEMORY | SIZES[size], destination, source, offset, 0);
  }

  /** @param operand register, or a constant that is short */
  alu(operation: AluOperation, destination: Register, operand: { readonly register: Register } | number): void {
    const opcode = CLASS_ALU64 | ALU[operation];
    if (typeof operand === 'number') this.#add(opcode, destination, 0, 0, operand);
    else this.#add(opcode | FROM_REGISTER, destination, operand.register, 0, 0);
  }

  move(destination: Register, operand: { readonly register: Register } | number): void {
    this.alu('move', destination, operand);
  }

  constant(destination: Register, value: bigint): void {
    if (isShort(value)) this.move(destination, Number(value));
    else this.#wide(destination, 0, BigInt.asUintN(64, value));
  }

  map(destination: Register, map: ProgramMap): void {
    this.relocations.push({ at: this.#instructions.length, map });
    this.#wide(destination, MAP_DESCRIPTOR, 0n);
  }

  /** The address of the value of a map with one element. */
  mapValue(destination: Register, map: ProgramMap): void {
    this.relocations.push({ at: this.#instructions.length, map });
    this.#wide(destination, MAP_VALUE, 0n);
  }

  jump(jump: Jump, left: Register, right: { readonly register: Register } | number, to: Label): void {
    const opcode = CLASS_JMP | JUMPS[jump];
    if (typeof right === 'number') this.#add(opcode, left, 0, 0, right, to);
    else this.#add(opcode | FROM_REGISTER, left, right.register, 0, 0, to);
  }

  go(to: Label): void {
    this.#add(CLASS_JMP | JUMPS.always, 0, 0, 0, 0, to);
  }

  call(helper: Helper): void {
    this.#add(CALL, 0, 0, 0, HELPERS[helper]);
  }

  exit(): void {
    this.#add(EXIT, 0, 0, 0, 0);
  }

  /**
   * The program.
   * @throws RangeError where a jump is longer than jumps can be
   */
  finish(): ArrayBuffer {
    const code = new DataView(new ArrayBuffer(this.#instructions.length * 8));
    for (const [at, { opcode, destination, source, offset, immediate, label }] of this.#instructions.entries()) {
      const distance = label === undefined ? offset : (label.at ?? NaN) - at - 1;
      if (!(Math.abs(distance) <= MOST_OFFSET)) throw new RangeError(`a jump of ${distance} instructions`);
      code.setUint8(at * 8, opcode);
      code.setUint8(at * 8 + 1, destination | (source << 4));
      code.setInt16(at * 8 + 2, distance, true);
      code.setInt32(at * 8 + 4, immediate, true);
    }
    return code.buffer;
  }

  #wide(destination: Register, source: number, value: bigint): void {
    this.#add(LOAD_WIDE, destination, source, 0, Number(BigInt.asIntN(32, value)));
    this.#add(0, 0, 0, 0, Number(BigInt.asIntN(32, value >> 32n)));
  }

  #add(opcode: number, destination: number, source: number, offset: number, immediate: number, label?: Label): void {
    if (label !== undefined) label.used = true;
    this.#instructions.push({
      opcode,
      destination,
      source,
      offset,
      immediate,
      ...(label === undefined ? {} : { label }),
    });
  }
}
