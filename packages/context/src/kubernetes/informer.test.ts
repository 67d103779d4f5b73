import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Following, SMALL, follow, lists, object, pod, until } from './following.test.ts';
import { TestApiServer } from './api-server.test.ts';

test('pods of this node, their owners, namespaces and services', async () => {
  await using following = await follow(SMALL);
  const { store, informer, server } = following;
  await following.settled();
  await until(() => store.size === 6);
  const web = store.pod('uid-of-web-5d-x');
  assert.ok(web);
  assert.deepEqual(
    store.owners(web).map(({ kind, name }) => [kind, name]),
    [
      ['ReplicaSet', 'web-5d'],
      ['Deployment', 'web'],
    ],
  );
  assert.equal(store.controller('uid-of-web')?.labels.get('release'), '7');
  assert.equal(store.namespace(web)?.labels.get('team'), 'shop');
  assert.deepEqual(
    store.services(web).map(({ name }) => name),
    ['front'],
  );
  assert.ok(store.pod('uid-of-alone'));
  assert.equal(store.pod('uid-of-elsewhere'), undefined);
  assert.deepEqual(informer.state.objects, { Pod: 2, Namespace: 1, Service: 1, owners: 2 });
  assert.deepEqual(following.messages, ['info: 2 pods on node vm, 1 namespaces, 1 services']);
  assert.deepEqual(server.refused, []);
});

test('changes of labels arrive: of pods, namespaces and services at once, of owners when they are asked anew', async () => {
  await using following = await follow(SMALL, { refreshMs: 20 });
  const { store, server } = following;
  await following.settled();
  server.put('pods', pod('web-5d-x', { labels: { app: 'shop' }, owner: ['ReplicaSet', 'web-5d'] }));
  server.put('namespaces', object('prod', { labels: { team: 'none' } }));
  server.put('deployments', object('web', { namespace: 'prod', labels: { release: '8' } }));
  server.put('services', object('late', { namespace: 'prod' }, { spec: { selector: { app: 'shop' } } }));
  const web = () => store.pod('uid-of-web-5d-x') ?? assert.fail();
  await until(() => web().labels.get('app') === 'shop' && store.namespace(web())?.labels.get('team') === 'none');
  await until(() => store.services(web()).some(({ name }) => name === 'late'));
  assert.deepEqual(
    store.services(web()).map(({ name }) => name),
    ['late'],
  );
  await until(() => store.controller('uid-of-web')?.labels.get('release') === '8');
  server.remove('services', 'uid-of-late');
  await until(() => store.services(web()).length === 0);
});

test('a pod that is gone is known for a while with its owners, but they are asked for no longer', async () => {
  await using following = await follow(SMALL);
  const { store, server, informer } = following;
  await following.settled();
  await until(() => store.size === 6);
  server.remove('pods', 'uid-of-web-5d-x');
  await until(() => store.size === 3);
  const web = store.pod('uid-of-web-5d-x');
  assert.ok(web);
  assert.deepEqual(
    store.owners(web).map(({ name }) => name),
    ['web-5d', 'web'],
  );
  assert.equal(informer.state.objects['owners'], 0);
});

for (const how of ['end', 'cut', 'break'] as const) {
  test(`watches that ${how}: they go on where they were, and nothing is listed anew`, async () => {
    await using following = await follow(SMALL);
    const { store, server } = following;
    await following.settled();
    for (let round = 0; round < 5; round++) {
      server.dropWatches(how);
      server.put('pods', pod(`late-${round}`));
      await until(() => store.pod(`uid-of-late-${round}`) !== undefined && server.watches === 3);
    }
    assert.equal(lists(following, 'pods').length, 1);
    assert.deepEqual(server.refused, []);
  });
}

