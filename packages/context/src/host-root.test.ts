import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostFiles, rootsOf } from './host-root.ts';

const OWN = { root: '', proc: '/proc' };
const seen = (environment: Readonly<Record<string, string>>, ...paths: readonly string[]) =>
  hostFiles(environment, (path) => paths.includes(path));

test('sockets are looked for below the root itself and below that of the host', () => {
  assert.deepEqual(rootsOf({}), ['', '/host']);
  assert.deepEqual(rootsOf({ HOST_ROOT: '/mnt/node/' }), ['', '/mnt/node']);
  assert.deepEqual(rootsOf({ HOST_ROOT: '/' }), ['']);
});

test('users are those of the host where its files are', () => {
  const whole = ['/etc/passwd', '/proc/1', '/host/etc/passwd', '/host/proc/1'];
  assert.deepEqual(seen({}, ...whole), { root: '/host', proc: '/host/proc' });
  assert.deepEqual(seen({ HOST_ROOT: '/' }, ...whole), OWN);
  assert.deepEqual(seen({ HOST_ROOT: '/mnt' }, ...whole), OWN, 'nothing is there');
});

test('without the processes of the host below it, a root counts if it was named', () => {
  const files = ['/etc/passwd', '/proc/1', '/host/etc/passwd'];
  assert.deepEqual(seen({ HOST_ROOT: '/host' }, ...files), { root: '/host', proc: '/proc' });
  assert.deepEqual(seen({}, ...files), OWN, 'any directory may be called so');
});
