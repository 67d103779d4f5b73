import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { contentMaker } from '../../messages/index.ts';
import { PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { openChannel } from '../testing/open.ts';
import { statsd } from './index.ts';
import { datagrams, statsdLines } from './lines.ts';

const make = contentMaker({ custom_fields: {} });

test('each priority and each rule has a counter, and nothing in an alert can look like another line', () => {
  const alerts = [...SAMPLE_ALERTS, PLAIN_ALERT];
  const lines = statsdLines(alerts.map(make), 'x.');
  for (const line of lines) assert.match(line, /^x\.falco\.(accepted|rules)\.[A-Za-z0-9_-]{1,200}:[1-9]\d*\|c$/);
  assert.ok(lines.includes('x.falco.accepted.Critical:1|c'));
  assert.ok(lines.includes('x.falco.rules.Shadow_file_read:11|c'), lines.join('\n'));
  for (const kind of ['accepted', 'rules']) {
    const counts = lines
      .filter((line) => line.includes(`falco.${kind}.`))
      .map((line) => Number(/:(\d+)/.exec(line)?.[1]));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      alerts.length,
    );
  }
});

test('lines share datagrams as far as they fit', () => {
  assert.deepEqual(datagrams(['aa', 'bb', 'cc', 'a long one', 'é'], 6), ['aa\nbb\n', 'cc\n', 'a long one\n', 'é\n']);
  assert.deepEqual(datagrams([], 6), []);
});

test('over TCP one connection is kept', async (t) => {
  const arrived = Promise.withResolvers<string>();
  const server = createServer((socket) => void text(socket).then(arrived.resolve, arrived.reject)).listen(
    0,
    '127.0.0.1',
  );
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { channel } = await openChannel(statsd, { address: `127.0.0.1:${port}`, protocol: 'tcp' });
  for (let n = 0; n < 2; n++) await channel.deliver([PLAIN_ALERT], AbortSignal.timeout(5000));
  await channel.close();
  const lines = 'lanner.falco.accepted.Warning:1|c\nlanner.falco.rules.Shadow_file_read:1|c\n';
  assert.equal(await arrived.promise, lines.repeat(2));
});
