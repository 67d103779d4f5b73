/** Subjects of a real NATS server, and streams of its JetStream. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { checkServer, type Place } from './contract.ts';
import { Server } from '../debian.ts';

async function start({ folder, port }: Place): Promise<Server> {
  const at = (name: string): string => JSON.stringify(join(folder, name));
  const tls = `cert_file: ${at('server.crt')}, key_file: ${at('server.key')}, ca_file: ${at('authority.crt')}`;
  writeFileSync(
    join(folder, 'nats.conf'),
    `listen: "127.0.0.1:${port}"
authorization { users = [{ user: lanner, password: right-secret }] }
jetstream { store_dir: ${at('data')} }
tls { ${tls}, verify: true }
allow_non_tls: true
`,
  );
  return new Server(folder, 'nats-server', ['-c', join(folder, 'nats.conf')]);
}

async function connected(port: number): Promise<NatsConnection> {
  return connect({ servers: `127.0.0.1:${port}`, user: 'lanner', pass: 'right-secret', tls: null });
}

/** What a subscriber has had that connects anew whenever the server is there again. */
const subscribed: string[] = [];
let subscriber: NatsConnection | undefined;
after(() => subscriber?.close());

async function subscribe(port: number): Promise<void> {
  subscriber = await connect({
    servers: `127.0.0.1:${port}`,
    user: 'lanner',
    pass: 'right-secret',
    tls: null,
    reconnectTimeWait: 5,
    reconnectJitter: 1,
    maxReconnectAttempts: -1,
  });
  subscriber.subscribe('plain.>', { callback: (_, message) => void subscribed.push(message.string()) });
}

async function stored(port: number, count: number): Promise<string[]> {
  const connection = await connected(port);
  try {
    const manager = await jetstreamManager(connection);
    const { name } = await manager.consumers.add('ALERTS', {
      ack_policy: AckPolicy.None,
      durable_name: `r${count}`,
    });
    const consumer = await jetstream(connection).consumers.get('ALERTS', name);
    const messages: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: count + 50, expires: 1000 })) {
      messages.push(message.string());
    }
    return messages;
  } finally {
    await connection.close();
  }
}

checkServer({
  packages: ['nats-server'],
  start,
  async prepare({ port }) {
    const connection = await connected(port);
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'ALERTS', subjects: ['stored.>'] });
    await connection.close();
    await subscribe(port);
  },
  tlsPort: 'the same',
  tlsOptions: ({ port }) => ({ url: `tls://127.0.0.1:${port}` }),
  wrongOptions: () => ({ password: 'wrong-secret' }),
  channels: [
    {
      type: 'nats_jetstream',
      options: ({ port }) => ({
        url: `nats://127.0.0.1:${port}`,
        user: 'lanner',
        password: 'right-secret',
        subject: 'stored.{priority:lower}.{rule}',
        stream: 'ALERTS',
      }),
      received: async ({ port }, count) => stored(port, count),
    },
    {
      type: 'nats',
      options: ({ port }) => ({
        url: `nats://127.0.0.1:${port}`,
        user: 'lanner',
        password: 'right-secret',
        subject: 'plain.{priority:lower}.{rule}',
      }),
      async received(_, count) {
        for (let n = 0; subscribed.length < count && n < 100; n++) await sleep(20);
        return [...subscribed];
      },
    },
  ],
});
