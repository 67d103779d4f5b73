/** Why a condition holds or does not, as the lines of a tree. */
import { placeOfCheck, printCheck, printValue, type ExplainedCheck, type Explanation } from '@lanner/engine';
import { formatPlace, type WrittenRule } from '@lanner/language';
import { escapeControls } from '@lanner/outputs';
import type { Paint } from './paint.ts';

export interface TreeOptions {
  /** Every check of the condition; otherwise parts that did not decide are one line each. */
  readonly full: boolean;
  /** Macros within macros are one line each. */
  readonly shallow: boolean;
  readonly paint: Paint;
}

interface Row {
  readonly depth: number;
  /** Absent: a remark. */
  readonly holds?: boolean;
  readonly text: string;
  /** What the check was about. */
  readonly value?: string;
  readonly place?: string;
}

/** Values stand below each other, unless a check is longer than this. */
const COLUMN = 72;
const LONGEST_VALUE = 120;

/** Lines without line feeds; parts that hold have a ✓, others a ✗. `written`: of the rule whose condition it is. */
export function treeLines(explanation: Explanation, written: WrittenRule | undefined, options: TreeOptions): string[] {
  const { paint } = options;
  const rows = new Tree(options, exceptionsIn(explanation, written)).rows(explanation, 0, 0);
  const lengthOf = ({ depth, text }: Row): number => 2 * depth + text.length;
  const withValues = rows.filter(({ value }) => value !== undefined).map(lengthOf);
  const column = Math.max(0, ...withValues.filter((length) => length <= COLUMN));
  return rows.map((row) => {
    const { depth, holds, text, value, place } = row;
    const indent = '  '.repeat(depth);
    if (holds === undefined) return paint('dim', `${indent}  ${text}`);
    const mark = holds ? paint('green', '✓') : paint('red', '✗');
    if (value === undefined) return `${indent}${mark} ${paint('bold', text)}`;
    const gap = ' '.repeat(Math.max(0, column - lengthOf(row)) + 2);
    return `${indent}${mark} ${text}${gap}${paint('cyan', value)}  ${paint('dim', place ?? '')}`;
  });
}

/** The parts of a condition that are exceptions of the rule, by what they are called. */
function exceptionsIn(explanation: Explanation, written: WrittenRule | undefined): ReadonlyMap<Explanation, string> {
  const parts = explanation.kind === 'and' ? explanation.children : [];
  const names = (written?.exceptions ?? []).flatMap(({ name, position }): [Explanation, string][] => {
    const part = parts[position];
    const inner = part?.kind === 'not' ? part.children[0] : undefined;
    return inner === undefined ? [] : [[inner, `exception ${name}`]];
  });
  return new Map(names);
}

class Tree {
  readonly #full: boolean;
  readonly #shallow: boolean;
  readonly #exceptions: ReadonlyMap<Explanation, string>;

  constructor({ full, shallow }: TreeOptions, exceptions: ReadonlyMap<Explanation, string>) {
    this.#exceptions = exceptions;
    this.#full = full;
    this.#shallow = shallow && !full;
  }

  /** `macros`: in how many the part stands. */
  rows(node: Explanation, depth: number, macros: number): Row[] {
    if (node.kind === 'boolean' || node.kind === 'check') return [this.#line(node, depth)];
    if (node.kind === 'not' && node.macros.length === 0) {
      const [first, ...more] = node.children.flatMap((child) => this.rows(child, depth, macros));
      return first === undefined ? [] : [{ ...first, holds: node.holds, text: `not ${first.text}` }, ...more];
    }
    const within = macros + node.macros.length;
    if (this.#shallow && within > 1 && node.macros.length > 0) return [this.#line(node, depth)];
    const head: Row = { depth, holds: node.holds, text: this.#title(node) };
    const below = (child: Explanation): Row[] => this.rows(child, depth + 1, within);
    const decisive = node.children.filter((child) => node.kind === 'not' || child.holds === node.holds);
    const others = node.children.length - decisive.length;
    if (this.#full || others === 0) return [head, ...node.children.flatMap(below)];
    // Of an `or` that holds, what does not hold has no part in it; of an `and` that fails, it is good to see what does hold.
    if (node.kind === 'and') {
      return [head, ...node.children.flatMap((child) => (child.holds ? [this.#line(child, depth + 1)] : below(child)))];
    }
    const remark = `… and ${others} ${others === 1 ? 'part that does' : 'parts that do'} not hold`;
    return [head, ...decisive.flatMap(below), { depth: depth + 1, text: remark }];
  }

  /** A part without what is in it. */
  #line(node: Explanation, depth: number): Row {
    if (node.kind === 'check') return checkRow(node, depth, this.#exceptions.get(node));
    const child = node.kind === 'not' && node.macros.length === 0 ? node.children[0] : undefined;
    if (child !== undefined) {
      const inner = this.#line(child, depth);
      return { ...inner, holds: node.holds, text: `not ${inner.text}` };
    }
    return { depth, holds: node.holds, text: `${this.#title(node)}${node.kind === 'boolean' ? '' : ' …'}` };
  }

  #title(node: Explanation): string {
    const exception = this.#exceptions.get(node);
    if (exception !== undefined) return escapeControls(exception);
    if (node.macros.length > 0) return node.macros.map(({ name }) => name).join(' = ');
    return node.kind === 'boolean' ? String(node.holds) : node.kind;
  }
}

function checkRow(
  { condition, syntax, holds, left, right, macros }: ExplainedCheck,
  depth: number,
  exception: string | undefined,
): Row {
  const { left: operand, right: side } = condition;
  const names = [...(exception === undefined ? [] : [exception]), ...macros.map(({ name }) => name)];
  const values = [`${operand.text} = ${printValue(operand, left)}`];
  if (side.kind === 'operand') values.push(`${side.operand.text} = ${printValue(side.operand, right)}`);
  const value = escapeControls(values.join(', '));
  return {
    depth,
    holds,
    text: escapeControls([...names, printCheck(condition)].join(': ')),
    value: value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value,
    place: formatPlace(syntax?.kind === 'check' ? placeOfCheck(syntax) : condition.span),
  };
}
