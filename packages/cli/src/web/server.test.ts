import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { WebServer, type Page } from './server.ts';

const told: string[] = [];
const pages = new Map<string, Page>([
  ['/greeting', { answer: (accept) => ({ type: 'text/plain', body: `hello ${accept ?? ''}` }) }],
  ['/ill', { answer: () => ({ status: 503, body: '{}' }) }],
  ['/broken', { answer: () => Promise.reject(new Error('no ink')) }],
]);
const options = { address: '127.0.0.1', port: 0, pages, log: (_: string, message: string) => void told.push(message) };
const web = await WebServer.open(options);
after(() => web.close());
const url = (path: string): string => `${web.url}${path}`;

test('pages are answered with type and status', async () => {
  const greeting = await fetch(url('/greeting?and=more'), { headers: { accept: 'a/b' } });
  assert.deepEqual([greeting.status, greeting.headers.get('content-type')], [200, 'text/plain']);
  assert.equal(await greeting.text(), 'hello a/b');
  assert.equal((await fetch(url('/ill'))).status, 503);
});

test('HEAD has the headers only; other methods are refused', async () => {
  const head = await fetch(url('/greeting'), { method: 'HEAD', headers: { accept: 'x' } });
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '7', '']);
  const post = await fetch(url('/greeting'), { method: 'POST', body: 'x'.repeat(100_000) });
  assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD']);
});

test('an unknown path is not found, and those that there are are named', async () => {
  const response = await fetch(url('/../../etc/passwd'));
  assert.equal(response.status, 404);
  assert.deepEqual(await response.json(), { error: 'not found', paths: ['/greeting', '/ill', '/broken'] });
});

test('a page that cannot be made is an error for the client, told to people, and no more', async () => {
  const response = await fetch(url('/broken'));
  assert.equal(response.status, 500);
  assert.ok(!(await response.text()).includes('ink'));
  assert.ok(told.some((message) => message.includes('no ink')));
});

test('what is no HTTP does no harm', async () => {
  const socket = connect(Number(new URL(url('/')).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`\u0000\u0001 nonsense\r\n${'x'.repeat(100_000)}`);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  assert.equal((await fetch(url('/greeting'))).status, 200);
});

test('a port that is taken is told, and used as soon as it is free', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const first = await WebServer.open(options);
  const port = Number(new URL(first.url ?? '').port);
  told.length = 0;
  const second = await WebServer.open({ ...options, port });
  assert.equal(second.url, undefined);
  assert.deepEqual(told, [`another program listens at 127.0.0.1, port ${port}; it is tried again every 5 s`]);
  await first.close();
  context.mock.timers.tick(5000);
  while (told.length < 2) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await fetch(`http://127.0.0.1:${port}/ill`)).status, 503);
  assert.deepEqual(told.slice(1), [`listening at http://127.0.0.1:${port}`]);
  await second.close();
});

test('a server that never got its port can be closed', async () => {
  const port = Number(new URL(url('/')).port);
  const second = await WebServer.open({ ...options, port });
  await second.close();
});

test('an address that is not of this machine is an error', async () => {
  await assert.rejects(WebServer.open({ ...options, address: '192.0.2.1' }), /EADDRNOTAVAIL/);
});

test('certificates that cannot be used are an error that names the file', async () => {
  await assert.rejects(
    WebServer.open({ ...options, certificates: { own: '/nowhere/lanner.pem' } }),
    /cannot read \/nowhere\/lanner.pem: ENOENT/,
  );
  await assert.rejects(
    WebServer.open({ ...options, certificates: { own: import.meta.filename } }),
    /server.test.ts has no CERTIFICATE/,
  );
});
