import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfiguration, type LoadedConfiguration } from '../config/load.ts';
import { formatPlace } from '@lanner/language';
import { unknownNames } from '../config/route-names.ts';
import { UserError } from '../errors.ts';
import { channelsOf, routingOf } from '../run/delivery.ts';
import { alertFrom } from './alert.ts';
import { destinationsOf, inhibitionsOf, treeJson, treeText } from './text.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-route-'));
after(() => rmSync(folder, { recursive: true }));

function load(text: string): LoadedConfiguration {
  const file = join(folder, 'lanner.yaml');
  writeFileSync(file, text);
  return loadConfiguration({ file });
}

const CONFIGURATION = `channels:
  - {name: archive, type: http, url: http://h/}
  - {name: pager, type: http, url: http://h/, minimum_priority: error}
  - {name: team, type: http, url: http://h/}
route:
  receiver: archive
  routes:
    - match: {priority: error}
      receivers: [pager]
      continue: true
    - match: {k8s.ns.name: [shop-*, prod]}
      matchers: tag = shell
      receivers: [team, archive]
      throttle: {limit: 2, per: 90s}
      routes:
        - match: {rule: Quiet}
          receivers: []
inhibit_rules:
  - {source_match: {rule: Down}, target_matchers: [priority < error], equal: k8s.ns.name, for: 1m}
`;

test('an alert as JSON, switches over it', () => {
  const json =
    '{"rule":"R","priority":"Error","tags":["a"],"output":"12:00:00: Error said","output_fields":{"n":1,"x":null}}';
  const alert = alertFrom(json, { tag: ['b'], field: ['n=2', 'm=a=b'] });
  assert.deepEqual(
    [alert.rule, alert.priority, alert.tags, alert.message, alert.source],
    ['R', 'Error', ['b'], 'said', 'syscall'],
  );
  assert.deepEqual(alert.fields, [
    ['x', null],
    ['n', '2'],
    ['m', 'a=b'],
  ]);
  assert.throws(() => alertFrom('[]', {}), UserError);
  assert.throws(() => alertFrom('{', {}), /not JSON/);
  assert.throws(() => alertFrom(undefined, { priority: 'high' }), /no priority/);
  assert.throws(() => alertFrom(undefined, { field: ['x'] }), /KEY=VALUE/);
});

test('where an alert goes, and why', async () => {
  const { settings, findings } = load(CONFIGURATION);
  assert.deepEqual(findings, []);
  const routing = routingOf(settings);
  const channels = await channelsOf(settings);
  const alert = alertFrom(undefined, { rule: 'R', priority: 'alert', tag: ['shell'], field: ['k8s.ns.name=shop-1'] });
  assert.deepEqual(
    destinationsOf(routing, channels, alert).map(({ channel, sent, route, why }) => [channel, sent, route, why]),
    [
      ['stdout', true, undefined, 'no route names it: it has all alerts'],
      ['archive', true, 'route.routes[1]', 'at most 2 in 90 s by rule'],
      ['pager', true, 'route.routes[0]', 'at once'],
      ['team', true, 'route.routes[1]', 'at most 2 in 90 s by rule'],
    ],
  );
  const quiet = alertFrom(undefined, { rule: 'Quiet', tag: ['shell'], field: ['k8s.ns.name=prod'] });
  const sent = destinationsOf(routing, channels, quiet).filter((one) => one.sent);
  assert.deepEqual(
    sent.map(({ channel }) => channel),
    ['stdout'],
  );
  assert.ok(routing !== undefined);
  assert.deepEqual(inhibitionsOf(routing, quiet), [{ rule: 'inhibit_rules[0]', side: 'target' }]);
  assert.equal(
    treeText(routing, alert, false),
    `↳ passed on  route  all  → archive
├─ ✔ takes it  route.routes[0]  priority >= error  → pager  (continue)
└─ ✔ takes it  route.routes[1]  k8s.ns.name: shop-* or prod, tag = shell  → team, archive
   │   at most 2 in 90 s by rule
   └─ ✘ no  route.routes[1].routes[0]  rule: Quiet (does not fit)  → nobody
inhibit_rules[0]  rule: Down  holds back  priority < error with the same k8s.ns.name  for 60 s
`,
  );
  const json = JSON.stringify(treeJson(routing, alert));
  assert.match(json, /"path":"route.routes\[1\]","verdict":"takes it"/);
});

