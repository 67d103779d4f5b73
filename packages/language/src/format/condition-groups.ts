/**
 * The text of a condition as groups of operands, parentheses and negations as they are written.
 *
 * The syntax tree does not do for this: it has no parentheses, and those that look needless need not be. Conditions are
 * appended to from other files, and lists are put into them as text, both before they are parsed.
 */
import type { Diagnostic } from '../diagnostics.ts';
import { fileText } from '../mapped-text.ts';
import { parseCondition } from '../parser.ts';
import type { CheckSyntax, ConditionSyntax, MacroSyntax } from '../syntax.ts';

export type Connector = 'and' | 'or';

export interface Group {
  readonly kind: 'group';
  readonly operands: readonly GroupOperand[];
}

export interface GroupOperand {
  /** What joins it to the operand before it. Only the first operand of a whole condition can do without or have one. */
  readonly connector: Connector | undefined;
  readonly negations: number;
  readonly term: Group | CheckSyntax | MacroSyntax;
}

export type GroupResult =
  | { readonly group: Group; readonly tree: ConditionSyntax; readonly error?: undefined }
  | { readonly group?: undefined; readonly tree?: undefined; readonly error: Diagnostic };

/** A condition that is appended to an earlier one begins with `and` or `or`. */
const LEADING_CONNECTOR = /^[ \t\n\r\f\v]*(and|or)(?=[ \t\n\r\f\v(])/;

/** Reads a condition, or a piece that is appended to one. Places in the result are offsets in `text`. */
export function readGroups(text: string): GroupResult {
  const leading = LEADING_CONNECTOR.exec(text);
  const start = leading?.[0].length ?? 0;
  const { tree, error } = parseCondition(fileText({ name: '<condition>', text }, start));
  if (error !== undefined) return { error };
  return { group: groupTerms(text, start, terms(tree), leading?.[1] as Connector | undefined), tree };
}

function terms(tree: ConditionSyntax): (CheckSyntax | MacroSyntax)[] {
  if (tree.kind === 'check' || tree.kind === 'macro') return [tree];
  return tree.kind === 'not' ? terms(tree.child) : tree.children.flatMap(terms);
}

/** Between the terms stand only parentheses, `and`, `or`, `not` and blanks. */
function groupTerms(
  text: string,
  start: number,
  leaves: readonly (CheckSyntax | MacroSyntax)[],
  leading: Connector | undefined,
): Group {
  const outermost: GroupOperand[] = [];
  const levels = [outermost];
  let at = start;
  let connector = leading;
  let negations = 0;
  const add = (term: GroupOperand['term']): void => {
    levels.at(-1)?.push({ connector, negations, term });
    connector = undefined;
    negations = 0;
  };
  for (const leaf of leaves) {
    for (const [token] of text.slice(at, leaf.span.start).matchAll(/[()]|and|or|not/g)) {
      if (token === ')') {
        levels.pop();
      } else if (token === '(') {
        const operands: GroupOperand[] = [];
        add({ kind: 'group', operands });
        levels.push(operands);
      } else if (token === 'not') {
        negations++;
      } else {
        connector = token as Connector;
      }
    }
    add(leaf);
    at = leaf.span.end;
  }
  return { kind: 'group', operands: outermost };
}

/** `((x))` is `(x)`. */
export function unwrapped(term: GroupOperand['term']): GroupOperand['term'] {
  let inner = term;
  while (inner.kind === 'group') {
    const [only] = inner.operands;
    if (inner.operands.length !== 1 || only?.term.kind !== 'group' || only.negations > 0) break;
    inner = only.term;
  }
  return inner;
}
