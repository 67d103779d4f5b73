/** Combinations of what machines say of one text. */
import type { Machine } from './machine.ts';

export type Formula =
  | { readonly kind: 'machine'; readonly machine: Machine; readonly key: string }
  | { readonly kind: 'not'; readonly child: Formula; readonly key: string }
  | { readonly kind: 'and' | 'or'; readonly children: readonly Formula[]; readonly key: string };

export function accepted(machine: Machine): Formula {
  return { kind: 'machine', machine, key: machine.key };
}

export function negated(formula: Formula): Formula {
  return formula.kind === 'not' ? formula.child : { kind: 'not', child: formula, key: `!(${formula.key})` };
}

export function joined(kind: 'and' | 'or', formulas: readonly Formula[]): Formula {
  const parts = new Map<string, Formula>();
  for (const formula of formulas) {
    for (const part of formula.kind === kind ? formula.children : [formula]) parts.set(part.key, part);
  }
  const children = Array.from(parts.values());
  const [only] = children;
  if (only !== undefined && children.length === 1) return only;
  return { kind, children, key: `${kind}(${Array.from(parts.keys()).toSorted().join(', ')})` };
}

export function machinesIn(formula: Formula, into: Map<string, Machine> = new Map()): Map<string, Machine> {
  if (formula.kind === 'machine') into.set(formula.key, formula.machine);
  else if (formula.kind === 'not') machinesIn(formula.child, into);
  else for (const child of formula.children) machinesIn(child, into);
  return into;
}

/** @param accepts whether the machine of a key accepts */
export function holds(formula: Formula, accepts: (key: string) => boolean): boolean {
  switch (formula.kind) {
    case 'machine':
      return accepts(formula.key);
    case 'not':
      return !holds(formula.child, accepts);
    case 'and':
      return formula.children.every((child) => holds(child, accepts));
    case 'or':
      return formula.children.some((child) => holds(child, accepts));
  }
}

/** Whether a formula holds of a text. */
export function holdsOf(formula: Formula, text: Uint8Array): boolean {
  const machines = machinesIn(formula);
  return holds(formula, (key) => {
    const machine = machines.get(key);
    if (machine === undefined) return false;
    return machine.accepts(text.reduce((state, byte) => machine.step(state, byte), machine.start));
  });
}
