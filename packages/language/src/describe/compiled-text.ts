/**
 * Conditions as they are compiled, as text: macros resolved, every `and` and `or` in parentheses, values without the
 * quotes that they do not need. Made to be read and compared, not to be parsed again: an empty value is written as nothing.
 */
import type { CheckSyntax, ConditionSyntax, FieldSyntax, MacroSyntax, OperandSyntax } from '../syntax.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/** Puts the conditions of macros where they are named; a macro without one stays a name. */
export function expandMacros(
  tree: ConditionSyntax,
  macro: (reference: MacroSyntax) => ConditionSyntax | undefined,
): ConditionSyntax {
  switch (tree.kind) {
    case 'check':
      return tree;
    case 'macro':
      return macro(tree) ?? tree;
    case 'not':
      return { ...tree, child: expandMacros(tree.child, macro) };
    case 'and':
    case 'or':
      return { ...tree, children: tree.children.map((child) => expandMacros(child, macro)) };
  }
}

export function compiledText(tree: ConditionSyntax): string {
  switch (tree.kind) {
    case 'macro':
      return tree.name;
    case 'check':
      return checkText(tree);
    case 'not':
      return `not ${compiledText(tree.child)}`;
    case 'and':
    case 'or':
      return `(${tree.children.map(compiledText).join(` ${tree.kind} `)})`;
  }
}

function checkText(check: CheckSyntax): string {
  const left = `${operandText(check.left)} ${operatorText(check)}`;
  const { right } = check;
  if (right === undefined) return left;
  if (right.kind === 'list') return `${left} (${right.values.map(({ text }) => valueText(text)).join(', ')})`;
  return `${left} ${operandText(right)}`;
}

/** The operator as written, with its modifier: `startswith anyof`. */
export function operatorText({ operator, operatorText: written = operator, modifier }: CheckSyntax): string {
  return modifier === undefined ? written : `${written} ${modifier}`;
}

/** A field with its argument: `proc.aname[2]`. */
export function fieldText({ name, argument }: FieldSyntax): string {
  return argument === undefined ? name : `${name}[${argument}]`;
}

function operandText(operand: OperandSyntax): string {
  switch (operand.kind) {
    case 'field':
      return fieldText(operand);
    case 'transformer': {
      const operands = operand.operands.map(operandText).join(',');
      return `${operand.name}(${operands})${operand.argument === undefined ? '' : `[${operand.argument}]`}`;
    }
    case 'operands':
      return `(${operand.operands.map(operandText).join(',')})`;
    case 'text':
      return valueText(operand.text);
    case 'number':
      return operand.text;
  }
}

function valueText(text: string): string {
  if (!/[\b\f\n\r\t"'\\ ]/.test(text)) return text;
  return `"${text.replace(/[\b\f\n\r\t"\\]/g, (character) => ESCAPES[character] ?? character)}"`;
}
