/** Texts made to fit what a service takes. What is cut says so. */

/** Stands where something was cut off. */
export const CUT = '…[cut]';

/** At most `max` UTF-16 code units, the mark included; no character is cut in two. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = Math.max(0, max - CUT.length);
  const end = isLead(text.charCodeAt(room - 1)) ? room - 1 : room;
  return `${text.slice(0, end)}${CUT}`.slice(0, max);
}

/** At most `max` bytes of UTF-8, the mark included; no character is cut in two. */
export function cutBytes(text: string, max: number): string {
  // No character has more bytes than thrice its code units
  if (text.length * 3 <= max || Buffer.byteLength(text) <= max) return text;
  const bytes = Buffer.from(text.slice(0, max));
  let end = Math.max(0, max - Buffer.byteLength(CUT));
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString('utf8', 0, end)}${CUT}`;
}

/** Lengths that strings in JSON are cut to, until the whole fits. */
const LENGTHS = [32_768, 8192, 2048, 512, 128, 32];

/**
 * JSON of at most `max` bytes: its longest strings are cut, and say so; numbers and the rest stay as they are.
 * `undefined` if it does not fit even so.
 */
export function cutJson(json: string, max: number): string | undefined {
  if (json.length * 3 <= max || Buffer.byteLength(json) <= max) return json;
  for (const length of LENGTHS) {
    const shorter = cutStrings(json, length);
    if (Buffer.byteLength(shorter) <= max) return shorter;
  }
  return undefined;
}

/** Strings in JSON that are written with more than `length` characters end with the mark. */
function cutStrings(json: string, length: number): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = json.indexOf('"'); start !== -1;) {
    const end = endOfString(json, start + 1);
    if (end - start - 1 > length) {
      parts.push(json.slice(from, start + 1 + wholeLength(json, start + 1, length)), CUT);
      from = end;
    }
    start = json.indexOf('"', end + 1);
  }
  parts.push(json.slice(from));
  return parts.join('');
}

/** Where the quote is that ends the string. */
function endOfString(json: string, from: number): number {
  let at = from;
  for (;;) {
    const quote = json.indexOf('"', at);
    if (quote === -1) return json.length;
    let slashes = 0;
    while (json[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
}

/** The greatest number of characters, at most `length`, that cuts neither an escape nor a character in two. */
function wholeLength(json: string, from: number, length: number): number {
  let at = from;
  for (;;) {
    const size = json[at] === '\\' ? (json[at + 1] === 'u' ? 6 : 2) : isLead(json.charCodeAt(at)) ? 2 : 1;
    if (at + size > from + length) return at - from;
    at += size;
  }
}

function isLead(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
