import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';
import { readOptions } from '../contract/index.ts';
import { PLAIN_ALERT } from './testing/alerts.ts';
import { openChannel } from './testing/open.ts';
import { dogstatsd } from './dogstatsd/index.ts';
import { rabbitmq } from './rabbitmq/index.ts';
import { redis } from './redis/index.ts';
import { syslogRemote } from './syslog_remote/index.ts';

/** What is wrong with options, one by one or together. */
function problemOf(type: typeof redis, given: Readonly<Record<string, unknown>>): string | undefined {
  const { options, problems } = readOptions(type.options, given, { file: () => '', env: () => undefined });
  return problems[0]?.message ?? type.check?.(options);
}

test('a proxy that cannot be used is refused, with the reason', () => {
  const proxy = 'http://proxy.example.org:3128';
  const cases: readonly [typeof redis, Readonly<Record<string, unknown>>, RegExp | undefined][] = [
    [redis, { proxy }, undefined],
    [redis, { proxy: 'socks5://[::1]:1080', proxy_user: 'u', proxy_password: 'p' }, undefined],
    [redis, { proxy: 'socks4://proxy.example.org' }, /socks5/],
    [redis, { proxy: 'http://u:p@proxy.example.org' }, /user/],
    [redis, { proxy, proxy_user: 'u' }, /belong together/],
    [redis, { proxy, proxy_password: 'p' }, /belong together/],
    [redis, { proxy_user: 'u', proxy_password: 'p' }, /need a proxy/],
    [rabbitmq, { url: 'amqp://b', queue: 'q', proxy }, /^proxy: there is no way through a proxy with `amqp:/],
    [rabbitmq, { url: 'amqps://b', queue: 'q', proxy }, undefined],
    [syslogRemote, { host: 'h', proxy }, /over UDP/],
    [syslogRemote, { host: 'h', protocol: 'tls', proxy }, /confirm/],
    [syslogRemote, { host: 'h', protocol: 'tls', confirm: false, proxy }, undefined],
    [dogstatsd, { proxy }, /over UDP/],
  ];
  for (const [type, given, expected] of cases) {
    const problem = problemOf(type, given);
    if (expected === undefined) assert.equal(problem, undefined);
    else assert.match(problem ?? '', expected);
  }
});

for (const protocol of ['http', 'socks5']) {
  test(`nothing is left of a connection to a proxy over ${protocol} that says nothing, when time is up`, async (t) => {
    const gone = Promise.withResolvers<void>();
    const proxy = createServer((socket: Socket) => void socket.resume().on('close', () => gone.resolve()));
    t.after(() => proxy.close());
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const { channel } = await openChannel(redis, { proxy: `${protocol}://127.0.0.1:${port}` });
    await assert.rejects(channel.deliver([PLAIN_ALERT], AbortSignal.timeout(50)));
    await gone.promise;
    await channel.close();
  });
}
