/** Cases of recorded behaviour, as the tests of this folder read them. */
import { loadRules, type CheckedRule, type FieldRef } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';

export type Recorded = string | number | bigint | boolean | null | readonly (string | number)[];
/** Tokens of outputs, without `%`, and their values. What has no value is absent, or null. */
export type Fields = Readonly<Record<string, Recorded>>;

export interface FieldsCase {
  readonly capture: string;
  readonly 'evt.num': number;
  readonly fields: Fields;
  /** Texts of tokens, where they are not simply the value. */
  readonly text?: Readonly<Record<string, string>>;
}

/** `10.0.0.1`, `::1` and the like; the corpus holds no other forms. */
function addressOf(text: string): number | bigint {
  if (!text.includes(':')) return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [head = '', tail] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n);
}

/** A recorded JSON value as the field's type is held. */
export function valueOf(recorded: Recorded | undefined, { field }: FieldRef): FieldValue {
  if (recorded === undefined || recorded === null) return undefined;
  if (field.format === 'hex' && typeof recorded === 'string') return Number.parseInt(recorded, 16);
  switch (field.type) {
    case 'IPADDR':
    case 'IPNET':
      return typeof recorded === 'string' ? addressOf(recorded) : undefined;
    case 'ABSTIME':
    case 'RELTIME':
      return typeof recorded === 'number' ? BigInt(recorded) : recorded;
    case 'BYTEBUF':
      return Uint8Array.from(String(recorded), (character) => character.charCodeAt(0));
    default:
      return recorded;
  }
}

/** The one rule of a condition and an output; undefined if it does not load. */
export function ruleOf(condition: string, output: string, priority = 'notice'): CheckedRule | undefined {
  const rule = { rule: 'r', desc: 'd', priority, warn_evttypes: false, condition, output };
  return loadRules([{ name: 'a', text: JSON.stringify([rule]) }]).rules[0];
}
