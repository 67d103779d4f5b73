/** Percent signs in the URLs of receivers: what is an escape is read as one, what is none stands for itself, and nothing is shown. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { readOptions } from '../contract/index.ts';
import { mqtt } from './mqtt/index.ts';
import { nats } from './nats/index.ts';
import { rabbitmq } from './rabbitmq/index.ts';
import { slack } from './slack/index.ts';
import { PLAIN_ALERT } from './testing/alerts.ts';
import { openChannel } from './testing/open.ts';
import { startReceiver } from './testing/receiver.ts';

/** As it is written, and what it means. */
const PASSWORDS = [
  ['p%40ss-%C3%BC%25', 'p@ss-ü%'],
  ['100%-secret', '100%-secret'],
  ['a%zzsecret%', 'a%zzsecret%'],
  ['%E9secret', '\ufffdsecret'],
] as const;

test('http: user and password of a URL', async (t) => {
  const server = await startReceiver(({ headers }) => {
    const given = Buffer.from(String(headers['authorization']).slice('Basic '.length), 'base64').toString();
    return { status: 500, body: `who is ${given}?` };
  });
  t.after(() => server.close());
  for (const [written, meant] of PASSWORDS) {
    const url = `${server.url.replace('://', `://me:${written}@`)}/hooks/x`;
    const { channel, log } = await openChannel(slack, { url });
    const { result, answer } = await channel.deliver([PLAIN_ALERT], new AbortController().signal);
    await channel.close();
    assert.ok('kind' in result && result.kind === 'retry');
    const { headers, path } = server.received.at(-1) ?? assert.fail();
    assert.equal(headers['authorization'], `Basic ${Buffer.from(`me:${meant}`).toString('base64')}`);
    assert.equal(path, '/hooks/x');
    for (const shown of [answer, result.reason, ...log]) assert.ok(!shown.includes(meant), shown);
    assert.match(answer, /who is me:\*\*\*\?/);
  }
});

/** The first frame of a broker: Connection.Start of AMQP 0-9-1 with PLAIN, and no properties. */
const START = Buffer.concat([
  Buffer.from([1, 0, 0, 0, 0, 0, 28, 0, 10, 0, 10, 0, 9, 0, 0, 0, 0]),
  Buffer.from([0, 0, 0, 5]),
  Buffer.from('PLAIN'),
  Buffer.from([0, 0, 0, 5]),
  Buffer.from('en_US'),
  Buffer.from([0xce]),
]);

test('rabbitmq: user, password and virtual host of a URL', async (t) => {
  const said: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(START);
      socket.once('data', (bytes: Buffer) => {
        said.push(bytes);
        socket.destroy();
      });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  for (const [written, meant] of PASSWORDS) {
    const { channel } = await openChannel(rabbitmq, { url: `amqp://m%40:${written}@127.0.0.1:${port}/v`, queue: 'q' });
    await assert.rejects(channel.deliver([PLAIN_ALERT], AbortSignal.timeout(10_000)), (error) => {
      assert.ok(!String(error).includes(meant) && !String(error).includes(written), String(error));
      return true;
    });
    await channel.close();
    assert.ok(said.at(-1)?.includes(`\0m@\0${meant}`), `${written}: ${said.at(-1)?.toString('latin1')}`);
  }
});

test('urls that everybody may see have no user and no password', () => {
  for (const [type, url] of [
    [nats, 'nats://u:secret@h:4222'],
    [mqtt, 'mqtt://u@h'],
  ] as const) {
    const { problems } = readOptions(type.options, { url }, { file: () => '', env: () => undefined });
    assert.deepEqual(problems, [
      { option: 'url', message: 'user and password are options of their own; they do not belong into the URL' },
    ]);
  }
});
