import assert from 'node:assert/strict';
import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { findSockets } from './sockets.ts';

const servers: Server[] = [];
after(() => servers.forEach((server) => server.close()));

/** Where the host's root directory can be seen. */
let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'host-'))));
afterEach(() => rmSync(root, { recursive: true }));

async function listen(path: string): Promise<string> {
  const at = join(root, path);
  mkdirSync(dirname(at), { recursive: true });
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(at, resolve));
  return at;
}

async function found(configured: Parameters<typeof findSockets>[0]['configured'] = []): Promise<string[]> {
  const sockets = await findSockets({ configured, roots: [root] });
  return sockets.map(({ kind, path }) => `${kind} ${path.slice(root.length)}`).toSorted();
}

test('sockets are found where runtimes listen, below the directory of the host', async () => {
  const places = [
    'run/docker.sock',
    'run/podman/podman.sock',
    'run/user/1000/podman/podman.sock',
    'run/containerd/containerd.sock',
    'run/k3s/containerd/containerd.sock',
    'run/crio/crio.sock',
  ];
  for (const place of places) await listen(place);
  writeFileSync(join(root, 'run/host-containerd'), 'no directory');
  mkdirSync(join(root, 'run/k0s'));
  writeFileSync(join(root, 'run/k0s/containerd.sock'), 'no socket');
  assert.deepEqual(await found(), [
    'containerd /run/containerd/containerd.sock',
    'containerd /run/k3s/containerd/containerd.sock',
    'cri-o /run/crio/crio.sock',
    'docker /run/docker.sock',
    'podman /run/podman/podman.sock',
    'podman /run/user/1000/podman/podman.sock',
  ]);
});

test('one socket is found once, whatever its names, and what is configured comes first', async () => {
  await listen('run/docker.sock');
  mkdirSync(join(root, 'var'));
  symlinkSync('../run', join(root, 'var/run'));
  assert.deepEqual(await found(), ['docker /var/run/docker.sock']);
  assert.deepEqual(await found([{ kind: 'podman', path: join(root, 'run/docker.sock') }]), ['podman /run/docker.sock']);
});

test('a socket is trusted if it is that of root', { skip: process.getuid?.() !== 0 && 'not root' }, async () => {
  await listen('run/docker.sock');
  chownSync(await listen('run/user/1000/docker.sock'), 1000, 1000);
  const sockets = await findSockets({ configured: [], roots: [root] });
  assert.deepEqual(
    sockets.map(({ path, trusted }) => [path.slice(root.length), trusted]),
    [
      ['/run/docker.sock', true],
      ['/run/user/1000/docker.sock', false],
    ],
  );
});
