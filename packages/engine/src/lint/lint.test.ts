import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadRules, type FieldRef } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import fc from 'fast-check';
import { RuleEngine } from '../rule-engine.ts';
import { lintRules } from './lint.ts';
import { condition, events, focused } from './logic/goal.test.ts';

interface Given {
  readonly name?: string;
  readonly condition: string;
  readonly priority?: string;
  readonly more?: string;
}

function ruleText({ name = 'a rule', condition: text, priority = 'NOTICE', more = '' }: Given): string {
  const output = 'x %proc.exepath %fd.name';
  return `- rule: ${name}\n  desc: d\n  condition: ${JSON.stringify(text)}\n  output: ${output}\n  priority: ${priority}\n${more}`;
}

/** Codes and messages, those about outputs, names and frequent events left out. */
function findings(text: string, codes?: readonly string[]): string[] {
  const files = [{ name: 'rules.yaml', text }];
  const loaded = loadRules(files);
  assert.deepEqual(
    loaded.diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  );
  return lintRules(files, loaded, codes === undefined ? {} : { codes: new Set(codes) }).map(
    ({ code, message }) => `${code} ${message}`,
  );
}

const FIRM = 'proc.exepath = /bin/x';

describe('what is proven of the whole rule', () => {
  const never: readonly (readonly [condition: string, parts: string])[] = [
    ['evt.type = open and evt.type = connect', "'evt.type = open' and 'evt.type = connect' exclude each other"],
    [
      `${FIRM} and evt.type = open and fd.name = /a and proc.exepath = /b`,
      "'proc.exepath = /bin/x' and 'proc.exepath = /b'",
    ],
    [
      `evt.type = openat and evt.arg.oldpath = /x and ${FIRM}`,
      "'evt.type = openat' and 'evt.arg.oldpath = /x' exclude",
    ],
    ['evt.type = open and fd.name in ()', "'fd.name in ()' holds of no event"],
    [
      'evt.type = open and fd.name startswith /a and not fd.name startswith /',
      "'fd.name startswith /a' and 'not fd.name",
    ],
  ];
  for (const [text, parts] of never) {
    test(`never: ${text}`, () => {
      const [found, ...more] = findings(ruleText({ condition: text }), ['LINT_NEVER_MATCHES']);
      assert.ok(found?.includes(parts), found);
      assert.deepEqual(more, []);
    });
  }

  test('macros that say never, and empty lists, wait for their meaning', () => {
    const text = [
      '- macro: never\n  condition: evt.num = 0',
      '- macro: consider\n  condition: never',
      '- macro: known\n  condition: (never)',
      '- list: allowed\n  items: []',
      ruleText({
        condition: `evt.type = execve and ${FIRM} and consider and not known and not proc.exepath in (allowed)`,
      }),
      ruleText({ name: 'another', condition: `evt.type = execve and proc.exepath in (allowed) and not known` }),
    ].join('\n');
    assert.deepEqual(findings(text), []);
  });

  test('a rule that waits for its meaning hides none', () => {
    const waiting = `- macro: consider\n  condition: evt.num = 0\n${ruleText({ name: 'first', condition: 'evt.type = execve and proc.exepath startswith /bin and consider' })}`;
    assert.deepEqual(findings(`${waiting}${ruleText({ condition: `evt.type = execve and ${FIRM}` })}`), []);
  });

  test('the place is that of the first part, the others are related', () => {
    const file = {
      name: 'rules.yaml',
      text: ruleText({ condition: `evt.type = execve and ${FIRM} and proc.exepath = /b` }),
    };
    const [found] = lintRules([file], loadRules([file]));
    assert.equal(file.text.slice(found?.span.start, found?.span.end), FIRM);
    const related = found?.related?.map(({ span }) => file.text.slice(span.start, span.end));
    assert.deepEqual(related, ['proc.exepath = /b']);
  });
});

describe('rules beside each other', () => {
  const wide: Given = { name: 'wide', condition: 'evt.type in (open, openat) and fd.name startswith /etc/' };
  const narrow: Given = { name: 'narrow', condition: `evt.type = openat and fd.name = /etc/shadow and ${FIRM}` };
  const both = (a: Given, b: Given): string[] =>
    findings(`${ruleText(a)}\n${ruleText(b)}`).map((one) => one.split(', ')[0] ?? '');

  test('the wide one first', () => {
    assert.deepEqual(both(wide, narrow), ["LINT_SHADOWED rule 'narrow' is shadowed by the earlier rule 'wide'"]);
  });
  test('the narrow one first, which says nothing new', () => {
    assert.deepEqual(both(narrow, wide), ["LINT_SUBSUMED rule 'narrow' adds nothing to the later rule 'wide'"]);
  });
  test('the narrow one first, and louder', () => {
    assert.deepEqual(both({ ...narrow, priority: 'ERROR' }, wide), []);
  });
  test('the same condition twice', () => {
    const [first, second] = [
      { ...wide, name: 'one' },
      { ...wide, name: 'two' },
    ];
    assert.deepEqual(both(first, second), ["LINT_SHADOWED rule 'two' is shadowed by the earlier rule 'one'"]);
  });
  test('one of them turned off', () => {
    assert.deepEqual(both({ ...wide, more: '  enabled: false\n' }, narrow), []);
  });
  test('an event type more in the narrow one', () => {
    assert.deepEqual(both(wide, { ...narrow, condition: 'evt.type in (openat, creat) and fd.name = /etc/shadow' }), []);
  });
});

