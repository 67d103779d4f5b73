import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { contentMaker } from '../../messages/index.ts';
import { HOSTILE_ALERT, PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { openChannel } from '../testing/open.ts';
import { cefMessage } from './cef.ts';
import { syslogRemote } from './index.ts';
import { framed, syslogMessage, type MessageSettings } from './message.ts';

const make = contentMaker({ custom_fields: {} });
const PRODUCT = { name: 'Lanner', version: '1.2' };
const SETTINGS: MessageSettings = {
  format: 'text',
  facility: 'local3',
  ident: 'my app',
  max_size: 2048,
  pid: 7,
  product: PRODUCT,
};

/** Section 6 of RFC 5424. */
const MESSAGE =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) - (.*)$/u;

test('messages are as RFC 5424 has them, of any alert and in each format, and no longer than they may be', () => {
  for (const format of ['text', 'json', 'cef'] as const) {
    for (const alert of SAMPLE_ALERTS) {
      const message = syslogMessage(make(alert), { ...SETTINGS, format });
      assert.match(message, MESSAGE);
      assert.ok(Buffer.byteLength(message) <= 2048, `${format}: ${Buffer.byteLength(message)}`);
      assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/u);
    }
  }
  const [, pri, time, host, app, pid, , rest] = MESSAGE.exec(syslogMessage(make(PLAIN_ALERT), SETTINGS)) ?? [];
  // local3 is 19, warning is 4
  assert.deepEqual([pri, time, host, app, pid], ['156', '2025-11-24T16:00:00.123456Z', 'node-1', 'my_app', '7']);
  assert.match(rest ?? '', /Warning cat opened \/etc\/shadow/);
});

test('frames count bytes, not characters', () => {
  assert.equal(framed('é', 'octet_counting'), '2 é');
  assert.equal(framed('é', 'line_feed'), 'é\n');
});

/** Parts of the header, and the pairs of the extension, read by the rules of the format. */
function readCef(message: string): { readonly header: string[]; readonly pairs: ReadonlyMap<string, string> } {
  const header = message.split(/(?<!(?<!\\)(?:\\\\)*\\)\|/, 7);
  const extension = message.slice(header.join('|').length + 1);
  const pairs = Array.from(extension.matchAll(/(?:^| )([A-Za-z0-9]+)=((?:\\[\\=]|[^\\=])*)(?= [A-Za-z0-9]+=|$)/gu));
  return {
    header: header.map((part) => part.replace(/\\([\\|])/g, '$1')),
    pairs: new Map(pairs.map(([, key = '', value = '']) => [key, value.replace(/\\([\\=])/g, '$1')])),
  };
}

test('CEF has the keys of its dictionary, and nothing in a value becomes a key or a part of the header', () => {
  const plain = readCef(cefMessage(make(PLAIN_ALERT), PRODUCT));
  assert.deepEqual(plain.header, ['CEF:0', 'Lanner', 'Lanner', '1.2', 'Shadow file read', 'Shadow file read', '6']);
  assert.equal(plain.pairs.get('sproc'), 'cat');
  assert.equal(plain.pairs.get('filePath'), '/etc/shadow');
  assert.equal(plain.pairs.get('suid'), '0');
  assert.equal(plain.pairs.get('procCmdline'), 'cat /etc/shadow');
  assert.equal(plain.pairs.get('rt'), '1764000000123');
  const content = make(HOSTILE_ALERT);
  const hostile = readCef(cefMessage(content, PRODUCT));
  assert.equal(hostile.header[4], content.rule);
  assert.equal(hostile.pairs.get('msg'), content.message);
  assert.equal(hostile.pairs.get('sproc'), content.lookup('proc.name'));
});

test('without confirmation one connection is kept', async (t) => {
  let connections = 0;
  const arrived = Promise.withResolvers<string>();
  const server = createServer((socket) => {
    connections++;
    void text(socket).then(arrived.resolve, arrived.reject);
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { channel } = await openChannel(syslogRemote, {
    host: '127.0.0.1',
    port,
    confirm: false,
    framing: 'line_feed',
  });
  for (let n = 0; n < 3; n++) {
    const { result } = await channel.deliver([PLAIN_ALERT], AbortSignal.timeout(5000));
    assert.deepEqual(result, { kind: 'delivered' });
  }
  await channel.close();
  assert.equal((await arrived.promise).split('\n').length, 4);
  assert.equal(connections, 1);
});
