import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { readLines, skip } from '@lanner/schema/corpus';
import { EVENT_NAMES } from '@lanner/schema';
import { parseCondition } from '../parser.ts';
import type { CheckSyntax, ConditionSyntax, MacroSyntax, OperandSyntax } from '../syntax.ts';
import { LIST_MODIFIERS, LIST_OPERATORS, NUMERIC_OPERATORS, STRING_OPERATORS, TRANSFORMER_NAMES } from '../syntax.ts';
import { DEFAULT_VOCABULARY } from '../vocabulary.ts';
import { CONDITION_START, conditionTokens } from './condition-tokens.ts';
import { FILE_START } from './line-state.ts';
import { lineTokens } from './line-tokens.ts';

const RULES = new URL('../../../../rules/', import.meta.url);

/** The tokens of a file, as `kind text`. */
function tokensOf(text: string): string[] {
  let state = FILE_START;
  return text.split('\n').flatMap((line) => {
    const read = lineTokens(line, state, DEFAULT_VOCABULARY);
    state = read.state;
    let end = 0;
    for (const token of read.tokens) {
      assert.ok(token.start >= end && token.end > token.start && token.end <= line.length, line);
      end = token.end;
    }
    return read.tokens.map(({ start, end, kind }) => `${kind} ${line.slice(start, end)}`);
  });
}

/** The tokens of a condition, as `kind text`. */
function conditionOf(text: string): string[] {
  const { tokens } = conditionTokens(text, 0, text.length, CONDITION_START, DEFAULT_VOCABULARY);
  return tokens.map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
}

test('a rule, line by line', () => {
  const text = `# c
- rule: R # n
  condition: >
    evt.type in (open, l) and not (m
    or proc.name startswith "a\\n)
    b") and tolower(proc.name)=val(proc.pname)
  output: "%evt.num and %20tolower(proc.name) %no.field 100%"
  priority: WARNING
  enabled: maybe
  tags: [a, "b", # c
    c]
  other: x
  override:
    condition: append
    tags: {x: replace}
  exceptions:
    - name: e
      fields: [proc.name, nope]
      comps: [=]
      values:
        - [a, b]
---
- macro: &m m
  condition: proc.name = 'it'
    and n`;
  const expected = [
    'comment # c',
    ['punctuation -', 'keyword rule', 'punctuation :', 'definition R', 'comment # n'],
    ['propertyName condition', 'punctuation :', 'documentMeta >'],
    ['variableName evt.type', 'operatorKeyword in', 'paren (', 'typeName open', 'punctuation ,', 'string l', 'paren )'],
    ['operatorKeyword and', 'operatorKeyword not', 'paren (', 'macroName m', 'operatorKeyword or'],
    ['variableName proc.name', 'operatorKeyword startswith', 'string "', 'string a', 'escape \\n', 'string )'],
    ['string b"', 'paren )', 'operatorKeyword and', 'function tolower', 'paren (', 'variableName proc.name'],
    ['paren )', 'operator =', 'function val', 'paren (', 'variableName proc.pname', 'paren )'],
    ['propertyName output', 'punctuation :', 'punctuation "', 'operator %', 'variableName evt.num', 'string  and '],
    ['operator %20', 'function tolower', 'paren (', 'variableName proc.name', 'paren )', 'string  ', 'operator %'],
    ['invalid no.field', 'string  100%', 'punctuation "'],
    ['propertyName priority', 'punctuation :', 'atom WARNING'],
    ['propertyName enabled', 'punctuation :', 'invalid maybe'],
    ['propertyName tags', 'punctuation :', 'punctuation [', 'string a', 'punctuation ,', 'string "b"'],
    ['punctuation ,', 'comment # c', 'string c', 'punctuation ]'],
    ['attributeName other', 'punctuation :', 'string x'],
    ['propertyName override', 'punctuation :', 'propertyName condition', 'punctuation :', 'modifier append'],
    ['propertyName tags', 'punctuation :', 'punctuation {', 'propertyName x', 'punctuation :', 'modifier replace'],
    ['punctuation }', 'propertyName exceptions', 'punctuation :', 'punctuation -', 'propertyName name'],
    [
      'punctuation :',
      'definition e',
      'propertyName fields',
      'punctuation :',
      'punctuation [',
      'variableName proc.name',
    ],
    ['punctuation ,', 'invalid nope', 'punctuation ]', 'propertyName comps', 'punctuation :', 'punctuation ['],
    ['operator =', 'punctuation ]', 'propertyName values', 'punctuation :', 'punctuation -', 'punctuation ['],
    ['string a', 'punctuation ,', 'string b', 'punctuation ]', 'documentMeta ---'],
    ['punctuation -', 'keyword macro', 'punctuation :', 'labelName &m', 'definition m', 'propertyName condition'],
    ['punctuation :', 'variableName proc.name', 'operator =', "string '", "string it'", 'operatorKeyword and'],
    'macroName n',
  ];
  assert.deepEqual(tokensOf(text), expected.flat());
});

