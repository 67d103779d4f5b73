/** Syntax tree → text. Parsing the text gives the same tree again. */
import type { CheckSyntax, ConditionSyntax, OperandSyntax, TextSyntax } from './syntax.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/** Prints a condition on one line, with only the parentheses that its structure needs. */
export function formatCondition(tree: ConditionSyntax): string {
  switch (tree.kind) {
    case 'macro':
      return tree.name;
    case 'check':
      return formatCheck(tree);
    case 'not':
      return `not ${tree.child.kind === 'not' ? `(${formatCondition(tree.child)})` : formatChild(tree.child)}`;
    case 'and':
    case 'or':
      return tree.children.map(formatChild).join(` ${tree.kind} `);
  }
}

function formatChild(tree: ConditionSyntax): string {
  const text = formatCondition(tree);
  return tree.kind === 'and' || tree.kind === 'or' ? `(${text})` : text;
}

function formatCheck(check: CheckSyntax): string {
  const parts = [formatOperand(check.left), check.operator];
  if (check.modifier !== undefined) parts.push(check.modifier);
  if (check.right?.kind === 'list') parts.push(`(${check.right.values.map(formatText).join(', ')})`);
  else if (check.right !== undefined) parts.push(formatOperand(check.right));
  return parts.join(' ');
}

/** A field, transformer or value as it is written in a condition; `literal` says how texts are written. */
export function formatOperand(operand: OperandSyntax, literal: (text: TextSyntax) => string = formatText): string {
  const several = (operands: readonly OperandSyntax[]): string =>
    operands.map((one) => formatOperand(one, literal)).join(', ');
  switch (operand.kind) {
    case 'field':
      return operand.name + formatArgument(operand.argument);
    case 'transformer':
      return `${operand.name}(${several(operand.operands)})${formatArgument(operand.argument)}`;
    case 'text':
      return literal(operand);
    case 'number':
      return operand.text;
    case 'operands':
      return `(${several(operand.operands)})`;
  }
}

function formatArgument(argument: string | undefined): string {
  if (argument === undefined) return '';
  return /^[^"'[\] \t\n\r\f\v]+$/.test(argument) ? `[${argument}]` : `[${quote(argument)}]`;
}

function formatText(value: TextSyntax): string {
  return value.quoted || !/^[^()"' \t\n\r\f\v=,]+$/.test(value.text) ? quote(value.text) : value.text;
}

/** A backslash at the end needs its older spelling, because the usual one would escape the closing quote. */
function quote(text: string): string {
  const escaped = text.replace(/[\b\f\n\r\t"\\]/g, (character) => ESCAPES[character] ?? character);
  return `"${text.endsWith('\\') ? `${escaped.slice(0, -2)}\\ ` : escaped}"`;
}
