import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '@lanner/engine';
import fc from 'fast-check';
import { sampleAlert } from '../testing/samples.ts';
import { Holder, type HoldState } from './holder.ts';
import { MatcherError, matchEntry, parseMatcher } from './matcher.ts';
import type { InhibitRule, Routing } from './routing.ts';
import { durationText } from './summary.ts';
import { explainRoute, routeTree, routesFor, type HoldOptions, type RouteSettings } from './tree.ts';

const ALERT = sampleAlert(1, {
  rule: 'Terminal shell',
  priority: 'Warning',
  tags: ['shell', 'container'],
  fields: [
    ['k8s.ns.name', 'prod-eu'],
    ['proc.pid', 42n],
    ['container.id', null],
    ['proc.aname', ['bash', 'sshd']],
  ],
});

test('matchers: each operator, on texts, lists, numbers, priorities and what is not there', () => {
  const fitting = [
    'priority >= notice',
    'priority = warning',
    'priority<critical',
    'priority != error',
    'rule = "Terminal shell"',
    'rule =~ Terminal.*',
    'rule !~ "shell"',
    'tag = container',
    'tags != network',
    'source=syscall',
    'k8s.ns.name =~ "prod-(eu|us)"',
    'proc.pid > 41',
    'proc.pid <= 42.0',
    'proc.aname = sshd',
    'container.id = ""',
    'absent = ""',
    'absent != x',
  ];
  for (const text of fitting) assert.ok(parseMatcher(text).test(ALERT), text);
  const others = [
    'priority > warning',
    'rule = Terminal',
    'rule =~ Term',
    'tag != shell',
    'proc.pid < 42',
    'absent > 0',
  ];
  for (const text of others) assert.ok(!parseMatcher(text).test(ALERT), text);
});

test('match: a priority and more severe ones, globs, one of several', () => {
  const fits = (name: string, ...values: string[]): boolean => matchEntry(name, values).test(ALERT);
  assert.deepEqual(
    [fits('priority', 'notice'), fits('priority', 'warning'), fits('priority', 'error')],
    [true, true, false],
  );
  assert.ok(fits('rule', 'Terminal*'));
  assert.ok(!fits('rule', 'Terminal'));
  assert.ok(fits('k8s.ns.name', 'dev', 'prod-*'));
  assert.ok(fits('tag', 'cont*er'));
});

test('what is no matcher is told, with what to do', () => {
  const wrong: readonly [string, RegExp][] = [
    ['rule', /no matcher/],
    ['rule =~ "("', /no regular expression/],
    ['priority = high', /no priority/],
    ['priority =~ warning', /not for priorities/],
    ['proc.pid > many', /a number is expected/],
    ['rule = "a', /double quotes/],
  ];
  for (const [text, message] of wrong)
    assert.throws(
      () => parseMatcher(text),
      (error) => error instanceof MatcherError && message.test(error.message),
    );
});

test('a pattern that would take others forever takes no time', () => {
  const slow = parseMatcher('message =~ "(a+)+b"');
  assert.ok(!slow.test(sampleAlert(1, { message: 'a'.repeat(100_000) })));
});

const route = (given: Partial<RouteSettings> = {}): RouteSettings => ({
  matchers: [],
  continue: false,
  hold: {},
  routes: [],
  ...given,
});
const on = (...texts: string[]) => texts.map(parseMatcher);

const TREE = routeTree(
  route({
    receivers: ['archive'],
    routes: [
      route({ matchers: on('priority >= critical'), receivers: ['pager'], continue: true }),
      route({
        matchers: on('k8s.ns.name =~ prod-.*'),
        receivers: ['team', 'archive'],
        hold: { repeatIntervalMs: 5 },
        routes: [route({ matchers: on('tag = shell') }), route({ matchers: on('tag = network'), receivers: [] })],
      }),
      route({ receivers: ['never'], matchers: on('k8s.ns.name = prod-eu') }),
    ],
  }),
);

test('the deepest route that fits takes an alert, the next ones too after continue; children inherit', () => {
  const taken = (given: Partial<Alert> = {}): readonly (readonly [string, readonly string[]])[] =>
    routesFor(TREE, { ...ALERT, ...given }).map(({ path, receivers }) => [path, receivers]);
  assert.deepEqual(taken(), [['route.routes[1].routes[0]', ['team', 'archive']]]);
  assert.deepEqual(taken({ priority: 'Alert' }), [
    ['route.routes[0]', ['pager']],
    ['route.routes[1].routes[0]', ['team', 'archive']],
  ]);
  assert.deepEqual(taken({ tags: ['network'] }), [['route.routes[1].routes[1]', []]]);
  assert.deepEqual(taken({ fields: [] }), [['route', ['archive']]]);
  assert.equal(routesFor(TREE, ALERT)[0]?.hold.repeatIntervalMs, 5);
});

