/** Texts as Falco compares them: byte by byte, letters of ASCII the only ones with a case (the C locale). */

const NOT_ASCII = /[^\0-\x7f]/;
const UPPER = /[A-Z]/;

const REPLACEMENT = 0xfffd;

/** The UTF-8 bytes of a text, as code units of up to 255. Of ASCII it is the text itself. */
export function utf8Units(text: string): string {
  if (!NOT_ASCII.test(text)) return text;
  let units = '';
  for (let at = 0; at < text.length; at++) {
    let code = text.codePointAt(at) ?? REPLACEMENT;
    if (code > 0xffff) at++;
    else if (code >= 0xd800 && code <= 0xdfff) code = REPLACEMENT;
    if (code < 0x80) units += String.fromCharCode(code);
    else if (code < 0x800) units += String.fromCharCode(0xc0 | (code >> 6), tail(code));
    else if (code < 0x10000) units += String.fromCharCode(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    else units += String.fromCharCode(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
  }
  return units;
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f);
}

/** The text that UTF-8 bytes stand for; undefined if they are not UTF-8. */
export function decodeUtf8(bytes: readonly number[]): string | undefined {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) return undefined;
    let code = first & (0x3f >> more);
    for (let count = 0; count < more; count++) {
      const next = bytes[at++] ?? 0;
      if ((next & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (next & 0x3f);
    }
    const least = more === 3 ? 0x10000 : more === 2 ? 0x800 : 0x80;
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}

/** A text in small letters, as far as they are ASCII. */
export function lowerAscii(text: string): string {
  if (!UPPER.test(text)) return text;
  return NOT_ASCII.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text.toLowerCase();
}

/** A text in capitals, as far as they are ASCII. */
export function upperAscii(text: string): string {
  return NOT_ASCII.test(text) ? text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : text.toUpperCase();
}

/** Where UTF-16 puts the halves of a character beyond U+FFFF, UTF-8 has it after all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2000 : unit;
}

/** Negative, zero or positive: the order of the UTF-8 bytes, which is that of the characters. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
  }
  return a.length - b.length;
}
