/** Subjects of a real NATS server, and streams of its JetStream. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { checkServer, type Place } from './contract.ts';
import { isListening, Server } from '../debian.ts';
import { Gate } from '../gate.ts';

let gate: Gate | undefined;
after(() => gate?.close());

async function start({ folder, port }: Place): Promise<Server> {
  const { behind } = (gate ??= await Gate.at(port));
  const at = (name: string): string => JSON.stringify(join(folder, name));
  const tls = `cert_file: ${at('server.crt')}, key_file: ${at('server.key')}, ca_file: ${at('authority.crt')}`;
  writeFileSync(
    join(folder, 'nats.conf'),
    `listen: "127.0.0.1:${behind}"
authorization { users = [{ user: lanner, password: right-secret }] }
jetstream { store_dir: ${at('data')} }
tls { ${tls}, verify: true }
allow_non_tls: true
`,
  );
  const server = new Server(folder, 'nats-server', ['-c', join(folder, 'nats.conf')]);
  await server.until(() => isListening(behind));
  return server;
}

const LOGIN = { user: 'lanner', pass: 'right-secret', tls: null };

/** Past the gate. */
async function connected(): Promise<NatsConnection> {
  return connect({ servers: `127.0.0.1:${gate?.behind}`, ...LOGIN });
}

/** What a subscriber has had that connects anew whenever the server is there again. */
const subscribed: string[] = [];
let subscriber: NatsConnection | undefined;
after(() => subscriber?.close());

async function subscribe(): Promise<void> {
  const own = await connect({
    servers: `127.0.0.1:${gate?.behind}`,
    ...LOGIN,
    reconnectTimeWait: 5,
    reconnectJitter: 1,
    maxReconnectAttempts: -1,
  });
  subscriber = own;
  own.subscribe('plain.>', { callback: (_, message) => void subscribed.push(message.string()) });
  await openGate(own);
  void followState(own);
}

/** Once the server has read whatever was subscribed. */
async function openGate(own: NatsConnection): Promise<void> {
  await own.flush();
  if (gate !== undefined) gate.isOpen = true;
}

async function followState(own: NatsConnection): Promise<void> {
  for await (const { type } of own.status()) {
    if (type === 'disconnect' && gate !== undefined) gate.isOpen = false;
    if (type === 'reconnect') await openGate(own).catch(() => undefined);
  }
}

async function stored(count: number): Promise<string[]> {
  const connection = await connected();
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
  async prepare() {
    const connection = await connected();
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'ALERTS', subjects: ['stored.>'] });
    await connection.close();
    await subscribe();
  },
  tlsPort: 'the same',
  tlsOptions: ({ port }) => ({ url: `tls://127.0.0.1:${port}` }),
  wrongOptions: () => ({ password: 'wrong-secret' }),
  channels: [
    {
      type: 'nats_jetstream',
      proxied: 'none',
      options: ({ port }) => ({
        url: `nats://127.0.0.1:${port}`,
        user: 'lanner',
        password: 'right-secret',
        subject: 'stored.{priority:lower}.{rule}',
        stream: 'ALERTS',
      }),
      received: async (_, count) => stored(count),
    },
    {
      type: 'nats',
      proxied: 'none',
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
