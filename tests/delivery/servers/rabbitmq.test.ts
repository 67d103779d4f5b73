/** Queues of a real RabbitMQ, in the protocol of its own and in AMQP 1.0. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { connect } from 'amqplib';
import { checkServer, type Place } from './contract.ts';
import { freePort, isListening, Server } from '../debian.ts';

/** Where nodes of Erlang find each other: started here, so that it can be ended. */
let names: Server | undefined;
let namesPort = 0;
let nodePort = 0;
after(() => names?.end('SIGKILL'));

async function start({ folder, port, tlsPort }: Place): Promise<Server> {
  const at = (name: string): string => join(folder, name);
  if (names === undefined) {
    namesPort = await freePort();
    nodePort = await freePort();
    names = new Server(folder, 'epmd', ['-address', '127.0.0.1', '-port', String(namesPort)]);
    await names.until(() => isListening(namesPort));
  }
  // One that was killed is known there for a moment, and the next of its name is refused
  const name = `lanner${port}`;
  await names.until(() => !namesIn(folder).includes(`name ${name} `));
  const erlang = at('usr/lib/erlang');
  const emulator = join(erlang, readdirSync(erlang).find((name) => name.startsWith('erts-')) ?? '', 'bin');
  // The program of the package goes to where it would be installed
  writeFileSync(
    at('erl'),
    `#!/bin/sh\nexport EMU=beam PROGNAME=erl ROOTDIR='${erlang}' BINDIR='${emulator}'\nexec "$BINDIR/erlexec" "$@"\n`,
  );
  chmodSync(at('erl'), 0o755);
  writeFileSync(
    at('rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${port}
listeners.ssl.1 = 127.0.0.1:${tlsPort}
ssl_options.cacertfile = ${at('authority.crt')}
ssl_options.certfile = ${at('server.crt')}
ssl_options.keyfile = ${at('server.key')}
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
`,
  );
  writeFileSync(at('plugins'), '[rabbitmq_amqp1_0].');
  return new Server(folder, 'sh', [at('usr/lib/rabbitmq/bin/rabbitmq-server')], {
    PATH: `${folder}:${at('usr/bin')}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    RABBITMQ_ALLOW_INPUT: '1',
    RABBITMQ_NODENAME: `${name}@localhost`,
    RABBITMQ_MNESIA_BASE: at('mnesia'),
    RABBITMQ_LOG_BASE: at('log'),
    RABBITMQ_CONFIG_FILE: at('rabbitmq'),
    RABBITMQ_ENABLED_PLUGINS_FILE: at('plugins'),
    RABBITMQ_DIST_PORT: String(nodePort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(namesPort),
  });
}

function namesIn(folder: string): string {
  const asked = spawnSync(join(folder, 'usr/bin/epmd'), ['-port', String(namesPort), '-names'], { encoding: 'utf8' });
  return asked.stdout;
}

/**
 * The messages in the queue, which stay there. What was taken could come back: a broker that is killed has not written
 * down yet that it is gone.
 */
async function look({ port }: Place, queue: string, count: number): Promise<string[]> {
  const connection = await connect(`amqp://guest:guest@127.0.0.1:${port}`);
  const link = await connection.createChannel();
  const seen: string[] = [];
  for (;;) {
    const message = await link.get(queue, { noAck: false });
    if (message === false) break;
    seen.push(message.content.toString());
  }
  // They are in their places again when the channel is closed
  await link.close();
  await connection.close();
  if (seen.length < count) throw new Error(`${seen.length} messages of ${count}`);
  return seen;
}

checkServer({
  packages: ['rabbitmq-server'],
  start,
  tlsOptions: ({ tlsPort }) => ({ url: `amqps://guest:guest@127.0.0.1:${tlsPort}` }),
  wrongOptions: ({ port }) => ({ url: `amqp://guest:wrong-secret@127.0.0.1:${port}` }),
  async prepare({ port }) {
    const connection = await connect(`amqp://guest:guest@127.0.0.1:${port}`);
    const link = await connection.createChannel();
    await link.assertQueue('other', { durable: true });
    await connection.close();
  },
  channels: [
    {
      type: 'amqp',
      options: ({ port }) => ({ url: `amqp://guest:guest@127.0.0.1:${port}`, address: '/amq/queue/other' }),
      received: async (place, count) => look(place, 'other', count),
    },
    {
      type: 'rabbitmq',
      options: ({ port }) => ({ url: `amqp://guest:guest@127.0.0.1:${port}`, queue: 'alerts' }),
      received: async (place, count) => look(place, 'alerts', count),
    },
  ],
});
