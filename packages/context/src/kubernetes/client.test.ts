import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { TestApiServer } from './api-server.test.ts';
import { connectToApiServer, isInCluster } from './client.ts';
import { SMALL, follow, object, pod, until } from './following.test.ts';

const RBAC = new URL('../../../../deploy/kubernetes/rbac.yaml', import.meta.url);

interface Role {
  readonly kind: string;
  readonly rules: readonly { readonly [key in 'apiGroups' | 'resources' | 'verbs']: readonly string[] }[];
}

test('the permissions of deploy/kubernetes/rbac.yaml are those that are used: none lacks, none is more', async () => {
  const documents = parseAllDocuments(readFileSync(RBAC, 'utf8')).map((one) => one.toJS() as Role);
  const [role, ...others] = documents.filter(({ kind }) => kind.endsWith('Role'));
  assert.ok(role);
  assert.deepEqual(others, []);
  const allowed = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );
  await using following = await follow([
    ...SMALL,
    ['replicationcontrollers', object('old', { namespace: 'prod' })],
    ['pods', pod('old-1', { owner: ['ReplicationController', 'old'] })],
    ['pods', pod('job-1', { owner: ['Job', 'job'] })],
    ['pods', pod('set-1', { owner: ['DaemonSet', 'set'] })],
  ]);
  await following.settled();
  await until(() => ['web', 'web-5d', 'old'].every((name) => following.store.controller(`uid-of-${name}`)));
  const { asked } = following.server;
  const used = new Set(asked.map(({ verb, group, resource }) => `${verb} ${group}/${resource}`));
  assert.deepEqual([...used].toSorted(), allowed.toSorted());
  for (const { resource, url } of asked) {
    if (resource === 'pods') assert.equal(url.searchParams.get('fieldSelector'), 'spec.nodeName=vm');
  }
});

test('a kubeconfig file: its server is asked, with its token', async () => {
  await using server = await new TestApiServer().start();
  let authorization: string | undefined;
  server.fault = (response) => {
    authorization = response.req.headers.authorization;
    return false;
  };
  const directory = mkdtempSync(join(tmpdir(), 'lanner-kubeconfig-'));
  const file = join(directory, 'config');
  try {
    const config = {
      clusters: [{ name: 'c', cluster: { server: `${server.address}/`, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { token: 'secret' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    writeFileSync(file, JSON.stringify(config));
    const { transport } = await connectToApiServer(file);
    const { signal } = new AbortController();
    const answer = await transport({ path: '/api/v1/pods', query: {}, answerMs: 60_000, idleMs: 60_000, signal });
    assert.equal(answer.status, 200);
    for await (const chunk of answer.body) assert.ok(chunk.length > 0);
    assert.equal(authorization, 'Bearer secret');
    for (const bad of ['', '{', 'clusters: []', 'clusters: 7']) {
      writeFileSync(file, bad);
      await assert.rejects(connectToApiServer(file), (error: Error) => error.message.startsWith(`${file}: `), bad);
    }
    await assert.rejects(connectToApiServer(join(directory, 'none')), /none: ENOENT/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('outside of a pod there is no account', () => {
  assert.equal(isInCluster({}), false);
});

test('the server to test with is strict', async () => {
  await using server = await new TestApiServer().start();
  const ask = async (path: string, accept = 'application/json') => {
    const answer = await fetch(`${server.address}${path}`, { headers: { accept } });
    return [answer.status, await answer.json()] as [number, { items: object[]; metadata: { continue?: string } }];
  };
  for (const name of ['a', 'b', 'c']) server.put('pods', { metadata: { name, uid: name }, spec: { nodeName: 'n' } });
  const [, first] = await ask('/api/v1/pods?limit=2');
  assert.equal(first.items.length, 2);
  const [, second] = await ask(`/api/v1/pods?limit=2&continue=${first.metadata.continue}`);
  assert.equal(second.items.length, 1);
  assert.equal((await ask('/api/v1/pods?fieldSelector=spec.nodeName%3Dm'))[1].items.length, 0);
  server.compact();
  assert.equal((await ask(`/api/v1/pods?limit=2&continue=${first.metadata.continue}`))[0], 410);
  assert.deepEqual(server.refused, []);
  assert.equal((await ask('/api/v1/secrets'))[0], 400);
  assert.equal((await ask('/api/v1/pods?follow=1'))[0], 400);
  assert.equal((await ask('/api/v1/pods', '*/*'))[0], 400);
  assert.equal(server.refused.length, 3);
});
