/** The transformers: each takes the values of its operands and gives a value, or nothing where there is nothing to give. */
import type { TransformerName } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import { BASE64 } from './base64.ts';
import { bytesOf } from './operators/predicate.ts';

type Transformer = (operands: readonly FieldValue[]) => FieldValue;

function isList(value: FieldValue): value is readonly Scalar[] {
  return Array.isArray(value);
}

/** Changes each of several values; those that change to nothing drop out, and if none is left there is no value. */
function eachScalar(change: (value: Scalar) => Scalar | undefined): Transformer {
  return ([value]) => {
    if (value === undefined || !isList(value)) return value === undefined ? undefined : change(value);
    const changed = value.map(change).filter((one) => one !== undefined);
    return changed.length > 0 ? changed : undefined;
  };
}

function each(change: (text: string) => string): Transformer {
  return eachScalar((value) => change(String(value)));
}

/**
 * The bytes that Base64 stands for, whatever padding it has; undefined for anything else. Bits of the last digit that
 * are part of no byte must be zero: so a plain word is rarely taken for Base64.
 */
function decodeBase64(text: string): number[] | undefined {
  const digits = text.replace(/={1,2}$/, '');
  if (digits.length % 4 === 1) return undefined;
  let bits = 0;
  let held = 0;
  const bytes: number[] = [];
  for (const digit of digits) {
    const value = BASE64.indexOf(digit);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

function decodeUtf8(bytes: readonly number[]): string {
  const escaped = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(escaped);
  } catch {
    return String.fromCharCode(...bytes); // not UTF-8: byte by byte
  }
}

/** Of a text a text, of bytes bytes. */
function fromBase64(value: Scalar): Scalar | undefined {
  const bytes = decodeBase64(typeof value === 'object' ? bytesOf(value) : String(value));
  if (bytes === undefined) return undefined;
  return typeof value === 'object' ? Uint8Array.from(bytes) : decodeUtf8(bytes);
}

/** Elements of a list, bytes of a text (in UTF-8) or buffer. No value has no length: only what is empty has length 0. */
function lengthOf(value: FieldValue): number | undefined {
  if (value === undefined) return undefined;
  return isList(value) ? value.length : bytesOf(value).length;
}

/** getopt(3) on short options: option letters and their values, in order. */
function getopt(words: readonly string[], optstring: string): readonly (readonly [option: string, value: string])[] {
  const found: [string, string][] = [];
  const silent = optstring.startsWith(':');
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('--') && word !== '--') continue;
    if (!word.startsWith('-') || word === '-' || word === '--') break;
    for (let letter = 1; letter < word.length; letter++) {
      const option = word[letter] ?? '';
      const known = option === ':' ? -1 : optstring.indexOf(option);
      if (known < 0) {
        found.push(['?', option]);
      } else if (optstring[known + 1] !== ':') {
        found.push([option, '']);
      } else {
        const rest = word.slice(letter + 1);
        const value = rest !== '' ? rest : words[++at];
        found.push(value === undefined ? [silent ? ':' : '?', option] : [option, value]);
        break;
      }
    }
  }
  return found;
}

/** Case is that of ASCII letters only, as in the C locale. */
const TRANSFORMERS: Readonly<Record<Exclude<TransformerName, 'getopt'>, Transformer>> = {
  tolower: each((text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())),
  toupper: each((text) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())),
  basename: each((text) => text.slice(text.lastIndexOf('/') + 1)),
  b64: eachScalar(fromBase64),
  len: ([value]) => lengthOf(value),
  concat: (values) => (values.some((value) => value === undefined) ? undefined : values.map(String).join('')),
  join: ([separator, values]) =>
    separator === undefined || values === undefined || !isList(values)
      ? undefined
      : values.map(String).join(String(separator)),
};

/** `argument`: of `getopt(list, "ab:")[b]`, which asks for the value of one option. */
export function transform(name: TransformerName, operands: readonly FieldValue[], argument?: string): FieldValue {
  if (name !== 'getopt') return TRANSFORMERS[name](operands);
  const [words, optstring] = operands;
  if (words === undefined || !isList(words) || optstring === undefined) return undefined;
  const found = getopt(words.map(String), String(optstring));
  if (argument === undefined) return found.flat().filter((text) => text !== '');
  return found.find(([option]) => option === argument)?.[1];
}
