/** How values look in text and in JSON; the forms are Falco's. */
import type { FieldValue, Scalar, ValueType } from '@lanner/schema';
import { encodeBase64 } from './base64.ts';

const NANOSECONDS = 1_000_000_000n;

/** `10.0.0.1`, or an IPv6 address in its short form (RFC 5952). */
export function renderAddress(address: number | bigint): string {
  if (typeof address === 'number') {
    return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
  }
  const groups = Array.from({ length: 8 }, (_, at) => Number((address >> BigInt(112 - 16 * at)) & 0xffffn));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${renderAddress(Number(address & 0xffffffffn))}`;
  }
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/** Bytes as text: what cannot be printed is a dot. */
export function renderBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  return text;
}

export interface RenderOptions {
  /** Bytes as base64 rather than as what can be printed of them. */
  readonly base64?: boolean;
}

function renderScalar(value: Scalar, type: ValueType, options: RenderOptions): string {
  if (value instanceof Uint8Array) return options.base64 === true ? encodeBase64(value) : renderBytes(value);
  if (type === 'IPADDR' && (typeof value === 'number' || typeof value === 'bigint')) return renderAddress(value);
  if (type === 'IPNET') return '<IPNET>';
  if (type === 'DOUBLE' && typeof value === 'number') return value.toFixed(1);
  return String(value);
}

/** `<NA>` where there is no value. */
export function renderText(value: FieldValue, type: ValueType, options: RenderOptions = {}): string {
  if (value === undefined) return '<NA>';
  if (isArray(value)) return `(${value.map((one) => renderScalar(one, type, options)).join(',')})`;
  return renderScalar(value, type, options);
}

function isArray(value: FieldValue): value is readonly Scalar[] {
  return Array.isArray(value);
}

export type JsonScalar = string | number | bigint | boolean | null;
export type JsonValue = JsonScalar | readonly JsonScalar[];

/** Numbers and booleans stay what they are, addresses and bytes become text, and nothing, or an empty list, is null. */
export function jsonValue(value: FieldValue, type: ValueType, options: RenderOptions = {}): JsonValue {
  if (value === undefined) return null;
  if (isArray(value)) return value.length === 0 ? null : value.map((one) => jsonScalar(one, type, options));
  return jsonScalar(value, type, options);
}

function jsonScalar(value: Scalar, type: ValueType, options: RenderOptions): JsonScalar {
  if (value instanceof Uint8Array || type === 'IPADDR' || type === 'IPNET') return renderScalar(value, type, options);
  return value;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** What is made of a second, remembered for the next times in the same one. */
function eachSecond(make: (date: Date) => string): (time: bigint) => string {
  let known = NaN;
  let made = '';
  return (time) => {
    const second = Number(time / NANOSECONDS);
    if (second !== known) {
      made = make(new Date(second * 1000));
      known = second;
    }
    return made;
  };
}

const localSecond = eachSecond((date) => `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`);
const isoSecond = eachSecond((date) => date.toISOString().slice(0, 19));

/** `HH:MM:SS.nnnnnnnnn` in local time. */
export function localTime(time: bigint): string {
  return `${localSecond(time)}.${nanoseconds(time)}`;
}

/** `YYYY-MM-DDTHH:MM:SS.nnnnnnnnn` in UTC, and the zone as given: `Z` in JSON, `+0000` in text. */
export function isoTime(time: bigint, zone: 'Z' | '+0000'): string {
  return `${isoSecond(time)}.${nanoseconds(time)}${zone}`;
}

export function nanoseconds(time: bigint): string {
  return String(Number(time % NANOSECONDS)).padStart(9, '0');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const CONTROLS = new RegExp(CONTROL, 'g');

/** Escapes control characters as JSON does; C1 controls and bidirectional marks as well. Quotes and backslashes stay, as in Falco. */
export function escapeControls(text: string): string {
  // Hardly any text has one, and to look is faster than to replace
  if (!CONTROL.test(text)) return text;
  return text.replace(CONTROLS, (character) => {
    const short = ESCAPES[character];
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
