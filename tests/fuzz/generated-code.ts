/**
 * The JavaScript that rules are compiled to, taken apart: its tree holds nothing but what the generator means to write,
 * and every text of a rule in it is one whole string literal.
 */
import type { Condition, Operand } from '@lanner/language';
import { parse } from 'acorn';

const IDENTIFIER =
  /^(?:k\d*|f\d+|rf\d+|m\d+v?|c\d+|process\d+|object\d+|holds|judge|vp|vo|at|start|lap|ofProcess|ofObjects|e|t|U|event|out|first|undefined)$/;
const METHODS: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'includes', 'charCodeAt', 'has', 'push']);
const OPERATORS: ReadonlySet<string> = new Set([
  '===',
  '!==',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '-',
  '&&',
  '||',
  '!',
  '=',
  '?',
]);

interface Tree {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && 'type' in value;
}

type Check = (node: Tree, texts: ReadonlySet<string>) => boolean;

const ANY: Check = () => true;
const operator: Check = (node) => OPERATORS.has(String(node['operator']));

const NO_TEXTS: ReadonlySet<string> = new Set();

/** `at + 0` */
function isPlace({ operator: sign, left, right }: Tree): boolean {
  return sign === '+' && isTree(left) && left['name'] === 'at' && isTree(right) && typeof right['value'] === 'number';
}

/** `vp[0]` or `vo[at + 0]` */
function isVerdict({ object, property }: Tree): boolean {
  if (!isTree(object) || !isTree(property)) return false;
  return object['name'] === 'vp' ? typeof property['value'] === 'number' : object['name'] === 'vo' && isPlace(property);
}

/** Kinds of nodes that the generator writes; what must hold of them beyond what holds of their parts. */
const KINDS: Readonly<Record<string, Check>> = {
  Program: ANY,
  ExpressionStatement: ANY,
  BlockStatement: ANY,
  IfStatement: ANY,
  ReturnStatement: ANY,
  VariableDeclaration: ANY,
  VariableDeclarator: ANY,
  ArrowFunctionExpression: ({ async, generator }) => async === false && generator === false,
  ConditionalExpression: ANY,
  ArrayExpression: ANY,
  AssignmentExpression: ({ operator: sign, left }) =>
    sign === '=' && isTree(left) && (left.type === 'Identifier' || isVerdict(left)),
  BinaryExpression: (node) => operator(node, NO_TEXTS) || isPlace(node),
  LogicalExpression: operator,
  UnaryExpression: operator,
  Identifier: ({ name }) => IDENTIFIER.test(String(name)),
  CallExpression: (node) => {
    const { callee } = node;
    return isTree(callee) && (callee.type === 'Identifier' || callee.type === 'MemberExpression');
  },
  MemberExpression: ({ computed, object, property }) => {
    if (!isTree(object) || object.type !== 'Identifier' || !isTree(property)) return false;
    // k[0] gives a constant, vp[0] and vo[at + 0] a verdict that is kept; t.length and the methods read a text.
    if (computed === true) {
      return object['name'] === 'k' ? typeof property['value'] === 'number' : isVerdict({ object, property, type: '' });
    }
    const name = String(property['name']);
    return property.type === 'Identifier' && (METHODS.has(name) || name === 'length');
  },
  Literal: ({ value, regex }, texts) =>
    regex === undefined &&
    (typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && texts.has(value))),
};

/** What in the code is not the generator's, or `undefined`. `texts`: the texts that the rules compare with. */
export function strangeCode(source: string, texts: ReadonlySet<string>): string | undefined {
  let program: unknown;
  try {
    program = parse(source, { ecmaVersion: 'latest', allowReturnOutsideFunction: true });
  } catch (error) {
    return `does not parse: ${String(error)}`;
  }
  const allowed = new Set([...texts, 'use strict']);
  const left: unknown[] = [program];
  while (left.length > 0) {
    const node = left.pop();
    if (Array.isArray(node)) left.push(...(node as unknown[]));
    if (!isTree(node)) continue;
    const check = Object.hasOwn(KINDS, node.type) ? KINDS[node.type] : undefined;
    if (check?.(node, allowed) !== true) {
      const { start, end } = node;
      return `${node.type} that the generator does not write: ${source.slice(Number(start), Number(end)).slice(0, 200)}`;
    }
    for (const [key, value] of Object.entries(node)) {
      // Names of members have been looked at with the whole.
      if (key === 'property' && node['computed'] === false) continue;
      if (typeof value === 'object' && value !== null && !(value instanceof RegExp)) left.push(value);
    }
  }
  return undefined;
}

/** The texts that a condition compares with. */
export function textsOf(condition: Condition): Set<string> {
  const texts = new Set<string>();
  const left: (Condition | Operand)[] = [condition];
  const seen = new Set<object>();
  while (left.length > 0) {
    const node = left.pop();
    if (node === undefined || seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'and' || node.kind === 'or') for (const child of node.children) left.push(child);
    if (node.kind === 'not') left.push(node.child);
    if (node.kind !== 'check' || node.right.kind !== 'literals') continue;
    for (const value of node.right.values) if (typeof value === 'string') texts.add(value);
  }
  return texts;
}
