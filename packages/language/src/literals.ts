/** A value as it is written → a value of the type that it is compared with. */
import type { ValueType } from '@lanner/schema';
import { parseAddress, parseCidr } from './addresses.ts';
import type { Literal, Operator } from './ir.ts';
import { byteLength } from './text-index.ts';
import { groupOf } from './operators.ts';
import { portByName } from './ports.ts';
import { regexProblem } from './regex-syntax.ts';

export type LiteralResult =
  | { readonly value: Literal; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string; readonly hint?: string };

/** Widths of integers; what is not listed has 32 bits. */
const BITS: Partial<Readonly<Record<ValueType, number>>> = {
  INT8: 8,
  UINT8: 8,
  FLAGS8: 8,
  ENUMFLAGS8: 8,
  SIGTYPE: 8,
  INT16: 16,
  UINT16: 16,
  FLAGS16: 16,
  ENUMFLAGS16: 16,
  PORT: 16,
  SYSCALLID: 16,
  INT64: 64,
  UINT64: 64,
  RELTIME: 64,
  ABSTIME: 64,
  FD: 64,
  PID: 64,
  ERRNO: 64,
};
const SIGNED: ReadonlySet<ValueType> = new Set(['INT8', 'INT16', 'INT32', 'INT64', 'FD', 'PID', 'ERRNO', 'DOUBLE']);

const PATTERN_OPERATORS: ReadonlySet<Operator> = new Set(['regex', 'glob', 'iglob', 'pmatch']);
/** More than twice the longest path; patterns are compiled, which takes far more room than the pattern. */
const LONGEST_PATTERN = 10_000;
/** Integers beyond the range of 64 bits wrap, but nobody means one of a thousand digits. */
const LONGEST_INTEGER = 100;

/** Converts a value for a comparison by `operator` with something of type `type`. */
export function convertLiteral(text: string, type: ValueType, operator: Operator): LiteralResult {
  if (text.includes('\0')) return { problem: 'a value cannot contain a NUL character' };
  const isHex = operator === 'bcontains' || operator === 'bstartswith';
  if (PATTERN_OPERATORS.has(operator) && text.length > LONGEST_PATTERN) {
    return { problem: `a pattern must not be longer than ${LONGEST_PATTERN} characters` };
  }
  switch (groupOf(type)) {
    case 'number':
      return type === 'PORT' ? convertPort(text) : convertInteger(text, type);
    case 'boolean':
      if (text === 'true' || text === 'false') return { value: text === 'true' };
      return { problem: `'${text}' is not a boolean`, hint: "write 'true' or 'false'" };
    case 'address':
      return type === 'IPNET' ? convertNetwork(text) : convertAddress(text);
    case 'buffer': {
      const result = isHex ? convertHex(text) : { value: utf8(text) };
      return result.problem === undefined ? (tooLong(result.value.length) ?? result) : result;
    }
    case 'string': {
      // A unit of UTF-16 takes three bytes at most: most texts need not be counted.
      const length = text.length * 3 <= MAX_BYTES || text.length > MAX_BYTES ? text.length : byteLength(text);
      const long = tooLong(length);
      if (long !== undefined) return long;
      const problem = operator === 'regex' ? regexProblem(text) : undefined;
      return problem === undefined ? { value: text } : { problem: `invalid regular expression: ${problem}` };
    }
    case 'opaque':
      return { problem: `values of type ${type} compare with nothing` };
  }
}

/** The longest text or buffer that something is compared with: Falco's limit, so that a rule that loads here loads there. */
const MAX_BYTES = 255;

function tooLong(bytes: number): LiteralResult | undefined {
  if (bytes <= MAX_BYTES) return undefined;
  const hint = "compare with a shorter piece, by 'startswith' or 'contains'";
  return { problem: `the value has ${bytes} bytes, and may have ${MAX_BYTES}`, hint };
}

/** Integers beyond the range of the type wrap, as in C: -1 is the largest unsigned number. */
function convertInteger(text: string, type: ValueType): LiteralResult {
  if (text.length > LONGEST_INTEGER || !/^[+-]?\d+$/.test(text)) {
    const hint = /^0[xX]|\./.test(text) ? 'only decimal integers are understood' : undefined;
    return { problem: `'${text}' is not a valid integer`, ...(hint === undefined ? {} : { hint }) };
  }
  const written = BigInt(text.replace(/^\+/, ''));
  const bits = BITS[type] ?? 32;
  const value = SIGNED.has(type) ? BigInt.asIntN(bits, written) : BigInt.asUintN(bits, written);
  if (type === 'RELTIME' || type === 'ABSTIME') return { value };
  return { value: Number.isSafeInteger(Number(value)) ? Number(value) : value };
}

/** No text at all is port 0, as in Falco. */
function convertPort(text: string): LiteralResult {
  if (text === '') return { value: 0 };
  if (/^\d+$/.test(text)) return convertInteger(text, 'PORT');
  const port = portByName(text);
  if (port !== undefined) return { value: port };
  return { problem: `'${text}' is neither a port number nor a known service name` };
}

function convertAddress(text: string): LiteralResult {
  const value = parseAddress(text);
  if (value !== undefined) return { value };
  const hint =
    parseCidr(text) === undefined ? undefined : 'networks are compared with fd.net, fd.snet, fd.cnet and so on';
  return { problem: `'${text}' is not an IP address`, ...(hint === undefined ? {} : { hint }) };
}

function convertNetwork(text: string): LiteralResult {
  const value = parseCidr(text);
  if (value !== undefined) return { value };
  return { problem: `'${text}' is not a network`, hint: "write address and number of bits, such as '10.0.0.0/8'" };
}

function convertHex(
  text: string,
): { value: Uint8Array; problem?: undefined } | { value?: undefined; problem: string; hint: string } {
  if (!/^([0-9a-fA-F]{2})*$/.test(text)) {
    return { problem: `'${text}' is not a string of hexadecimal digit pairs`, hint: "write bytes such as 'cafe01'" };
  }
  const value = new Uint8Array(text.length / 2);
  for (let at = 0; at < value.length; at++) value[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return { value };
}

/** The bytes of a text; this package runs where no text encoder can be taken for granted. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}
