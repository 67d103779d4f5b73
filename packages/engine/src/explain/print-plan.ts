/** Plans of the kernel as text, for people. */
import type { Condition } from '@lanner/language';
import { STRUCT_LAYOUTS, isPathParam, recordLayout, renderResult } from '@lanner/schema';
import type { EventDef, StructLayout } from '@lanner/schema';
import type { MemberTest, NumberTest, Plan, TextTest } from '../filter/plan.ts';
import type { Formula } from '../filter/text/formula.ts';
import type { TextSource } from '../filter/text/source.ts';
import { printCheck } from '../testing/print-condition.ts';
import { inParentheses, junction, negation, printValues } from './words.ts';

/** A condition on one line, with only the parentheses that it needs; long lists are cut. */
export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'boolean':
      return String(condition.value);
    case 'check':
      return printCheck(condition);
    case 'not':
      return negation(printCondition(condition.child), condition.child.kind !== 'check');
    case 'and':
    case 'or':
      return junction(
        condition.kind,
        condition.children.map((child) => inParentheses(printCondition(child), isJunction(child))),
      );
  }
}

/**
 * What the kernel tests of the records of an event type, on one line.
 * @param conditionOf what a bit of processes stands for
 */
export function printPlan(plan: Plan, event: EventDef, conditionOf: (bit: number) => Condition | undefined): string {
  switch (plan.kind) {
    case 'constant':
      return plan.value ? 'true' : 'false';
    case 'number':
      return printNumber(plan, event);
    case 'member':
      return printMember(plan, event);
    case 'slash':
      return `${memberAt(event, plan.at)} ${plan.negated ? 'begins with no slash' : 'begins with a slash'}`;
    case 'text':
      return printText(plan, event);
    case 'process': {
      const condition = conditionOf(plan.bit);
      const text = condition === undefined ? `condition ${plan.bit}` : printCondition(condition);
      if (plan.negated) return `process: ${negation(text, condition?.kind !== 'check')}`;
      return `process: ${inParentheses(text, condition !== undefined && isJunction(condition))}`;
    }
    case 'and':
    case 'or':
      return junction(
        plan.kind,
        plan.children.map((child) => inParentheses(printPlan(child, event, conditionOf), isJunction(child))),
      );
  }
}

function isJunction({ kind }: { readonly kind: string }): boolean {
  return kind === 'and' || kind === 'or';
}

// ---- numbers --------------------------------------------------------------------------------------------------------

/** Members of records under the names that rules know them by. */
const NAMES: Readonly<Record<string, string>> = {
  'header.ret': 'result',
  'header.pid': 'proc.pid',
  'header.tid': 'thread.tid',
  'header.uid': 'user.uid',
  'header.gid': 'group.gid',
  'header.loginuid': 'user.loginuid',
  'descriptor.num': 'fd.num',
  'descriptor.mode': 'mode of the file',
  'descriptor.path': 'path of the file',
  'descriptor.family': 'family of the socket',
  'descriptor.socktype': 'type of the socket',
  'descriptor.protocol': 'protocol of the socket',
  'descriptor.laddr': 'socket.laddr',
  'descriptor.raddr': 'socket.raddr',
  'descriptor.lport': 'port of this end',
  'descriptor.rport': 'port of the other end',
};

function memberAt(event: EventDef, at: number): string {
  const name = dottedName(recordLayout(event.name), at);
  return name === undefined ? `bytes from ${at} on` : (NAMES[name] ?? name);
}

function dottedName({ members }: StructLayout, at: number): string | undefined {
  const member = members.findLast(({ offset }) => offset <= at);
  if (member === undefined) return undefined;
  const struct = typeof member.type === 'string' ? STRUCT_LAYOUTS.get(member.type) : undefined;
  const inner = struct === undefined ? undefined : dottedName(struct, at - member.offset);
  return inner === undefined || member.type === 'string' || member.type === 'path'
    ? member.name
    : `${member.name}.${inner}`;
}

/** Where the member begins that holds a byte. */
function startOf({ members }: StructLayout, at: number): number {
  const member = members.findLast(({ offset }) => offset <= at);
  if (member === undefined) return at;
  const struct = typeof member.type === 'string' ? STRUCT_LAYOUTS.get(member.type) : undefined;
  return member.offset + (struct === undefined ? 0 : startOf(struct, at - member.offset));
}

function dotted(word: bigint): string {
  return [0n, 8n, 16n, 24n].map((shift) => (word >> shift) & 0xffn).join('.');
}

/** Flags of opens that plans ask for; the last is Lanner's own: the call made the file. */
const OPEN_FLAGS: readonly (readonly [bigint, string])[] = [
  [0o100n, 'O_CREAT'],
  [0o20000000n, 'O_TMPFILE'],
  [0x10000000n, 'O_F_CREATED'],
];

const EXEC_BITS = 0o111n;

