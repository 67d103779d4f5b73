/** redis-server and redis-benchmark: those of the machine, or unpacked from Debian's packages beside it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { librariesIn, unpackPackages } from '../tests/delivery/debian.ts';
import { BUILD } from './support.ts';

const REQUESTS = 200_000;
const UNPACKED = `${BUILD}/redis`;

function places(): readonly [server: string, client: string] | string {
  const installed = ['redis-server', 'redis-benchmark'].map((name) =>
    spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim(),
  );
  const [server, client] = installed;
  if (server !== undefined && server !== '' && client !== undefined && client !== '') return [server, client];
  if (!existsSync(`${UNPACKED}/usr/bin/redis-benchmark`)) {
    const reason = unpackPackages(UNPACKED, ['redis-server', 'redis-tools']);
    if (reason !== undefined) return reason;
  }
  process.env['LD_LIBRARY_PATH'] = librariesIn(UNPACKED);
  return [`${UNPACKED}/usr/bin/redis-server`, `${UNPACKED}/usr/bin/redis-benchmark`];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** @returns arguments of the workload, or why there is none */
export async function redisWorkload(): Promise<readonly string[] | string> {
  const found = places();
  return typeof found === 'string' ? found : ['redis', `${REQUESTS}`, `${await freePort()}`, ...found];
}