for (const how of ['expire', 'end'] as const) {
  test(`410 Gone, ${how === 'end' ? 'at the beginning of' : 'in'} a watch: listed anew, and what is not there is gone`, async () => {
    await using following = await follow(SMALL);
    const { store, server, informer } = following;
    await following.settled();
    await server.stop();
    server.remove('pods', 'uid-of-alone');
    server.put('pods', pod('new'));
    server.compact();
    await server.start();
    if (how === 'expire') {
      await following.settled();
      server.dropWatches('expire');
    }
    await until(() => store.pod('uid-of-new') !== undefined);
    await following.settled();
    assert.equal(informer.state.objects['Pod'], 2);
    assert.ok((informer.state.counts['Pod']?.expired ?? 0) > 0);
    // The first may come from what the server has at hand; what comes after it may not be older.
    const [first, ...later] = lists(following, 'pods').map(({ searchParams }) => searchParams.get('resourceVersion'));
    assert.equal(first, '0');
    assert.deepEqual(new Set(later), new Set([null]));
    assert.deepEqual(server.refused, []);
  });
}

test('bookmarks move on: what was forgotten before one is not asked for', async () => {
  await using following = await follow(SMALL);
  const { store, server, informer } = following;
  await following.settled();
  server.compact();
  server.bookmark();
  server.put('namespaces', object('seen', {}));
  await until(() => informer.state.objects['Namespace'] === 2);
  server.bookmark();
  server.put('services', object('seen', { namespace: 'prod' }));
  await until(() => informer.state.objects['Service'] === 2);
  server.put('pods', pod('seen'));
  await until(() => store.pod('uid-of-seen') !== undefined);
  server.dropWatches('end');
  await following.settled();
  assert.equal(informer.state.counts['Pod']?.expired, 0);
  assert.equal(lists(following, 'pods').length, 1);
});

test('a server that dies and comes back: what is known is kept, and told once each', async () => {
  await using following = await follow(SMALL);
  const { store, server, informer, messages } = following;
  await following.settled();
  await server.stop();
  await until(() => Object.values(informer.state.counts).every(({ failures }) => failures > 3));
  assert.ok(store.pod('uid-of-alone'));
  await server.start();
  server.put('pods', pod('after'));
  await until(() => store.pod('uid-of-after') !== undefined);
  await following.settled();
  const about = messages.filter((text) => text.includes(' pods: '));
  assert.equal(about.length, 2, messages.join('\n'));
  assert.match(
    about[0] ?? '',
    /^warning: pods: (the connection .* broke|connect ECONNREFUSED .*); what is known is kept, and it is tried again$/,
  );
  assert.match(about[1] ?? '', /^info: pods: the API server answers again$/);
});

test('a server that is away at first', async () => {
  const server = await new TestApiServer().start();
  for (const [resource, one] of SMALL) server.put(resource, one);
  await server.stop();
  await using following = new Following(server);
  await until(() => Object.values(following.informer.state.counts).every(({ failures }) => failures > 2));
  await server.start();
  await following.settled();
  await until(() => following.store.pod('uid-of-alone') !== undefined);
});

test('a server that never answers, or stops in the middle, is given up and asked again', async () => {
  await using following = await follow(SMALL, { answerMs: 30 });
  const { store, server, informer } = following;
  server.fault = () => true;
  await until(() => Object.values(informer.state.counts).every(({ failures }) => failures > 2));
  server.fault = (response) => {
    response.writeHead(200);
    return response.write('{"kind":"PodList","items":[{"metadata":');
  };
  const failures = informer.state.counts['Pod']?.failures ?? 0;
  await until(() => (informer.state.counts['Pod']?.failures ?? 0) > failures + 2);
  assert.equal(informer.state.synced, false);
  server.fault = undefined;
  await following.settled();
  await until(() => store.pod('uid-of-alone') !== undefined);
});

