import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace } from '../render.ts';
import { formatRules, type FormatOptions } from './format.ts';

function format(text: string, options: FormatOptions = {}): string {
  const { text: formatted, diagnostics } = formatRules({ name: 'a.yaml', text }, options);
  assert.deepEqual(
    diagnostics?.map(({ message }) => message),
    undefined,
  );
  assert.ok(formatted !== undefined);
  return formatted;
}

/** Checks one step and that a second changes nothing. */
function formats(before: string, after: string, options: FormatOptions = {}): void {
  assert.equal(format(before, options), after);
  assert.equal(format(after, options), after);
}

test('keys of items come in one order, unknown ones last, with their comments', () => {
  formats(
    `
- priority: WARNING # p
  # why
  condition: evt.type=open
  mine: 1
  output: o
  rule:   R
  tags: [ a,b ]
  desc: d
- items: [a]
  list: l
- override: {condition: append}
  condition: or b
  macro: m`,
    `- rule: R
  desc: d
  # why
  condition: evt.type = open
  output: o
  priority: WARNING # p
  tags: [a, b]
  mine: 1

- list: l
  items: [a]

- macro: m
  condition: or b
  override: { condition: append }
`,
  );
});

test('comments stay where they are', () => {
  const text = `# about the file

# about the item
- rule: R # name
  # about desc
  desc: > # behind the header
    Long.
  condition: evt.type = open
  # first
  # second

  # third
  tags: # of the key
    # about a
    - a # behind a

    # about b
    - b
    # behind b
  # behind tags
# about the list
- list: l
  items:
    - a
# end
`;
  formats(text, text.replace('# about the list', '\n# about the list'));
});

test('comments that stand where none can stay move up, and none is lost', () => {
  formats(
    `- # a dash
  # inside
  list: l # name
  items: [a, # behind a
    # above b
    b # behind b
    ] # behind the bracket
- macro: m
  condition: # of the key
    # above the value
    a # behind`,
    `# a dash
# inside
- list: l # name
  items: # behind the bracket
    - a # behind a
    # above b
    - b # behind b

- macro: m
  # of the key
  # above the value
  condition: a # behind
`,
  );
});

test('conditions take the line, or one line an operand', () => {
  formats(
    `- macro: short
  condition: >
    (evt.type in (open,openat)
    and fd.num>=0)
- macro: long
  condition: 'proc.name = one and (proc.pname = two or proc.pname = three) and not proc.cmdline contains "a: b"'
- macro: quoted
  condition: "proc.name = 'a: b'"
- macro: literal
  condition: |
    proc.name = "a
      b"
    and c
`,
    `- macro: short
  condition: (evt.type in (open, openat) and fd.num >= 0)

- macro: long
  condition: >
    proc.name = one
    and (proc.pname = two or proc.pname = three)
    and not proc.cmdline contains "a: b"

- macro: quoted
  condition: >
    proc.name = "a: b"

- macro: literal
  condition: |
    proc.name = "a
      b" and c
`,
    { width: 70 },
  );
});

test('texts keep every character, and take the style that shows them best', () => {
  formats(
    `- rule: R
  desc: "one line"
  condition: evt.type = open
  output: >
    seen %proc.name
  priority: INFO
- rule: S
  desc: a text that is too long for one line of this file
  condition: evt.type = open
  output: "%proc.name did something that takes more than one line to tell"
  priority: INFO
- rule: T
  desc: |
    as

      it is
  condition: evt.type = open
  output: >-
    a:

    b
  priority: "it's"
- rule: U
  desc: >
    short
  condition: evt.type = open
  output: "tab\\there"
  priority: 'a "b"'
`,
    `- rule: R
  desc: 'one line'
  condition: evt.type = open
  output: seen %proc.name
  priority: INFO

- rule: S
  desc: >-
    a text that is too long for one line
    of this file
  condition: evt.type = open
  output: >
    %proc.name did something that takes
    more than one line to tell
  priority: INFO

- rule: T
  desc: |
    as

      it is
  condition: evt.type = open
  output: >
    a:

    b
  priority: "it's"

- rule: U
  desc: >
    short
  condition: evt.type = open
  output: "tab\\there"
  priority: 'a "b"'
`,
    { width: 40 },
  );
});

