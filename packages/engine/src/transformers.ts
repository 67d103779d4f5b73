/** The transformers: each takes the values of its operands and gives a value, or nothing where there is nothing to give. */
import type { TransformerName } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';
import { BASE64 } from './base64.ts';
import { decodeUtf8, lowerAscii, upperAscii } from './operators/ascii.ts';
import { bytesOf } from './operators/predicate.ts';

type Transformer = (operands: readonly FieldValue[]) => FieldValue;

function isList(value: FieldValue): value is readonly Scalar[] {
  return Array.isArray(value);
}

/** Changes each of several values; if one of them cannot be changed, there is no value. */
function eachScalar(change: (value: Scalar) => Scalar | undefined): Transformer {
  return ([value]) => {
    if (value === undefined || !isList(value)) return value === undefined ? undefined : change(value);
    const changed = value.map(change).filter((one) => one !== undefined);
    return changed.length === value.length ? changed : undefined;
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

/** Of a text a text, which ends before its first NUL; of bytes bytes. NULs at the end of what is decoded do not count. */
function fromBase64(value: Scalar): Scalar | undefined {
  const text = typeof value === 'object' ? bytesOf(value) : String(value);
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  const bytes = decodeBase64(text.slice(0, end));
  if (bytes === undefined) return undefined;
  if (typeof value === 'object') return Uint8Array.from(bytes);
  const nul = bytes.indexOf(0);
  const shown = nul < 0 ? bytes : bytes.slice(0, nul);
  // What is not UTF-8 is taken byte by byte.
  return decodeUtf8(shown) ?? shown.map((byte) => String.fromCharCode(byte)).join('');
}

/** Elements of a list, bytes of a text (in UTF-8) or buffer. No value has no length: only what is empty has length 0. */
function lengthOf(value: FieldValue): number | undefined {
  if (value === undefined) return undefined;
  return isList(value) ? value.length : bytesOf(value).length;
}

/** What each option letter of `ab:c` is: with or without a value. A colon in front changes nothing. */
function optionLetters(letters: string): ReadonlyMap<string, boolean> {
  const known = new Map<string, boolean>();
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    if (letter !== ':') known.set(letter, known.get(letter) === true || letters[at + 1] === ':');
  }
  return known;
}

/**
 * getopt(3) on short options: calls `found` for each option, with its value if it takes one, in order. Long options are
 * passed over; the first word that is no option, or `--`, ends it. An unknown letter has no option, and a missing value
 * is an empty text without one.
 */
function getopt(
  words: readonly string[],
  letters: string,
  found: (option: string | undefined, texts: readonly string[]) => void,
): void {
  const options = optionLetters(letters);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('--') && word !== '--') continue;
    if (!word.startsWith('-') || word === '-' || word === '--') break;
    for (let place = 1; place < word.length; place++) {
      const option = word[place] ?? '';
      const hasValue = options.get(option);
      if (hasValue === undefined) {
        found(undefined, UNKNOWN);
      } else if (!hasValue) {
        found(option, [option]);
      } else {
        const value = place + 1 < word.length ? word.slice(place + 1) : words[++at];
        found(option, value === undefined ? MISSING : [option, value]);
        break;
      }
    }
  }
}

const UNKNOWN: readonly string[] = ['?'];
const MISSING: readonly string[] = [''];

/** Case is that of ASCII letters only, as in the C locale. */
const TRANSFORMERS: Readonly<Record<Exclude<TransformerName, 'getopt'>, Transformer>> = {
  tolower: each(lowerAscii),
  toupper: each(upperAscii),
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
  const letters = String(optstring);
  if (argument === undefined) {
    const all: string[] = [];
    getopt(words.map(String), letters, (_, texts) => all.push(...texts));
    return all;
  }
  // Its value, or its letter where it takes none; the last one counts.
  let last: string | undefined;
  getopt(words.map(String), letters, (option, texts) => {
    if (option === argument) last = texts.at(-1);
  });
  return last;
}
