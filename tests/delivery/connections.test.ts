/** What holds for all channels that keep a connection: none is left behind, and receivers are asked for by their name. */
import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createSecureContext, TLSSocket } from 'node:tls';
import { CHANNELS, type ChannelType } from '@lanner/outputs';
import { PLAIN_ALERT } from '../../packages/outputs/src/channels/testing/alerts.ts';
import { openChannel } from '../../packages/outputs/src/channels/testing/open.ts';
import { makeAuthority, makeCertificate, noOpenssl } from './certificates.ts';

interface Kind {
  readonly type: string;
  options(address: string, isTls: boolean): Readonly<Record<string, unknown>>;
  /** What is said before TLS begins, if it does not begin with it: after so many messages of the client the server answers each. */
  readonly before?: { readonly greeting?: string; readonly answers: readonly string[] };
}

const MAIL = { from: 'a@example.org', to: ['b@example.org'] };
const POSTGRES = { user: 'u', database: 'd' };

const KINDS: readonly Kind[] = [
  { type: 'redis', options: (address, tls) => ({ address, tls }) },
  {
    type: 'nats',
    options: (address, tls) => ({ url: `${tls ? 'tls' : 'nats'}://${address}` }),
    before: {
      greeting: 'INFO {"server_id":"s","version":"2.9.0","proto":1,"max_payload":1048576,"tls_required":true}\r\n',
      answers: [],
    },
  },
  {
    type: 'nats_jetstream',
    options: (address, tls) => ({ url: `${tls ? 'tls' : 'nats'}://${address}` }),
    before: {
      greeting: 'INFO {"server_id":"s","version":"2.9.0","proto":1,"max_payload":1048576,"tls_required":true}\r\n',
      answers: [],
    },
  },
  { type: 'rabbitmq', options: (address, tls) => ({ url: `${tls ? 'amqps' : 'amqp'}://u:p@${address}`, queue: 'q' }) },
  { type: 'mqtt', options: (address, tls) => ({ url: `${tls ? 'mqtts' : 'mqtt'}://${address}` }) },
  { type: 'kafka', options: (address, tls) => ({ brokers: [address], tls }) },
  {
    type: 'postgresql',
    options(address, tls) {
      const [host, port] = address.split(':');
      return { host, port, tls, ...POSTGRES };
    },
    before: { answers: ['S'] },
  },
  {
    type: 'smtp',
    options: (address, tls) => ({ address, encryption: tls ? 'starttls' : 'none', ...MAIL }),
    before: {
      greeting: '220 here\r\n',
      answers: ['250-here\r\n250 STARTTLS\r\n', '220 go on\r\n'],
    },
  },
  {
    type: 'syslog_remote',
    options(address, tls) {
      const [host, port] = address.split(':');
      return { host, port, protocol: tls ? 'tls' : 'tcp' };
    },
  },
];

const sockets = new Set<Socket>();
subscribe('net.client.socket', (message) => void sockets.add((message as { readonly socket: Socket }).socket));

/** Sockets of this process that are not closed. */
function openSockets(): number {
  return Array.from(sockets).filter((one) => !one.destroyed).length;
}

/** Turns of the event loop in which whatever was begun can go on. */
async function turns(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function kindOf(name: string): Promise<ChannelType> {
  const type = await CHANNELS.find((one) => one.name === name)?.load();
  assert.ok(type);
  return type;
}

const ATTEMPTS = 12;

for (const { type, options } of KINDS) {
  for (const isTls of [false, true]) {
    const title = `${type}: connections to a server that says nothing${isTls ? ' to TLS' : ''} are all given up`;
    test(title, async (t) => {
      sockets.clear();
      let accepted = 0;
      const waiting = new Set<Socket>();
      const server = createServer((socket) => {
        accepted++;
        waiting.add(socket);
        socket
          .resume()
          .on('error', () => undefined)
          .on('close', () => waiting.delete(socket));
      });
      const port = await listening(server);
      t.after(() => server.close());
      const { channel } = await openChannel(await kindOf(type), options(`127.0.0.1:${port}`, isTls));
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const late = new AbortController();
        const connected = once(server, 'connection');
        const delivered = channel.deliver([PLAIN_ALERT], late.signal);
        delivered.catch(() => undefined);
        await connected;
        assert.ok(openSockets() <= 1, `${openSockets()} sockets in attempt ${attempt}`);
        late.abort();
        await assert.rejects(delivered);
        await turns();
        assert.equal(openSockets(), 0, `sockets after attempt ${attempt}`);
      }
      await channel.close();
      await turns();
      assert.equal(openSockets(), 0);
      assert.equal(accepted, ATTEMPTS);
      // The other side has heard of it
      while (waiting.size > 0) await turns();
    });
  }
}

const folder = mkdtempSync(join(tmpdir(), 'lanner-connections-'));
after(() => rmSync(folder, { recursive: true }));
before(() => {
  if (noOpenssl !== false) return;
  makeAuthority(folder, 'authority');
  makeCertificate(folder, 'server', 'authority');
});

for (const { type, options, before: preface } of KINDS) {
  test(
    `${type}: with TLS a receiver is asked for by its name, and by none if it is an address`,
    { skip: noOpenssl },
    async (t) => {
      const names: (string | false | null)[] = [];
      const secure = createSecureContext({
        cert: readFileSync(join(folder, 'server.crt')),
        key: readFileSync(join(folder, 'server.key')),
      });
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        const begin = (): void => {
          const tls = new TLSSocket(socket, { isServer: true, secureContext: secure });
          tls.on('error', () => undefined);
          tls.on('secure', () => {
            names.push((tls as TLSSocket & { servername: string | false | null }).servername);
            tls.destroy();
          });
        };
        if (preface === undefined) return begin();
        const answers = [...preface.answers];
        socket.write(preface.greeting ?? '');
        if (answers.length === 0) return begin();
        const onData = (): void => {
          socket.write(answers.shift() ?? '');
          if (answers.length > 0) return;
          socket.off('data', onData);
          begin();
        };
        socket.on('data', onData);
      });
      const port = await listening(server);
      t.after(() => server.close());
      for (const host of ['localhost', '127.0.0.1']) {
        const given = { ...options(`${host}:${port}`, true), ca_cert: join(folder, 'authority.crt') };
        const { channel } = await openChannel(await kindOf(type), given);
        await assert.rejects(channel.deliver([PLAIN_ALERT], AbortSignal.timeout(20_000)));
        await channel.close();
      }
      // Some try again by themselves
      assert.deepEqual(Array.from(new Set(names)), ['localhost', false]);
    },
  );
}