test('lists take the line, or one line an item; what is nested is indented', () => {
  formats(
    `- list: l
  items: [ "aaaaaaaa", 'bbbbbbbb', cccccccc, dddddddd ]
- rule: R
  exceptions:
  - values:
    - [a, [b, c]]
    - [aaaaaaaaaaaa, bbbbbbbbbbb, cccccccccccc]
    comps: [=, in]
    fields: [proc.name, fd.name]
    name: e
  override: {exceptions: append}
- list: none
  items: []
`,
    `- list: l
  items:
    - 'aaaaaaaa'
    - 'bbbbbbbb'
    - cccccccc
    - dddddddd

- rule: R
  exceptions:
    - name: e
      fields: [proc.name, fd.name]
      comps: [=, in]
      values:
        - [a, [b, c]]
        - - aaaaaaaaaaaa
          - bbbbbbbbbbb
          - cccccccccccc
  override: { exceptions: append }

- list: none
  items: []
`,
    { width: 40 },
  );
});

test('documents, directives, anchors and aliases', () => {
  formats(
    `%YAML 1.2
# before
--- # start

- list: &name l
  items: &items [a, b]
- items: *items
  list: other
...
# between
---
- macro: m
  condition: &c  a  and b
- condition: *c
  macro: n
---
# nothing
`,
    `%YAML 1.2
# before
--- # start
- list: &name l
  items: &items [a, b]

- items: *items
  list: other
...
# between
---
- macro: m
  condition: &c a  and b

- condition: *c
  macro: n
---
# nothing
`,
  );
});

test('an item of a kind of YAML that is not known stays as it is', () => {
  formats(
    `- list:   l
  items: [ a ]
# above
- ? macro
  : m
  condition:   a
# below
- list:   k
  items: [ a ]
`,
    `- list: l
  items: [a]

# above
- ? macro
  : m
  condition:   a

# below
- list: k
  items: [a]
`,
  );
});

test('line ends of other systems and the mark of the byte order go', () => {
  formats('\ufeff- list: l\r\n  items: [a]\r\n', '- list: l\n  items: [a]\n');
});

test('a carriage return that ends no line is a character like others', () => {
  formats('- rule: R\n  desc: a\rb\n', '- rule: R\n  desc: "a\\rb"\n');
});

test('an item with a key that is too long for a line of its own stays as it is', () => {
  const item = `- o: {${'k'.repeat(1020)}:   v}\n`;
  formats(`${item}- list:   l\n`, `${item}\n- list: l\n`);
});

test('a key without a value', () => {
  formats('- list: l\n  override: {items,a: }\n  items:\n', '- list: l\n  items:\n  override: { items: , a:  }\n');
  formats('- rule: R\n  "condition":   null\n', "- rule: R\n  'condition': null\n");
  formats('- rule: R\n  condition: "null"\n', '- rule: R\n  condition: >\n    null\n');
});

test('a text that fits on its line only in single quotes gets them', () => {
  const value = `"${'" "'.repeat(27)}"`;
  formats(`- rule: R\n  desc: ${JSON.stringify(value)}\n`, `- rule: R\n  desc: '${value}'\n`);
});

test('an empty file, or one of comments, stays', () => {
  for (const text of ['', '# nothing\n', '# a\n\n# b\n', '---\n', '[]\n', '- null\n']) formats(text, text);
});

test('what does not parse is refused with its place', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['- rule: [R\n', 'LOAD_ERR_YAML_PARSE'],
    ['rule: R\n', 'LOAD_ERR_YAML_VALIDATE a.yaml:1:1'],
    ['- macro: m\n  condition: a and (b\n', 'LOAD_ERR_COMPILE_CONDITION a.yaml:2:22'],
    ['- macro: m\n  condition: a.b = "c\n', 'LOAD_ERR_COMPILE_CONDITION a.yaml:2:20'],
    ['- list: l\n  items: [a]\n- macro: m\n  condition: a.b in (l l)\n', 'LOAD_ERR_COMPILE_CONDITION a.yaml:2:11'],
  ];
  for (const [text, expected] of cases) {
    const { diagnostics = [] } = formatRules({ name: 'a.yaml', text });
    const [first] = diagnostics.map(({ code, span }) => `${code} ${formatPlace(span)}`);
    assert.ok(first?.startsWith(expected), `${text}: ${first}`);
  }
});

test('what is wrong in other ways is formatted: unknown fields, macros and keys', () => {
  formats('- macro: m\n  condition: no.field=1 and nothing\n', '- macro: m\n  condition: no.field = 1 and nothing\n');
  formats('- what: ever\n  is:  this\n', '- what: ever\n  is: this\n');
  formats('- rule: R\n  constructor:  [{__proto__: x}]\n', '- rule: R\n  constructor: [{ __proto__: x }]\n');
  formats('- rule: R\n  condition: and  x\n', '- rule: R\n  condition: and x\n');
});

test('a condition that is whole only with a later piece stays as it is', () => {
  const text = `- macro: m
  condition: a.b in (c

- macro: m
  condition: ", d)"
  append: true
`;
  formats(text, text.replace('", d)"', "', d)'"));
});
