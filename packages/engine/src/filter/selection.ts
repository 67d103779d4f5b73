/** Where it is worth asking for the process: looking its bits up has a price, and paths alone keep most rules narrow. */
import type { Plan } from './plan.ts';
import { PASS, both, either, textsIn } from './plan.ts';
import { holdsOf } from './text/formula.ts';

/** Paths of which no rule speaks by name, as they are opened all the time. All bytes are ASCII. */
export const UNREMARKABLE: readonly Uint8Array[] = [
  '/\u0001/\u0001',
  '/usr/lib/\u0001',
  '/tmp/\u0001',
  '/home/\u0001/\u0001',
  '/proc/\u0001/\u0001',
  '/dev/null',
].map((path) => Uint8Array.from(path, (character) => character.charCodeAt(0)));

/** The plan with other numbers for its conditions on processes; those without one are taken for true. */
export function withProcessBits(plan: Plan, bitOf: (bit: number) => number | undefined): Plan {
  switch (plan.kind) {
    case 'process': {
      const bit = bitOf(plan.bit);
      return bit === undefined ? PASS : { ...plan, bit };
    }
    case 'and':
      return both(plan.children.map((child) => withProcessBits(child, bitOf)));
    case 'or':
      return either(plan.children.map((child) => withProcessBits(child, bitOf)));
    default:
      return plan;
  }
}

/** What is left of a plan once the paths are known, taking all else for true: may it hold? */
function mayHold(plan: Plan, path: Uint8Array): boolean {
  switch (plan.kind) {
    case 'constant':
      return plan.value;
    case 'text':
      return holdsOf(plan.formula, path);
    case 'and':
      return plan.children.every((child) => mayHold(child, path));
    case 'or':
      return plan.children.some((child) => mayHold(child, path));
    default:
      return true;
  }
}

/** The plan of one rule: without what it asks of the process where its paths keep it narrow enough. */
export function selected(plan: Plan): Plan {
  const lean = withProcessBits(plan, () => undefined);
  const narrow = textsIn(lean).length > 0 && !UNREMARKABLE.some((path) => mayHold(lean, path));
  return narrow ? lean : plan;
}

export function processBitsIn(plan: Plan, into: Set<number>): void {
  if (plan.kind === 'process') into.add(plan.bit);
  else if (plan.kind === 'and' || plan.kind === 'or') plan.children.forEach((child) => processBitsIn(child, into));
}
