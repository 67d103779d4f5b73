import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { contentMaker } from '../../messages/index.ts';
import { dogstatsdLines } from '../statsd/lines.ts';
import { PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { openChannel } from '../testing/open.ts';
import { dogstatsd } from './index.ts';

const make = contentMaker({ custom_fields: {} });

test('tags are those of the alert, and nothing in it can make a tag or a line of its own', () => {
  const options = { namespace: '', tags: ['env:prod'], tag_fields: ['k8s.ns.name', 'proc.name'] };
  const alerts = [...SAMPLE_ALERTS, PLAIN_ALERT];
  const lines = dogstatsdLines(alerts.map(make), options);
  for (const line of lines) {
    assert.match(line, /^falco\.accepted:[1-9]\d*\|c\|#[^|#\n\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/u);
    const tags = (line.split('|#')[1] ?? '').split(',');
    for (const tag of tags)
      assert.match(tag, /^(priority|rule|source|hostname|k8s\.ns\.name|proc\.name|env):.{1,200}$/u);
  }
  const plain = 'rule:Shadow file read,source:syscall,hostname:node-1,k8s.ns.name:web,proc.name:cat,env:prod';
  assert.ok(lines.includes(`falco.accepted:2|c|#priority:Warning,${plain}`), lines.join('\n'));
});

test('a daemon that is away is told, and it is tried again when it is there', async (t) => {
  const server = createSocket('udp4');
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  const { channel } = await openChannel(dogstatsd, { address: `127.0.0.1:${port}` });
  t.after(() => channel.close());
  await assert.rejects(channel.deliver([PLAIN_ALERT], AbortSignal.timeout(5000)), /ECONNREFUSED/);
  const again = createSocket('udp4');
  again.bind(port, '127.0.0.1');
  t.after(() => again.close());
  await once(again, 'listening');
  const message = once(again, 'message');
  await channel.deliver([PLAIN_ALERT], AbortSignal.timeout(5000));
  assert.match(String((await message)[0]), /^lanner\.falco\.accepted:1\|c\|#priority:Warning,rule:Shadow file read/);
});