test('below its minimum_priority a channel has nothing', async () => {
  const { settings } = load(
    'channels: [{name: a, type: http, url: "http://h", minimum_priority: error}]\nroute: {receiver: a}\n',
  );
  const found = destinationsOf(routingOf(settings), await channelsOf(settings), alertFrom(undefined, { rule: 'R' }));
  assert.deepEqual(found[1], { channel: 'a', sent: false, route: 'route', why: 'below its minimum_priority' });
});

test('what is wrong is told at its place', () => {
  const wrong: readonly [string, string, RegExp][] = [
    ['route: {routes: []}', '1:8', /names no receivers/],
    ['route: {receiver: a, match: {rule: b}}', '1:22', /takes all alerts/],
    ['route:\n  receiver: a\n  routes:\n    - match: {priority: eror}', '4:25', /'eror' is no priority/],
    ['route:\n  receiver: a\n  routes:\n    - matchers: [rule =~ "(]', '4:18', /double quotes/],
    ["route:\n  receiver: a\n  routes:\n    - matchers: ['rule =~ (']", '4:18', /no regular expression/],
    ['route: {receiver: a, group_wait: soon}', '1:34', /group_wait: a duration/],
    ['route: {receiver: a, thottle: {}}', '1:22', /unknown key 'thottle'/],
    ['route: {receiver: a, throttle: {limit: 0}}', '1:40', /must not be below 1/],
    ['route: {receiver: [{}]}', '1:20', /name of a channel/],
    ['route: 7', '1:8', /a mapping with receivers/],
    ['inhibit_rules: [{source_match: {rule: a}}]', '1:17', /target_match or target_matchers is missing/],
    ['inhibit_rules: {}', '1:16', /a list of mappings/],
  ];
  for (const [text, place, message] of wrong) {
    const { findings } = load(text);
    const found = findings.find((one) => one.severity === 'error' && message.test(one.message));
    assert.ok(found, `${text}\n${JSON.stringify(findings.map((one) => one.message))}`);
    assert.ok(formatPlace(found.span).endsWith(`:${place}`), `${text}: ${formatPlace(found.span)}`);
  }
});

test('a receiver that is no channel is told', async () => {
  const { settings, findings } = load('route: {receiver: stdot}\n');
  assert.deepEqual(findings, []);
  await assert.rejects(channelsOf(settings), /the configuration cannot be used: 1 error/);
});

test('a name that no alert has is an error with its place and what was meant', async () => {
  const text = `channels:
  - {name: archive, type: http, url: http://h/}
append_output:
  - {extra_fields: [{team: '%user.name'}, 'proc.aname[3]']}
static_fields: {zone: eu}
route:
  receiver: archive
  routes:
    - match: {prioritty: error, k8s.ns.nmae: prod, team: blue, ka.user.name: x, jevt.value: y, evt.arg.flags: z}
    - matchers: ['container.image.repositry = x', 'static.zone = eu', 'tags = a', 'n_lost > 3', 'prc.name = x']
      group_by: [rule, fd.nam, 'proc.aname[2]']
      throttle: {by: [user.nam]}
inhibit_rules:
  - {source_match: {rule: Down}, target_match: {namespace: x}, equal: [hostnam, static.zoen]}
`;
  const { settings } = load(text);
  assert.deepEqual(
    load(text).findings.map(({ message }) => message),
    [],
  );
  const told = Array.from(unknownNames(settings), ({ message, hint, span }) => [
    message.replace('alerts have no ', ''),
    hint,
    formatPlace(span).replace(/^.*yaml:/, ''),
  ]);
  assert.deepEqual(told, [
    ["'prioritty'", "did you mean 'priority'?", '9:15'],
    ["'k8s.ns.nmae'", "did you mean 'k8s.ns.name'?", '9:33'],
    ["'fd.nam'", "did you mean 'fd.name'?", '11:24'],
    ["'container.image.repositry'", "did you mean 'container.image.repository'?", '10:18'],
    ["'prc.name'", "did you mean 'proc.name'?", '10:97'],
    ["'user.nam'", "did you mean 'user.name'?", '12:23'],
    ["'hostnam'", "did you mean 'hostname'?", '14:72'],
    ["'static.zoen'", "did you mean 'static.zone'?", '14:81'],
    ["'namespace'", 'they have priority, rule, source, tag, hostname, message and output fields', '14:49'],
  ]);
  await assert.rejects(channelsOf(settings), UserError);
});
