import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import type { KubernetesObject } from '@lanner/context';
import type { Settings } from '../config/keys.ts';
import { ToldObjects, kubernetesSource } from './kubernetes.ts';

type Keys = 'kubernetes.informer' | 'kubernetes.kubeconfig' | 'kubernetes.node';

function source(settings: Partial<Pick<Settings, Keys>>, environment: NodeJS.ProcessEnv = {}) {
  const defaults = { 'kubernetes.informer': 'auto', 'kubernetes.kubeconfig': '', 'kubernetes.node': '' } as const;
  return kubernetesSource({ ...defaults, ...settings } as Settings, environment);
}

test('without a kubeconfig, outside of a pod, nobody is asked unless it is wanted', () => {
  assert.equal(source({}), undefined);
  assert.deepEqual(source({ 'kubernetes.informer': 'on' }), { node: hostname().toLowerCase() });
  assert.equal(source({ 'kubernetes.informer': 'off', 'kubernetes.kubeconfig': '/c' }), undefined);
});

test('the node: as it is set, as the environment has it, or the host name', () => {
  const file = { 'kubernetes.kubeconfig': '/c' };
  assert.deepEqual(source(file), { node: hostname().toLowerCase(), kubeconfig: '/c' });
  assert.equal(source(file, { FALCO_K8S_NODE_NAME: 'f' })?.node, 'f');
  assert.equal(source(file, { LANNER_NODE_NAME: 'l', FALCO_K8S_NODE_NAME: 'f' })?.node, 'l');
  assert.equal(source(file, { LANNER_NODE_NAME: '' })?.node, hostname().toLowerCase());
  assert.equal(source({ ...file, 'kubernetes.node': 'set' }, { LANNER_NODE_NAME: 'l' })?.node, 'set');
});

test('what a new thread does not tell again is gone', () => {
  const put = (...uids: string[]) =>
    uids.map((uid): KubernetesObject => ({ kind: 'Namespace', uid, name: uid, labels: new Map() }));
  const told = new ToldObjects();
  told.begin();
  told.pass({ put: put('a', 'b', 'c'), gone: [] });
  assert.deepEqual(told.synced(), []);
  told.pass({ put: put('d'), gone: ['a'] });
  told.begin();
  told.pass({ put: put('b', 'e'), gone: [] });
  assert.deepEqual(told.synced(), ['c', 'd']);
  told.pass({ put: put('f'), gone: [] });
  assert.deepEqual(told.synced(), []);
});