describe('what a rule rests on', () => {
  const cases: readonly (readonly [condition: string, codes: readonly string[]])[] = [
    ['evt.type = execve and proc.name = x', ['LINT_SPOOFABLE']],
    ['evt.type = execve and proc.name = x and container.id != host and user.uid = 0', ['LINT_SPOOFABLE']],
    ['evt.type = execve and (proc.name = x or proc.args contains y)', ['LINT_SPOOFABLE']],
    ['evt.type = execve and (proc.name = x or proc.exepath = /y)', []],
    ['evt.type = execve and proc.name = x and proc.exepath startswith /usr/', []],
    ['evt.type = execve and proc.env[LD_PRELOAD] startswith /tmp/', []],
    ['evt.type = execve and not proc.name = x and user.uid = 0', ['LINT_SPOOFABLE_EXCLUSION']],
    [`evt.type = execve and ${FIRM} and not proc.pname in (a, b)`, ['LINT_SPOOFABLE_EXCLUSION']],
    [`evt.type = execve and ${FIRM} and not proc.name in ("<NA>")`, []],
    [`evt.type = execve and ${FIRM} and not (proc.pname = a and proc.pexepath = /a)`, []],
    [`evt.type = execve and ${FIRM} and not (proc.pexepath = /a or proc.pname = a)`, ['LINT_SPOOFABLE_EXCLUSION']],
  ];
  for (const [text, codes] of cases) {
    test(text, () => {
      const found = findings(ruleText({ condition: text }), ['LINT_SPOOFABLE', 'LINT_SPOOFABLE_EXCLUSION']);
      assert.deepEqual(
        found.map((one) => one.split(' ')[0]),
        codes,
      );
    });
  }

  test('what a macro lets pass is said once, of the macro', () => {
    const text = [
      '- macro: foreign\n  condition: (fd.name startswith /proc/ and not fd.nameraw startswith /proc/self/)',
      ruleText({ name: 'one', condition: `evt.type = open and foreign and ${FIRM}` }),
      ruleText({ name: 'two', condition: 'evt.type = openat and foreign and proc.exepath = /y' }),
    ].join('\n');
    const found = findings(text);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', /^LINT_SPOOFABLE_EXCLUSION macro 'foreign' trusts fd.nameraw/);
  });
});

describe('parts of conditions', () => {
  const cases: readonly (readonly [condition: string, codes: readonly string[]])[] = [
    [`evt.type = open and (${FIRM} or ${FIRM})`, ['LINT_REDUNDANT']],
    ['evt.type = execve and proc.exepath exists and proc.exepath != /bin/x', []],
    [`evt.type = execve and ${FIRM} and proc.exepath != /bin/y`, ['LINT_REDUNDANT']],
    ['evt.type in (open, openat) and (fd.name = /a or evt.type = execve and fd.name = /b)', ['LINT_DEAD_BRANCH']],
    [`evt.type = open and ${FIRM} and not (fd.name = /a and fd.name = /b)`, ['LINT_DEAD_BRANCH']],
    [`evt.type = open and ${FIRM} and not fd.name = /a and not fd.name startswith /a`, ['LINT_REDUNDANT']],
    [`evt.type = execve and ${FIRM} and (proc.pexepath = /a or not proc.pexepath = /a)`, ['LINT_ALWAYS_TRUE']],
    [`evt.type = execve and ${FIRM} and evt.num >= 0`, []],
    [`evt.type = connect and ${FIRM} and (fd.sport != 22 or fd.sport != 80)`, ['LINT_ALWAYS_TRUE']],
    ['evt.type = execve and tolower(proc.exepath) = /bin/X', ['LINT_NEVER_MATCHES', 'LINT_IMPOSSIBLE_VALUE']],
  ];
  for (const [text, codes] of cases) {
    test(text, () => {
      assert.deepEqual(
        findings(ruleText({ condition: text })).map((one) => one.split(' ')[0]),
        codes,
      );
    });
  }
});

