/** Texts as Falco compares them: byte by byte, letters of ASCII the only ones with a case (the C locale). */

const NOT_ASCII = /[^\0-\x7f]/;
const UPPER = /[A-Z]/;

/** The UTF-8 bytes of a text, as code units of up to 255. Of ASCII it is the text itself. */
export function utf8Units(text: string): string {
  if (!NOT_ASCII.test(text)) return text;
  // Percent-encoding is the one way to UTF-8 that every JavaScript host has.
  return encodeURIComponent(text.toWellFormed()).replace(/%(..)/g, (_, byte: string) =>
    String.fromCharCode(Number.parseInt(byte, 16)),
  );
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
