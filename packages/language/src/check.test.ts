import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCondition } from './check.ts';
import type { Diagnostic } from './diagnostics.ts';
import { eventTypesOf } from './event-types.ts';
import type { CheckNode, Condition } from './ir.ts';
import { parseCondition } from './parser.ts';
import { DEFAULT_VOCABULARY } from './vocabulary.ts';

function check(text: string): { condition: Condition | undefined; found: Diagnostic[] } {
  const { tree, error } = parseCondition(text);
  assert.ok(tree, `${text}: ${error?.message}`);
  const found: Diagnostic[] = [];
  const condition = checkCondition(tree, {
    vocabulary: DEFAULT_VOCABULARY,
    macro: () => undefined,
    report: (one) => void found.push(one),
  });
  return { condition, found };
}

function checkOne(text: string): CheckNode {
  const { condition, found } = check(text);
  assert.ok(condition?.kind === 'check', `${text}: ${found.map(({ message }) => message).join('; ')}`);
  return condition;
}

function valueOf(text: string): unknown {
  const { right } = checkOne(text);
  assert.ok(right.kind === 'literals');
  return right.values.length === 1 ? right.values[0] : right.values;
}

test('literals have the type that they are compared with', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['proc.name = cat', 'cat'],
    ['proc.name = 7', '7'],
    ['fd.num = +5', 5],
    ['fd.num = "7"', 7],
    ['fd.num = 010', 10],
    ['user.uid = -1', 4294967295],
    ['fd.num in (1, 2, -3)', [1, 2, -3]],
    ['evt.num = 9007199254740993', 9007199254740993n],
    ['proc.duration < 5', 5n],
    ['evt.failed = true', true],
    ['fd.sport = ssh', 22],
    ['fd.port in (53, http)', [53, 80]],
    ['fd.sip = 10.0.0.1', 0x0a000001],
    ['fd.sip = "fe80::1"', 0xfe800000000000000000000000000001n],
    ['fd.sip = ::1', 1n],
    ['fd.snet = 10.1.2.3/8', { address: 0x0a000000, bits: 8 }],
    ['fd.net = 0.0.0.0/0', { address: 0, bits: 0 }],
    ['fd.snet = "fe80::/10"', { address: 0xfe800000000000000000000000000000n, bits: 10 }],
    ['evt.buffer contains "né"', Uint8Array.of(0x6e, 0xc3, 0xa9)],
    ['evt.buffer bcontains CAFE', Uint8Array.of(0xca, 0xfe)],
    ['evt.rawarg.flags = 1', 1],
    ['len(proc.name) = 3', 3],
  ];
  for (const [text, value] of cases) assert.deepEqual(valueOf(text), value, text);
});

test('fields have one canonical spelling', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['proc.aname[2] = a', 'proc.aname[2]', '2'],
    ['proc.aname["2"] = a', 'proc.aname[2]', '2'],
    ['evt.arg.flags = a', 'evt.arg.flags', 'flags'],
    ['evt.arg[0] = a', 'evt.arg[0]', '0'],
    ['thread.cgroup.cpu = a', 'thread.cgroup.cpu', 'cpu'],
    ['evt.type.is.open = 1', 'evt.type.is.open', 'open'],
    ['evt.abspath.src = a', 'evt.abspath.src', 'src'],
    ['container.mount.dest[/proc*] = a', 'container.mount.dest[/proc*]', '/proc*'],
    ['proc.env[HOME] = a', 'proc.env[HOME]', 'HOME'],
  ];
  for (const [text, spelling, argument] of cases) {
    const { left } = checkOne(text);
    assert.ok(left.kind === 'field');
    assert.deepEqual([left.text, left.argument], [spelling, argument], text);
  }
});

test('transformers and fields on the right have types', () => {
  assert.equal(checkOne('proc.name = val(proc.pname)').right.kind, 'operand');
  assert.equal(checkOne('tolower(proc.name) = tolower(proc.pname)').right.kind, 'operand');
  const { left } = checkOne('join(",", (proc.name, fd.num, 3)) = x');
  assert.ok(left.kind === 'call' && left.type === 'CHARBUF' && !left.list);
  const options = checkOne('getopt(fd.types, "ab:") intersects (a)').left;
  assert.ok(options.kind === 'call' && options.list);
  const option = checkOne('getopt(fd.types, "ab:")[b] = x').left;
  assert.ok(option.kind === 'call' && !option.list && option.argument === 'b');
});

