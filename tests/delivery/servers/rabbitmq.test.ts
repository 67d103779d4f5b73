/** Queues of a real RabbitMQ, in the protocol of its own and in AMQP 1.0. */
import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import { checkServer, type Place } from './contract.ts';
import { freePort, isListening, Server } from '../debian.ts';

/** Where nodes of Erlang find each other: started here, once, so that it can be ended. */
interface Names {
  readonly server: Server;
  readonly port: number;
}
let started: Promise<Names> | undefined;
after(async () => (await started)?.server.end('SIGKILL'));

async function startNames(folder: string): Promise<Names> {
  const port = await freePort();
  const server = new Server(folder, 'epmd', ['-address', '127.0.0.1', '-port', String(port)]);
  await server.until(() => isListening(port));
  return { server, port };
}

async function start({ folder, port, tlsPort }: Place): Promise<Server> {
  const at = (name: string): string => join(folder, name);
  const names = await (started ??= startNames(folder));
  // One that was killed is known there for a moment, and the next of its name is refused
  const name = `lanner${port}`;
  await names.server.until(() => !namesIn(folder, names.port).includes(`name ${name} `));
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
    RABBITMQ_DIST_PORT: String(await freePort()),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(names.port),
  });
}

function namesIn(folder: string, port: number): string {
  const asked = spawnSync(join(folder, 'usr/bin/epmd'), ['-port', String(port), '-names'], { encoding: 'utf8' });
  return asked.stdout;
}

/**
 * The messages in the queue, which stay there. What was taken could come back: a broker that is killed has not written
 * down yet that it is gone.
 */
async function look({ folder, port }: Place, count: number): Promise<string[]> {
  while (!isQueueOnDisk(folder)) await sleep(50);
  const connection = await connect(`amqp://guest:guest@127.0.0.1:${port}`);
  const link = await connection.createChannel();
  const seen: string[] = [];
  for (;;) {
    const message = await link.get('alerts', { noAck: false });
    if (message === false) break;
    seen.push(message.content.toString());
  }
  // They are in their places again when the channel is closed
  await link.close();
  await connection.close();
  if (seen.length < count) throw new Error(`${seen.length} messages of ${count}`);
  return seen;
}

/**
 * The broker writes down which queues there are up to two seconds after it has said that it has made one. If it is killed
 * before, the queue is gone with all that it has confirmed.
 */
function isQueueOnDisk(folder: string): boolean {
  const files = globSync(join(folder, 'mnesia/*/{LATEST.LOG,rabbit_durable_queue.DC?}'));
  return files.some((file) => readFileSync(file).includes('alerts'));
}

async function makeQueue({ port }: Place): Promise<void> {
  const connection = await connect(`amqp://guest:guest@127.0.0.1:${port}`);
  const link = await connection.createChannel();
  await link.assertQueue('alerts', { durable: true });
  await connection.close();
}

// Each has a broker and a queue of its own
for (const { type, ...more } of [
  { type: 'rabbitmq', target: { queue: 'alerts' } },
  { type: 'amqp', target: { address: '/amq/queue/alerts' }, prepare: makeQueue },
]) {
  checkServer({
    packages: ['rabbitmq-server'],
    start,
    ...('prepare' in more ? { prepare: more.prepare } : {}),
    tlsOptions: ({ tlsPort }) => ({ url: `amqps://guest:guest@127.0.0.1:${tlsPort}` }),
    wrongOptions: ({ port }) => ({ url: `amqp://guest:wrong-secret@127.0.0.1:${port}` }),
    channels: [
      {
        type,
        ...(type === 'rabbitmq' ? { proxied: 'tls' as const } : {}),
        options: ({ port }) => ({ url: `amqp://guest:guest@127.0.0.1:${port}`, ...more.target }),
        received: look,
      },
    ],
  });
}