test('all words of the language are known, from the tables', () => {
  for (const operator of [...STRING_OPERATORS, ...LIST_OPERATORS, ...NUMERIC_OPERATORS, 'exists']) {
    const kind = /\w/.test(operator) ? 'operatorKeyword' : 'operator';
    assert.deepEqual(conditionOf(`proc.name ${operator} x`).slice(0, 2), [
      'variableName proc.name',
      `${kind} ${operator}`,
    ]);
  }
  for (const name of TRANSFORMER_NAMES) {
    if (name !== 'val') assert.equal(conditionOf(`${name}(proc.name) = x`)[0], `function ${name}`);
    assert.equal(conditionOf(`proc.name = ${name}(proc.pname)`)[2], `function ${name}`);
  }
  for (const modifier of LIST_MODIFIERS)
    assert.equal(conditionOf(`proc.name = ${modifier} (a)`)[2], `modifier ${modifier}`);
  for (const name of EVENT_NAMES) assert.equal(conditionOf(`evt.type = ${name}`)[2], `typeName ${name}`);
  for (const name of DEFAULT_VOCABULARY.fieldNames()) {
    const field = DEFAULT_VOCABULARY.findField(name);
    const word = name === 'evt.type.is' ? 'open' : 'flags';
    const bracketed = field?.argument?.kinds.includes('index') === true ? '[1]' : '[a]';
    const argument = field?.argument?.dotted === true ? `.${word}` : bracketed;
    const dotted = field?.argument?.required === true ? argument : '';
    assert.equal(conditionOf(`${name}${dotted} exists`)[0], `variableName ${name}${dotted}`);
  }
});

test('what is wrong is marked', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['no.field = 1', 'invalid no.field'],
    ['proc.name is x', 'invalid is'],
    ['evt.type = opne', 'invalid opne'],
    ['proc.name = a AND b', 'invalid AND'],
    ['a)', 'invalid )'],
    ['proc.name = a, b', 'invalid ,'],
  ];
  for (const [text, token] of cases) assert.ok(conditionOf(text).includes(token), text);
});

function leaves(tree: ConditionSyntax): (CheckSyntax | MacroSyntax)[] {
  if (tree.kind === 'check' || tree.kind === 'macro') return [tree];
  return tree.kind === 'not' ? leaves(tree.child) : tree.children.flatMap(leaves);
}

/** What the parser says of the text, as `start kind`. */
function expectedTokens(leaf: CheckSyntax | MacroSyntax): string[] {
  if (leaf.kind === 'macro') return [`${leaf.span.start} macroName`];
  const isSign = !/\w/.test(leaf.operator);
  const operator = `${leaf.operatorSpan.start} ${isSign ? 'operator' : 'operatorKeyword'}`;
  return [
    ...operandTokens(leaf.left),
    operator,
    ...(leaf.right?.kind === 'transformer' ? operandTokens(leaf.right) : []),
  ];
}

function operandTokens(operand: OperandSyntax): string[] {
  if (operand.kind === 'field') return [`${operand.span.start} field`];
  if (operand.kind === 'operands') return operand.operands.flatMap(operandTokens);
  if (operand.kind !== 'transformer') return [];
  return [`${operand.span.start} function`, ...operand.operands.flatMap(operandTokens)];
}

test('colours agree with the parser on recorded conditions', { skip }, () => {
  let parsed = 0;
  for (const { condition } of readLines<{ condition: string }>('language.jsonl')) {
    const { tree } = parseCondition(condition);
    if (tree === undefined) continue;
    parsed++;
    const { tokens, state } = conditionTokens(condition, 0, condition.length, CONDITION_START, DEFAULT_VOCABULARY);
    assert.deepEqual([state.nesting, state.quote], ['', ''], condition);
    const found = new Set(
      tokens.flatMap(({ start, kind }) => [
        `${start} ${kind}`,
        ...(kind === 'variableName' || kind === 'invalid' ? [`${start} field`] : []),
      ]),
    );
    const missing = leaves(tree)
      .flatMap(expectedTokens)
      .filter((one) => !found.has(one));
    assert.deepEqual(missing, [], condition);
  }
  assert.ok(parsed > 1000, `${parsed} conditions parsed`);
});

test('nothing in the rules of the project is marked as wrong', () => {
  const files = readdirSync(RULES).filter((name) => name.endsWith('.yaml'));
  for (const name of files) {
    const tokens = tokensOf(readFileSync(new URL(name, RULES), 'utf8'));
    assert.deepEqual(
      tokens.filter((token) => /^(invalid|attributeName)/.test(token)),
      [],
      name,
    );
  }
});
