/** How findings speak of conditions. */
import { formatCondition, type ConditionSyntax } from '@lanner/language';

/** Conditions are quoted up to about this many characters. */
const MAX_QUOTED = 90;

/** The condition on one line, in quotes, cut if it is long. */
export function quote(syntax: ConditionSyntax): string {
  const text = formatCondition(syntax);
  return `'${text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED - 3)}...` : text}'`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
