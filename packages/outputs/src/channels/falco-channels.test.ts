/** Falco's channels against real receivers on this machine, with ordinary and with hostile alerts. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readOptions, type Channel } from '../contract/index.ts';
import { Envelope } from '../log/envelope.ts';
import { sampleAlert } from '../testing/samples.ts';
import { testServices } from '../testing/channels.ts';
import { cutMessage } from './syslog/message.ts';
import { CHANNELS } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-falco-channels-'));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = (): string => join(folder, String(count++));
const SIGNAL = new AbortController().signal;
const NO_SECRETS = { file: () => '', env: () => undefined };

async function openChannel(name: string, given: Record<string, unknown>, json = true): Promise<Channel> {
  const type = await CHANNELS.find((one) => one.name === name)?.load();
  assert.ok(type);
  const { options, problems } = readOptions(type.options, given, NO_SECRETS);
  assert.deepEqual(problems, []);
  return type.open(options, testServices([], json));
}

const HOSTILE = ['\x1b[2J\x1b]0;x\x07', 'a\nb\r\nc', 'x\u202ey\u2028z', '\ud800', '\0', 'é'.repeat(500_000)];

function envelopes(messages: readonly string[], asJson = true): Envelope[] {
  return messages.map((message, n) => {
    const alert = sampleAlert(n, { message, fields: [['proc.cmdline', message]] });
    return new Envelope(`id-${n}`, n, { alert, size: 1000 }, { asJson });
  });
}

const CONTROLS = /[\x00-\x1f\x7f]/;
/** In text for people nothing may hide or turn round what follows, either. */
const CONTROLS_OF_TEXT = /[\x00-\x1f\x7f\u2028\u2029\u202e]/;

/** Whether text is whole lines, one for each alert, without a control character. */
function assertLines(written: string, lines: number, controls = CONTROLS_OF_TEXT): void {
  assert.equal(written.split('\n').length, lines + 1);
  assert.ok(written.endsWith('\n'));
  const found = controls.exec(written.replaceAll('\n', ''));
  assert.equal(found, null, `a control character at ${found?.index}`);
}

for (const asJson of [true, false]) {
  test(`file: hostile alerts are one harmless line each (${asJson ? 'JSON' : 'text'})`, async () => {
    const filename = fresh();
    const channel = await openChannel('file', { filename }, asJson);
    await channel.deliver(envelopes(HOSTILE, false), SIGNAL);
    await channel.close();
    assertLines(readFileSync(filename, 'utf8'), HOSTILE.length);
  });
}

test('file: rotation keeps as many as it should', async () => {
  const filename = fresh();
  const channel = await openChannel('file', { filename, rotate_size: '10', rotate_keep: 2 });
  for (let n = 0; n < 5; n++) await channel.deliver(envelopes([`line ${n}`], false), SIGNAL);
  await channel.close();
  const read = (ending: string): string =>
    readFileSync(filename + ending, 'utf8')
      .trim()
      .slice(-6);
  assert.deepEqual(['', '.1', '.2'].map(read), ['line 4', 'line 3', 'line 2']);
  assert.ok(!existsSync(`${filename}.3`));
});

for (const keep of [true, false]) {
  test(`program: it has all alerts on its standard input (keep_alive ${keep})`, async () => {
    const file = fresh();
    const channel = await openChannel('program', { program: `cat >> ${file}`, keep_alive: keep });
    const [first, ...others] = envelopes(HOSTILE, false);
    assert.ok(first);
    await channel.deliver([first], SIGNAL);
    channel.reopen?.();
    await channel.deliver(others, SIGNAL);
    await channel.close();
    assertLines(readFileSync(file, 'utf8'), HOSTILE.length);
  });
}

