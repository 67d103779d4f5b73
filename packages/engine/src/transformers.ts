/** The transformers: each takes the values of its operands and gives a value, or nothing where there is nothing to give. */
import type { TransformerName } from '@lanner/language';
import type { FieldValue, Scalar } from '@lanner/schema';

type Transformer = (operands: readonly FieldValue[]) => FieldValue;

function each(change: (text: string) => string): Transformer {
  return ([value]) => {
    if (value === undefined) return undefined;
    return Array.isArray(value) ? value.map((element) => change(String(element))) : change(String(value));
  };
}

function isList(value: FieldValue): value is readonly Scalar[] {
  return Array.isArray(value);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 without or with padding; undefined for anything else. */
function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/=+$/, '');
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
  const escaped = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(escaped);
  } catch {
    return String.fromCharCode(...bytes); // not UTF-8: byte by byte
  }
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

const TRANSFORMERS: Readonly<Record<Exclude<TransformerName, 'getopt'>, Transformer>> = {
  tolower: each((text) => text.toLowerCase()),
  toupper: each((text) => text.toUpperCase()),
  basename: each((text) => text.slice(text.lastIndexOf('/') + 1)),
  b64: ([value]) => (value === undefined || isList(value) ? undefined : decodeBase64(String(value))),
  len: ([value]) => {
    if (value === undefined) return 0;
    return typeof value === 'string' || isList(value) || value instanceof Uint8Array ? value.length : undefined;
  },
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