describe('exceptions', () => {
  const WIDE = 'evt.type = openat and fd.name startswith /etc/';
  const exceptions = (...all: readonly string[]): string => `  exceptions:\n${all.join('')}`;
  const exception = (name: string, fields: string, ...values: readonly string[]): string =>
    `    - name: ${name}\n      fields: ${fields}\n      values: [${values.join(', ')}]\n`;
  const found = (condition: string, ...all: readonly string[]): string[] =>
    findings(ruleText({ condition, more: exceptions(...all) }));

  test('values that never apply, among others that do', () => {
    assert.deepEqual(found(WIDE, exception('e', '[fd.name, proc.exepath]', '[/etc/a, /bin/a]', '[/usr/b, /bin/b]')), [
      "LINT_EXCEPTION_WITHOUT_EFFECT exception 'e' (1 of 2 values) never applies to what rule 'a rule' matches",
    ]);
  });
  test('a single field', () => {
    assert.deepEqual(found(WIDE, exception('e', 'fd.name', '/etc/a', '/usr/b')), []);
    assert.equal(found(WIDE, exception('e', 'fd.name', '/usr/a', '/usr/b')).length, 1);
  });
  test('several that leave nothing together', () => {
    const one = 'evt.type = openat and fd.name in (/etc/a, /etc/b)';
    assert.deepEqual(found(one, exception('e', 'fd.name', '/etc/a'), exception('f', 'fd.name', '/etc/b')), [
      "LINT_EXCEPTION_SWALLOWS_RULE the exceptions of rule 'a rule' together except all that it matches",
    ]);
  });
  test('without values', () => {
    assert.deepEqual(found(WIDE, '    - { name: e, fields: [fd.name] }\n'), []);
  });
});

describe('what never happens in this version', () => {
  const only = (condition: string): string[] =>
    findings(ruleText({ condition })).map((one) => one.replace(/^.*: /, ''));

  test('the fields that are needed are named, not those that exclude', () => {
    const gone = 'evt.type = execve and proc.exepath = /bin/x and container.healthcheck = x and not k8s.rc.name = x';
    assert.deepEqual(only(gone), ['container.healthcheck has no value']);
    assert.deepEqual(
      only('evt.type = execve and proc.exepath = /bin/x and (container.healthcheck = x or k8s.rc.name = x)'),
      ['container.healthcheck and k8s.rc.name have no values'],
    );
    assert.deepEqual(only('evt.type = execve and proc.exepath = /bin/x and not k8s.rc.name = x'), []);
  });
});

/** An event of which paths, and all else, have two views. */
interface TwoViews {
  readonly lexical: ReadonlyMap<string, FieldValue>;
  readonly real: ReadonlyMap<string, FieldValue>;
  readonly hasRealView: boolean;
  realView: boolean;
}

const BINDING = {
  bind: (ref: FieldRef, eventType: string) => (event: TwoViews) =>
    ref.field.name === 'evt.type' ? eventType : (event.realView ? event.real : event.lexical).get(ref.text),
};

test('no event raises an alert of a rule that is said never to match, or to be shadowed', () => {
  const types = ['open', 'openat', 'connect'];
  const some = fc.oneof(condition, focused, focused);
  const typed = fc
    .tuple(fc.subarray(types, { minLength: 1 }), some)
    .map(([of, text]) => `evt.type in (${of.join(', ')}) and (${text})`);
  const narrower = fc.tuple(typed, some).map(([wide, text]) => [wide, `(${wide}) and (${text})`]);
  const several = fc.tuple(narrower, typed).map(([pair, one]) => [...pair, one]);
  const shown = { never: 0, shadowed: 0 };
  fc.assert(
    fc.property(several, events, (conditions, given) => {
      const text = conditions.map((one, at) => ruleText({ name: `r${at}`, condition: one })).join('\n');
      const files = [{ name: 'rules.yaml', text }];
      const loaded = loadRules(files);
      assert.equal(loaded.rules.length, 3);
      const nameOf = (message: string): string => /rule '(r\d)'/.exec(message)?.[1] ?? '';
      const named = (code: string): Set<string> =>
        new Set(lintRules(files, loaded, { codes: new Set([code]) }).map(({ message }) => nameOf(message)));
      const never = named('LINT_NEVER_MATCHES');
      const shadowed = named('LINT_SHADOWED');
      shown.never += never.size;
      shown.shadowed += shadowed.size;
      const [first, all] = (['first', 'all'] as const).map(
        (matching) => new RuleEngine<TwoViews>(loaded.rules, BINDING, types, { matching }),
      );
      for (const [at, lexical] of given.entries()) {
        const event = { lexical, real: given[at + 1] ?? lexical, hasRealView: at % 2 === 0, realView: false };
        for (const type of types) {
          for (const { rule } of all?.judge(event, type) ?? []) assert.ok(!never.has(rule.name), rule.name);
          for (const { rule } of first?.judge(event, type) ?? []) assert.ok(!shadowed.has(rule.name), rule.name);
        }
      }
    }),
    { numRuns: 80 },
  );
  assert.ok(shown.never > 5 && shown.shadowed > 10, JSON.stringify(shown));
});