test('refusals are told with their reason, and when to come back is respected', async () => {
  await using following = await follow(SMALL);
  const { server, informer, messages } = following;
  await following.settled();
  let refusedAt = 0;
  let cameBack = 0;
  server.fault = (response, { resource }) => {
    if (resource !== 'pods') return false;
    if (refusedAt > 0) cameBack = performance.now() - refusedAt;
    if (refusedAt > 0) return false;
    refusedAt = performance.now();
    response.writeHead(429, { 'retry-after': '1' }).end('{"kind":"Status","message":"too many"}');
    return true;
  };
  server.dropWatches('end');
  await following.settled();
  await until(() => cameBack > 0);
  // No longer than the longest pause of these tests.
  assert.ok(cameBack >= 19, String(cameBack));
  assert.ok(messages.some((text) => text.includes('429: too many')));
  assert.equal(informer.state.counts['Pod']?.failures, 1);
});

test('what is forbidden does not stop the rest', async () => {
  await using following = await follow(SMALL, { refreshMs: 5 });
  const { store, server, messages } = following;
  server.fault = (response, { resource }) => {
    if (resource === 'pods') return false;
    response.writeHead(403).end(JSON.stringify({ message: `${resource} is forbidden` }));
    return true;
  };
  await until(() => store.pod('uid-of-web-5d-x') !== undefined && messages.length >= 3);
  const web = store.pod('uid-of-web-5d-x') ?? assert.fail();
  assert.deepEqual(
    store.owners(web).map(({ kind, name }) => [kind, name]),
    [['ReplicaSet', 'web-5d']],
  );
  assert.equal(store.namespace(web), undefined);
  assert.ok(messages.some((text) => /^warning: replicasets: .*403: replicasets is forbidden/.test(text)));
});

const GARBAGE: Readonly<Record<string, string>> = {
  'a page for people': '<html><body>Bad gateway</body></html>',
  'no bytes': '',
  'JSON that is no list': '{"kind":"Status"}',
  'a list of other things':
    '{"metadata":{"resourceVersion":"7"},"items":[{},{"metadata":null},{"metadata":{"uid":7}}]}',
  'a list without an end': `{"items":[${'{"metadata":{"uid":"u","name":"n"}},'.repeat(1000)}`,
  'deep nesting': '{"items":['.repeat(10_000),
};
for (const [what, text] of Object.entries(GARBAGE)) {
  test(`garbage for an answer, ${what}: nothing breaks, and what is known is kept until a list is whole`, async () => {
    await using following = await follow(SMALL);
    const { store, server, informer } = following;
    await following.settled();
    server.fault = (response) => response.end(text) === response;
    server.compact();
    server.dropWatches('expire');
    await until(() => Object.values(informer.state.counts).every(({ expired, failures }) => expired + failures > 3));
    server.fault = undefined;
    server.put('pods', pod('sane'));
    await until(() => store.pod('uid-of-sane') !== undefined);
    await following.settled();
    assert.equal(informer.state.objects['Pod'], 3);
    assert.ok(store.pod('uid-of-alone'));
  });
}

const LINES: Readonly<Record<string, string>> = {
  'no JSON': 'hello\n',
  'other JSON': '7\n',
  'an unknown event': '{"type":"RENAMED","object":{"metadata":{"resourceVersion":"9"}}}\n',
  'an event without a version': '{"type":"ADDED","object":{"metadata":{"name":"a","uid":"a","namespace":"b"}}}\n',
  'an error without a code': '{"type":"ERROR","object":{}}\n',
};
for (const [what, line] of Object.entries(LINES)) {
  test(`garbage in a watch, ${what}: it is begun anew`, async () => {
    await using following = await follow(SMALL);
    const { store, server, informer } = following;
    await following.settled();
    server.write(line);
    await until(() => Object.values(informer.state.counts).every(({ failures }) => failures === 1));
    server.put('pods', pod('sane'));
    await until(() => store.pod('uid-of-sane') !== undefined);
    await following.settled();
    assert.equal(informer.state.objects['Pod'], 3);
  });
}