test('the explanation takes the same routes', () => {
  const namespaces = fc.constantFrom('prod-eu', 'prod-us', 'dev');
  const tags = fc.subarray(['shell', 'network']);
  const priorities = fc.constantFrom('Alert' as const, 'Debug' as const);
  fc.assert(
    fc.property(namespaces, tags, priorities, (namespace, some, priority) => {
      const alert: Alert = { ...ALERT, priority, tags: some, fields: [['k8s.ns.name', namespace]] };
      const taking = (one: ReturnType<typeof explainRoute>): string[] => [
        ...one.routes.flatMap(taking),
        ...(one.verdict === 'takes it' ? [one.route.path] : []),
      ];
      assert.deepEqual(
        taking(explainRoute(TREE, alert)),
        routesFor(TREE, alert).map(({ path }) => path),
      );
    }),
  );
});

const START = 1_700_000_000_000;
const at = (ms: number, given: Partial<Alert> = {}): Alert =>
  sampleAlert(1, { time: BigInt(START + ms) * 1_000_000n, rule: 'R', message: 'm', ...given });

function routing(hold: Partial<HoldOptions>, inhibit: readonly InhibitRule[] = []): Routing {
  return { route: routeTree(route({ receivers: ['c'], hold })), inhibit };
}

/** Gives alerts to a holder, each at its time; gives what went out: texts of alerts at once, of summaries when they were due. */
function play(holder: Holder, alerts: readonly Alert[], until: number): string[] {
  const out: string[] = [];
  let now = START;
  const pass = (to: number): void => {
    for (; now < to; now += 10) {
      for (const { alert, window } of holder.close(now)) {
        out.push(`${now - START}: ${alert.message}`);
        holder.sent(window);
      }
    }
  };
  for (const alert of alerts) {
    pass(Number(alert.time / 1_000_000n));
    if (holder.take(alert, now)) out.push(`${now - START}: ${alert.message}`);
  }
  pass(START + until);
  return out;
}

test('throttle: so many pass, the others are counted and told', () => {
  const holder = new Holder('c', routing({ throttle: { by: ['rule'], limit: 2, perMs: 60_000 } }));
  const alerts = [0, 10, 20, 30, 59_990, 60_000].map((ms) => at(ms));
  assert.deepEqual(play(holder, alerts, 200_000), ['0: m', '10: m', '60000: m', '60000: 3 more like this in 60 s: m']);
  assert.deepEqual(holder.counts, { held: 3, untold: 0 });
  assert.ok(!holder.isOpen);
});

test('throttle: each key for itself', () => {
  const holder = new Holder('c', routing({ throttle: { by: ['proc.name'], limit: 1, perMs: 1000 } }));
  const alerts = ['a', 'b', 'a', 'b', 'b'].map((name, n) =>
    at(n * 10, { message: name, fields: [['proc.name', name]] }),
  );
  assert.deepEqual(play(holder, alerts, 5000), [
    '0: a',
    '10: b',
    '1000: 1 more like this in 1 s: a',
    '1010: 2 more like this in 1 s: b',
  ]);
});

test('repeat_interval: what says the same is told once', () => {
  const holder = new Holder('c', routing({ repeatIntervalMs: 4 * 3_600_000 }));
  const alerts = [at(0), at(10), at(20, { message: 'other' }), at(30)];
  assert.deepEqual(play(holder, alerts, 15_000_000), ['0: m', '20: other', '14400000: 2 more like this in 4 h: m']);
});

test('grouping: the first waits for others, later ones for the interval; one alone is itself', () => {
  const holder = new Holder('c', routing({ groupBy: ['rule'], groupWaitMs: 1000, groupIntervalMs: 10_000 }));
  const alerts = [
    at(0, { message: 'one' }),
    at(500, { message: 'two', priority: 'Critical' }),
    at(2000, { message: 'three' }),
    at(2010, { rule: 'S', message: 'alone' }),
  ];
  assert.deepEqual(play(holder, alerts, 50_000), [
    '1000: 2 alerts in 1 s (2 × R), such as: two',
    '3010: alone',
    '11000: three',
  ]);
  assert.ok(!holder.isOpen);
});

