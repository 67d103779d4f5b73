/** Checks as text. */
import type { CheckNode, Literal } from '@lanner/language';

/** The same text for checks that say the same, whatever their places in files. */
export function checkText(check: CheckNode): string {
  const { left, operator, modifier, right } = check;
  const values =
    right.kind === 'literals'
      ? right.values.map(literalText).join()
      : right.kind === 'operand'
        ? right.operand.text
        : '';
  return `${left.text} ${operator} ${modifier ?? ''} ${right.kind} ${values}`;
}

/** IPv4 and IPv6 are told apart by the type of the address: `0.0.0.0/8` is not `::/8`. */
function literalText(value: Literal): string {
  if (value instanceof Uint8Array) return `b${[...value].join('.')}`;
  if (typeof value === 'object') return `${typeof value.address} ${value.address}/${value.bits}`;
  return `${typeof value} ${JSON.stringify(String(value))}`;
}
