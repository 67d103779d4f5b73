import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { loadConfiguration } from '../config/load.ts';
import { channelsOf, lineFormat, servicesOf } from '../run/delivery.ts';
import { tryChannel, type Trial } from './try-channel.ts';

async function tryHttp(...options: readonly string[]): Promise<Trial | undefined> {
  const all = ['stdout_output.enabled=false', 'http_output.enabled=true', 'json_output=true', ...options];
  const { settings } = loadConfiguration({ options: all.map((one) => ({ name: '-o', text: one })) });
  const [channel] = await channelsOf(settings);
  return channel && tryChannel(channel, servicesOf(settings), lineFormat(settings));
}

test('what a receiver answers to the sample is told', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      bodies.push(await text(request));
      response.writeHead(request.url === '/good' ? 200 : 422).end('so be it');
    };
    void take();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const good = await tryHttp(`http_output.url=http://127.0.0.1:${port}/good`);
  assert.deepEqual([good?.kind, good?.answer], ['delivered', '200 OK so be it']);
  assert.equal((JSON.parse(bodies[0] ?? '') as { rule: string }).rule, 'Test rule');
  const bad = await tryHttp(`http_output.url=http://127.0.0.1:${port}/bad`);
  assert.deepEqual([bad?.kind, bad?.answer], ['refused', '422 Unprocessable Entity so be it']);
  server.close();
});

test('a channel that cannot be opened is told, with the option', async () => {
  const trial = await tryHttp('http_output.url=https://127.0.0.1:1/', 'http_output.ca_cert=/absent.pem');
  assert.equal(trial?.kind, 'not opened');
  assert.match(trial?.answer ?? '', /ca_cert: cannot read \/absent\.pem/);
});