test('inhibition: held back while the other is there, if the values are equal', () => {
  const rule = { source: on('rule = Down'), target: on('rule = R'), equal: ['container.id'], forMs: 5000 };
  const holder = new Holder('c', routing({}, [rule]));
  const of = (id: string) => ({ fields: [['container.id', id] as const] });
  const alerts = [
    at(0, of('x')),
    at(100, { ...of('x'), rule: 'Down', message: 'down' }),
    at(200, of('x')),
    at(300, of('y')),
    at(400, of('x')),
    at(5100, of('x')),
  ];
  assert.deepEqual(play(holder, alerts, 20_000), [
    '0: m',
    '100: down',
    '300: m',
    '5100: m',
    '5100: 2 alerts held back in 5 s by inhibit_rules[0] (2 × R), such as: m',
  ]);
});

test('a channel that no route names has all; one that is named has what is routed to it', () => {
  const settings = { route: TREE, inhibit: [] };
  assert.ok(new Holder('unnamed', settings).take(ALERT, START));
  assert.ok(new Holder('team', settings).take(ALERT, START));
  assert.ok(!new Holder('pager', settings).take(ALERT, START));
});

test('whatever comes, each alert is sent or counted once, also over restarts', () => {
  const hold = fc.record(
    {
      throttle: fc.record({
        by: fc.constant(['rule']),
        limit: fc.integer({ min: 1, max: 3 }),
        perMs: fc.constant(300),
      }),
      repeatIntervalMs: fc.constantFrom(0, 200),
      groupBy: fc.constantFrom(['rule'], ['source']),
      groupWaitMs: fc.constantFrom(0, 100),
      groupIntervalMs: fc.constantFrom(0, 500),
    },
    { requiredKeys: ['repeatIntervalMs'] },
  );
  const inhibit = [{ source: on('rule = A'), target: on('rule =~ "B|C"'), equal: [], forMs: 150 }];
  const steps = fc.array(
    fc.oneof(
      fc.record({ rule: fc.constantFrom('A', 'B', 'C'), after: fc.nat(200) }),
      fc.constantFrom('restart' as const, 'close' as const),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(hold, steps, (options, all) => {
      const ways = routing(options, inhibit);
      let holder = new Holder('c', ways);
      let now = START;
      let given = 0;
      let sent = 0;
      let told = 0;
      const close = (time: number): void => {
        for (const { alert, window } of holder.close(time)) {
          told += alert.context?.held?.alerts ?? 1;
          holder.sent(window);
        }
      };
      for (const step of all) {
        if (step === 'close') close(now);
        else if (step === 'restart') {
          // Summaries that were not taken are in the state, too
          const state = JSON.parse(JSON.stringify(holder.state)) as HoldState;
          holder = new Holder('c', ways, undefined, state);
        } else {
          now += step.after;
          given++;
          if (holder.take(at(now - START, { rule: step.rule }), now)) sent++;
        }
      }
      assert.equal(given, sent + told + holder.counts.untold);
      close(Infinity);
      assert.equal(given, sent + told);
    }),
  );
});

test('there is a bound: what finds no room goes out at once', () => {
  const holder = new Holder('c', routing({ throttle: { by: ['n'], limit: 1, perMs: 60_000 } }));
  let sent = 0;
  for (let n = 0; n < 10_500; n++) {
    for (let twice = 0; twice < 2; twice++) if (holder.take(at(n, { fields: [['n', n]] }), START + n)) sent++;
  }
  assert.equal(sent, 10_500 + 500);
  assert.equal(holder.counts.untold, 10_000);
});

test('samples are bounded, too, and say that they are cut', () => {
  const holder = new Holder('c', routing({ groupBy: ['rule'] }));
  assert.ok(!holder.take(at(0, { message: 'x'.repeat(1e6), fields: [['f', 'y'.repeat(1e6)]] }), START));
  const [summary] = holder.close(Infinity);
  assert.ok(JSON.stringify(holder.state).length < 100_000);
  assert.match(summary?.alert.message ?? '', /…\[cut\]$/);
});

test('durations are told in the largest unit', () => {
  assert.deepEqual([1, 60, 119, 120, 300, 3600, 14_400].map(durationText), [
    '1 s',
    '60 s',
    '119 s',
    '2 min',
    '5 min',
    '60 min',
    '4 h',
  ]);
});