function printMask(name: string, mask: bigint): string {
  if (name === 'mode' && mask === EXEC_BITS) return 'S_IXUSR|S_IXGRP|S_IXOTH';
  if (name !== 'flags') return `0x${mask.toString(16)}`;
  const names: string[] = [];
  let rest = mask;
  for (const [bits, flag] of OPEN_FLAGS) {
    if ((rest & bits) !== bits) continue;
    names.push(flag);
    rest &= ~bits;
  }
  return [...names, ...(rest === 0n ? [] : [`0x${rest.toString(16)}`])].join('|');
}

/** Four bytes of an address, as they lie in the record. */
const ADDRESS = /\.(?:laddr|raddr|ip)$/;

function printNumber({ at, mask, relation, value }: NumberTest, event: EventDef): string {
  const name = memberAt(event, at);
  if (ADDRESS.test(name)) {
    const from = at - startOf(recordLayout(event.name), at);
    const bytes = from === 0 ? name : `${name}[${from}..${from + 3}]`;
    return `${bytes}${mask === undefined ? '' : ` & ${dotted(mask)}`} ${relation} ${dotted(value)}`;
  }
  if (mask !== undefined) return `${name} & ${printMask(name, mask)} ${relation} ${value}`;
  if (name !== 'result' || value >= 0n) return `${name} ${relation} ${value}`;
  const error = renderResult(Number(value));
  return `${name} ${relation} ${error === String(value) ? value : `-${error}`}`;
}

/** By `mode >> 12`. */
const FILE_KINDS: ReadonlyMap<number, string> = new Map([
  [0, 'none'],
  [1, 'pipe'],
  [2, 'character device'],
  [4, 'directory'],
  [6, 'block device'],
  [8, 'regular'],
  [10, 'symbolic link'],
  [12, 'socket'],
]);

const ACCESS: ReadonlyMap<number, string> = new Map([
  [0, 'read'],
  [1, 'write'],
  [2, 'read and write'],
]);

function printMember({ at, shift, mask, members }: MemberTest, event: EventDef): string {
  const name = memberAt(event, at);
  const numbers = Array.from({ length: mask + 1 }, (_, number) => number).filter(
    (number) => ((members >> BigInt(number)) & 1n) === 1n,
  );
  if (shift === 12) return printSet('kind of the file', numbers, mask, FILE_KINDS);
  if (name === 'flags') return printSet('open for', numbers, mask, ACCESS);
  return printSet(`${name} >> ${shift} & ${mask}`, numbers, mask, new Map());
}

/** Of a number of few values: those that it may have, or those that it may not if these are fewer. */
function printSet(name: string, members: readonly number[], mask: number, names: ReadonlyMap<number, string>): string {
  const others = Array.from({ length: mask + 1 }, (_, number) => number).filter((number) => !members.includes(number));
  const negated = others.length < members.length && others.every((number) => names.has(number));
  const texts = (negated ? others : members).map((number) => names.get(number) ?? String(number));
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return `${name} ${negated ? '!=' : '='} ${only}`;
  return `${negated ? 'not ' : ''}${name} in (${texts.join(', ')})`;
}

// ---- paths ----------------------------------------------------------------------------------------------------------

function printText({ source, formula }: TextTest, event: EventDef): string {
  return printFormula(formula, printSource(source, event));
}

function printSource(source: TextSource, event: EventDef): string {
  if (source.kind !== 'string') {
    const name = event.params.filter(isPathParam)[source.path]?.name ?? `path ${source.path}`;
    return source.kind === 'view' ? `path[${name}]` : `lexical path[${name}]`;
  }
  const name = memberAt(event, source.at);
  const isPath = event.params.some((param) => param.name === name && isPathParam(param));
  return isPath ? `path[${name}] as given` : name;
}

function printFormula(formula: Formula, name: string): string {
  switch (formula.kind) {
    case 'machine':
      return printMachine(formula.key, name);
    case 'not':
      return negation(printFormula(formula.child, name), formula.child.kind === 'not');
    case 'and':
    case 'or':
      return inParentheses(
        junction(
          formula.kind,
          formula.children.map((child) => printFormula(child, name)),
        ),
        true,
      );
  }
}

const PARTS: Readonly<Record<string, string>> = { directory: 'directory of ', name: 'file name of ' };

/** Keys of machines are the operator and its values in JSON, after the part of the path that is looked at. */
function printMachine(key: string, name: string): string {
  const found = /^(?:(directory|name) )?(\S+) (\[.*\])$/s.exec(key);
  const [, part, operator, list] = found ?? [];
  if (operator === undefined || list === undefined) return `${name}: ${key}`;
  const values: unknown = JSON.parse(list);
  const texts = Array.isArray(values) ? values.map(String) : [];
  return `${part === undefined ? '' : (PARTS[part] ?? '')}${name} ${printValues(operator, texts)}`;
}