test('what is wrong is said, with the place and often with a way out', () => {
  const cases: readonly (readonly [string, RegExp, string, RegExp?])[] = [
    ['proc.nmae = cat', /unknown field/, 'proc.nmae', /proc\.name/],
    ['evt.type = opne', /unknown event type/, 'opne', /'open'/],
    ['evt.type in (open, opne)', /unknown event type/, 'opne'],
    ['evt.type regex "open.*"', /unknown event type/, '"open.*"'],
    ['proc.name[1] = cat', /takes no argument/, 'proc.name[1]'],
    ['proc.aname[two] = cat', /must be a number/, 'proc.aname[two]'],
    ['evt.arg = cat', /needs an argument/, 'evt.arg'],
    ['evt.arg[flags] = cat', /must be a number/, 'evt.arg[flags]', /evt\.arg\.flags/],
    ['evt.rawarg.colour = 1', /no event has a parameter/, 'evt.rawarg.colour'],
    ['fd.num contains 3', /does not apply/, 'contains', /operators for it/],
    ['proc.name bcontains ab', /does not apply/, 'bcontains'],
    ['fd.types = ipv4', /does not apply/, '='],
    ['fd.sip glob 10.*', /does not apply/, 'glob'],
    ['evt.buffer > 5', /does not apply/, '>'],
    ['fd.num = 0x1f', /not a valid integer/, '0x1f', /decimal/],
    ['fd.num in (1, two)', /not a valid integer/, 'two'],
    ['evt.failed = yes', /not a boolean/, 'yes', /true/],
    ['fd.sip = 300.1.1.1', /not an IP address/, '300.1.1.1'],
    ['fd.sip = 10.0.0.0/8', /not an IP address/, '10.0.0.0/8', /fd\.snet/],
    ['fd.snet = 10.0.0.0/33', /not a network/, '10.0.0.0/33'],
    ['fd.sport = -1', /neither a port/, '-1'],
    ['evt.buffer bcontains abc', /hexadecimal/, 'abc'],
    ['proc.name regex "(a"', /missing \)/, '"(a"'],
    [String.raw`proc.name regex "\\d"`, /invalid escape sequence/, String.raw`"\\d"`],
    ['tolower(fd.num) = 3', /does not apply/, 'tolower(fd.num)'],
    ['tolower(proc.aname) = a', /cannot be given to tolower\(\)/, 'proc.aname'],
    ['proc.name = val(fd.num)', /types must be equal/, 'val(fd.num)'],
    ['proc.name = val(proc.aname)', /cannot stand on the right side/, 'val(proc.aname)'],
    ['proc.aname = val(proc.name)', /compares with literals only/, 'val(proc.name)'],
    ['proc.name regex val(proc.pname)', /literal values only/, 'val(proc.pname)'],
    ['concat(proc.name, fd.num) = a', /must be texts/, 'concat(proc.name, fd.num)'],
    ['join(",", proc.name) = a', /must be a list/, 'join(",", proc.name)'],
  ];
  for (const [text, message, place, hint] of cases) {
    const { condition, found } = check(text);
    assert.equal(condition, undefined, text);
    assert.equal(found.length, 1, text);
    const [one] = found;
    assert.ok(one);
    assert.match(one.message, message, text);
    assert.equal(text.slice(one.span.start, one.span.end), place, text);
    if (hint !== undefined) assert.match(one.hint ?? '', hint, text);
  }
});

test('all errors of a condition are reported', () => {
  const { found } = check('a.b = c and (fd.num contains 3 or not evt.type in (x, y, open))');
  assert.equal(found.length, 4);
});

test('what is hardly meant gives a warning', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['proc.name = proc.pname', 'LOAD_COMPILE_CONDITION'],
    ['proc.name = "tolower(proc.pname)"', 'LOAD_COMPILE_CONDITION'],
    ['proc.name regex "cat.*"', 'LOAD_COMPILE_CONDITION'],
    ['evt.dir = <', 'LOAD_DEPRECATED_ITEM'],
  ];
  for (const [text, code] of cases) {
    const { condition, found } = check(text);
    assert.ok(condition, text);
    assert.deepEqual(
      found.map((one) => one.code),
      [code],
      text,
    );
  }
  assert.deepEqual(check('proc.name regex "ca."').found, []);
});

test('event types follow from checks of evt.type', () => {
  const universe = ['open', 'close', 'dup', 'read'];
  const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['evt.type = open', ['open']],
    ['evt.type in (open, close) and proc.name = a', ['open', 'close']],
    ['syscall.type = open', ['open']],
    ['evt.type = open or evt.type = close', ['open', 'close']],
    ['evt.type = open and evt.type = close', []],
    ['evt.type = open or proc.name = a', undefined],
    ['not evt.type = open', ['close', 'dup', 'read']],
    ['evt.type != open', ['close', 'dup', 'read']],
    ['not evt.type != open', ['open']],
    ['not (evt.type = open or evt.type = close)', ['dup', 'read']],
    ['not (evt.type = open and proc.name = a)', undefined],
    ['not evt.type in (open, close) and evt.type in (close, dup)', ['dup']],
    ['evt.type in ()', []],
    ['not evt.type in ()', undefined],
    ['evt.type contains open', undefined],
    ['evt.type = anyof (open, close)', undefined],
    ['evt.type exists', undefined],
    ['not evt.type exists', []],
    ['not syscall.type exists', []],
    ['not concat(proc.name, "x") = y', []],
    ['not concat(proc.name, "x") contains y', undefined],
    ['not concat("x", proc.name) = y', undefined],
    ['concat(proc.name, "x") = y', undefined],
    ['not join(",", (proc.name, "x")) in (y)', []],
    ['proc.name = a', undefined],
  ];
  for (const [text, names] of cases) {
    const { condition } = check(text);
    assert.ok(condition, text);
    const types = eventTypesOf(condition, () => universe);
    assert.deepEqual(types && Array.from(types), names, text);
  }
});
