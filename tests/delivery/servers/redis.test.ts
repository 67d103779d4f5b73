/** Lists and streams of a real Redis. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { checkServer, type Place } from './contract.ts';
import { Server } from '../debian.ts';

async function start({ folder, port, tlsPort }: Place): Promise<Server> {
  mkdirSync(join(folder, 'data'), { recursive: true });
  const tls = { 'tls-cert-file': 'server.crt', 'tls-key-file': 'server.key', 'tls-ca-cert-file': 'authority.crt' };
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    'tls-port': String(tlsPort),
    dir: join(folder, 'data'),
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    requirepass: 'right-secret',
    ...Object.fromEntries(Object.entries(tls).map(([key, name]) => [key, join(folder, name)])),
  };
  return new Server(
    folder,
    'redis-server',
    Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]),
  );
}

async function asking<T>({ port }: Place, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ port, password: 'right-secret' });
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

checkServer({
  packages: ['redis-server'],
  start,
  tlsOptions: ({ tlsPort }) => ({ address: `127.0.0.1:${tlsPort}`, tls: true }),
  wrongOptions: () => ({ password: 'wrong-secret' }),
  channels: [
    {
      type: 'redis',
      options: ({ port }) => ({ address: `127.0.0.1:${port}`, password: 'right-secret', storage: 'list', key: 'list' }),
      received: async (place) => asking(place, async (client) => client.lrange('list', 0, -1)),
    },
    {
      type: 'redis',
      options: ({ port }) => ({ address: `127.0.0.1:${port}`, password: 'right-secret', max_length: 10_000 }),
      received: async (place) =>
        asking(place, async (client) =>
          (await client.xrange('lanner', '-', '+')).map(([, entry]) => entry.at(-1) ?? ''),
        ),
    },
  ],
});