test('program: an exit status other than 0 is a failure with what it said; a hanging one is ended', async () => {
  const channel = await openChannel('program', { program: 'echo broken >&2; exit 3' });
  const outcome = await channel.deliver(envelopes(['a']), SIGNAL);
  assert.deepEqual(outcome.result, { kind: 'retry', reason: 'the program ended with exit status 3: broken' });
  const hanging = await openChannel('program', { program: 'sleep 1000' });
  const { result } = await hanging.deliver(envelopes(['a']), AbortSignal.timeout(50));
  assert.deepEqual(result, { kind: 'retry', reason: 'the program ended with signal SIGKILL' });
});

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function receiver(
  answer: (request: Request) => { status: number; headers?: Record<string, string>; body?: string },
): Promise<{ url: string; requests: Request[]; close(): void }> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const take = async (): Promise<void> => {
      const body = await buffer(request);
      requests.push({ headers: request.headers, body });
      const { status, headers = {}, body: said = '' } = answer({ headers: request.headers, body });
      response.writeHead(status, headers).end(said);
    };
    void take();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/x`, requests, close: () => server.close() };
}

test('http: one alert is JSON, several are lines of JSON; headers are those that are configured', async () => {
  const { url, requests, close } = await receiver(() => ({ status: 200, body: 'fine\nso' }));
  const channel = await openChannel('http', { url, headers: { Authorization: 'Bearer t' } });
  const outcome = await channel.deliver(envelopes(['a']), SIGNAL);
  assert.deepEqual(outcome, { result: { kind: 'delivered' }, answer: '200 OK fine so' });
  await channel.deliver(envelopes(HOSTILE), SIGNAL);
  await channel.close();
  close();
  const [one, many] = requests;
  assert.equal(one?.headers['content-type'], 'application/json');
  assert.equal(one.headers.authorization, 'Bearer t');
  assert.equal(one.headers['user-agent'], 'Lanner/test');
  assert.equal((JSON.parse(one.body.toString()) as { rule: string }).rule, 'Sample');
  assert.equal(many?.headers['content-type'], 'application/x-ndjson');
  assertLines(many.body.toString(), HOSTILE.length, CONTROLS);
});

test('http: what an answer means', async () => {
  let next = { status: 200, headers: {} as Record<string, string> };
  const { url, close } = await receiver(() => next);
  const channel = await openChannel('http', { url });
  const kindOf = async (status: number, headers = {}): Promise<unknown> => {
    next = { status, headers };
    return (await channel.deliver(envelopes(['a']), SIGNAL)).result;
  };
  assert.deepEqual(await kindOf(204), { kind: 'delivered' });
  assert.deepEqual(await kindOf(400), { kind: 'refused', reason: '400 Bad Request' });
  assert.deepEqual(await kindOf(401), { kind: 'retry', reason: '401 Unauthorized' });
  assert.deepEqual(await kindOf(302), { kind: 'retry', reason: '302 Found' });
  const busy = await kindOf(503, { 'Retry-After': '7' });
  assert.deepEqual(busy, { kind: 'retry', reason: '503 Service Unavailable', afterMs: 7000 });
  close();
  await channel.close();
});

test('http: bodies are compressed as long as the receiver understands it', async () => {
  let understands = true;
  const { url, requests, close } = await receiver(({ headers }) => ({
    status: headers['content-encoding'] === 'gzip' && !understands ? 415 : 200,
  }));
  const channel = await openChannel('http', { url, compress_uploads: true });
  await channel.deliver(envelopes(['a']), SIGNAL);
  assert.match(gunzipSync(requests[0]?.body ?? '').toString(), /"rule":"Sample"/);
  understands = false;
  assert.deepEqual((await channel.deliver(envelopes(['b']), SIGNAL)).result, { kind: 'delivered' });
  await channel.deliver(envelopes(['c']), SIGNAL);
  assert.deepEqual(
    requests.map(({ headers }) => headers['content-encoding']),
    ['gzip', 'gzip', undefined, undefined],
  );
  close();
  await channel.close();
});

const noPython = existsSync('/usr/bin/python3') ? false : 'no python3, which receives datagrams here';

test('syslog: the daemon has each alert with its level, long ones cut', { skip: noPython }, async (t) => {
  const socket = fresh();
  const script = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('ready', flush=True)
for _ in range(int(sys.argv[2])):
    data = s.recv(1 << 22)
    print(data[:60].hex(), len(data), data[-6:].hex(), flush=True)`;
  const daemon = spawn('/usr/bin/python3', ['-c', script, socket, String(HOSTILE.length)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // One that still waits would keep a failed test from ending
  t.after(() => daemon.kill());
  const said = text(daemon.stdout);
  await once(daemon.stdout, 'readable');
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 5));
  const channel = await openChannel('syslog', { socket, facility: 'local3' });
  const { result } = await channel.deliver(envelopes(HOSTILE, false), SIGNAL);
  assert.deepEqual(
    result,
    HOSTILE.map(() => ({ kind: 'delivered' })),
  );
  await channel.close();
  const lines = (await said).trim().split('\n').slice(1);
  assert.equal(lines.length, HOSTILE.length);
  for (const line of lines) {
    const [start = ''] = line.split(' ');
    // local3 is 19, Notice is 5
    assert.match(Buffer.from(start, 'hex').toString(), /^<157>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d lanner\[\d+\]: /);
  }
  assert.equal(Buffer.from(lines.at(-1)?.split(' ')[2] ?? '', 'hex').toString(), ' [cut]');
});

test('syslog: without a daemon it is tried again', async () => {
  const channel = await openChannel('syslog', { socket: fresh() });
  const { result } = await channel.deliver(envelopes(['a', 'b']), SIGNAL);
  assert.match(JSON.stringify(result), /^\[(\{"kind":"retry","reason":"ENOENT[^}]*\},?){2}\]$/);
});

test('syslog: no character is cut in two', () => {
  const cut = cutMessage(Buffer.from('é'.repeat(100)), 51).toString();
  assert.equal(cut, `${'é'.repeat(22)} [cut]`);
});
