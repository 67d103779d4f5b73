/** Numbers with their nouns. */

/** `no rules`, `1 rule`, `2 rules`. */
export function count(n: number, what: string): string {
  return `${n === 0 ? 'no' : n} ${what}${n === 1 ? '' : 's'}`;
}
