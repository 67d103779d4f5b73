/** eBPF instructions, as far as filters need them (the kernel's Documentation/bpf/standardization/instruction-set.rst). */

export type Register = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

export const OPCODE_CLASS = 0x07;
export const CLASS_LD = 0x00;
export const CLASS_LDX = 0x01;
export const CLASS_ST = 0x02;
export const CLASS_STX = 0x03;
export const CLASS_JMP = 0x05;
export const CLASS_ALU64 = 0x07;

/** The second operand is a register. */
export const FROM_REGISTER = 0x08;

export const SIZES: Readonly<Record<1 | 2 | 4 | 8, number>> = { 1: 0x10, 2: 0x08, 4: 0x00, 8: 0x18 };
export const MODE_MEMORY = 0x60;
export const LOAD_WIDE = 0x18;

export const ALU = {
  add: 0x00,
  subtract: 0x10,
  or: 0x40,
  and: 0x50,
  leftShift: 0x60,
  rightShift: 0x70,
  move: 0xb0,
  signedShift: 0xc0,
} as const;
export type AluOperation = keyof typeof ALU;

export const JUMPS = {
  always: 0x00,
  '=': 0x10,
  '>': 0x20,
  '>=': 0x30,
  set: 0x40,
  '!=': 0x50,
  'signed >': 0x60,
  'signed >=': 0x70,
  '<': 0xa0,
  '<=': 0xb0,
  'signed <': 0xc0,
  'signed <=': 0xd0,
} as const;
export type Jump = keyof typeof JUMPS;

export const CALL = 0x85;
export const EXIT = 0x95;

export const HELPERS = { lookup: 1, processor: 8, tailCall: 12 } as const;
export type Helper = keyof typeof HELPERS;

/** In the source register of a wide load: what its constant is. */
export const MAP_DESCRIPTOR = 1;
export const MAP_VALUE = 2;
