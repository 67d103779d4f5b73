import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules, type CheckedRule } from '@lanner/language';
import type { FieldBinding, JudgedEvent } from './binding.ts';
import { RuleEngine } from './rule-engine.ts';

interface PathEvent extends JudgedEvent {
  readonly lexical: string;
  readonly real?: string;
}

function eventOf(lexical: string, real?: string): PathEvent {
  return { lexical, hasRealView: real !== undefined, realView: false, ...(real === undefined ? {} : { real }) };
}

const BINDING: FieldBinding<PathEvent> = {
  bind: (ref, eventType) => {
    if (ref.text === 'evt.type') return () => eventType;
    if (ref.text !== 'fd.name') return () => undefined;
    return (event) => {
      if (event.lexical === 'broken' && event.realView) throw new Error('broken');
      return event.realView ? event.real : event.lexical;
    };
  },
};

function rulesOf(conditions: readonly string[]): readonly CheckedRule[] {
  const rules = conditions.map((condition, index) => {
    return { rule: `r${index}`, desc: 'd', output: 'o', priority: 'info', warn_evttypes: false, condition };
  });
  const loaded = loadRules([{ name: 'a', text: JSON.stringify(rules) }]);
  assert.equal(loaded.rules.length, conditions.length);
  return loaded.rules;
}

function judge(conditions: readonly string[], event: PathEvent, matching: 'first' | 'all'): string[] {
  const engine = new RuleEngine(rulesOf(conditions), BINDING, ['open', 'close'], { matching });
  const matches = engine.judge(event, 'open');
  assert.equal(event.realView, false);
  return matches.map(({ rule, realView }) => `${rule.name} ${realView ? 'real' : 'lexical'}`);
}

const TMP = 'evt.type = open and fd.name startswith /tmp/';
const ETC = 'evt.type = open and fd.name startswith /etc/';

test('a rule matches if it does in either view, and the match says in which', () => {
  assert.deepEqual(judge([ETC], eventOf('/etc/a'), 'first'), ['r0 lexical']);
  assert.deepEqual(judge([ETC], eventOf('/tmp/a', '/etc/a'), 'first'), ['r0 real']);
  assert.deepEqual(judge([ETC], eventOf('/etc/a', '/tmp/a'), 'first'), ['r0 lexical']);
  assert.deepEqual(judge([ETC], eventOf('/etc/a', '/etc/b'), 'all'), ['r0 lexical']);
  assert.deepEqual(judge([ETC], eventOf('/tmp/a', '/var/a'), 'all'), []);
});

test('matches come in the order of the rules, whichever view they are from', () => {
  assert.deepEqual(judge([ETC, TMP, ETC], eventOf('/tmp/a', '/etc/a'), 'all'), ['r0 real', 'r1 lexical', 'r2 real']);
});

test('a match in the lexical view does not hide an earlier rule that matches in the real one', () => {
  assert.deepEqual(judge([ETC, TMP], eventOf('/tmp/a', '/etc/a'), 'first'), ['r0 real']);
  assert.deepEqual(judge([TMP, ETC], eventOf('/tmp/a', '/etc/a'), 'first'), ['r0 lexical']);
});

test('rules without event types keep their place among those that name theirs', () => {
  assert.deepEqual(judge(['fd.name exists', ETC], eventOf('/etc/a'), 'all'), ['r0 lexical', 'r1 lexical']);
  assert.deepEqual(judge(['fd.name exists', ETC], eventOf('/etc/a'), 'first'), ['r0 lexical']);
});

test('only event types that a rule can match are wanted, and nothing is allocated where none matches', () => {
  const engine = new RuleEngine(rulesOf([ETC, 'evt.type = close and evt.num = 0']), BINDING, ['open', 'close']);
  assert.deepEqual(Array.from(engine.wantedEventTypes()), ['open']);
  assert.equal(engine.judge(eventOf('/x'), 'open'), engine.judge(eventOf('/etc/a'), 'close'));
});

test('a reader that throws leaves the event in the lexical view', () => {
  const event = eventOf('broken', 'x');
  const engine = new RuleEngine(rulesOf([ETC]), BINDING, ['open']);
  assert.throws(() => engine.judge(event, 'open'), /broken/);
  assert.equal(event.realView, false);
});

test('the rules of an event type are compiled when its first event comes, and once', () => {
  const bound: string[] = [];
  const binding: FieldBinding<PathEvent> = {
    bind: (ref, eventType) => {
      bound.push(`${ref.text} ${eventType}`);
      return (event) => event.lexical;
    },
  };
  const engine = new RuleEngine(rulesOf([ETC, 'evt.type = close and fd.name = /b']), binding, ['open', 'close']);
  assert.deepEqual(Array.from(engine.wantedEventTypes()), ['open', 'close']);
  assert.deepEqual(bound, []);
  for (let round = 0; round < 2; round++) assert.equal(engine.judge(eventOf('/etc/a'), 'open').length, 1);
  assert.deepEqual(bound, ['fd.name open']);
  assert.equal(engine.judge(eventOf('/b'), 'close').length, 1);
  assert.deepEqual(bound, ['fd.name open', 'fd.name close']);
});
