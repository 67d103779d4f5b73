/** What every channel over HTTP must show, against a server that accepts only what the documents of the service allow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { resultsOf, type ChannelType, type DeliveredAlert } from '../../contract/index.ts';
import { HUGE_ALERT, PLAIN_ALERT, SAMPLE_ALERTS } from './alerts.ts';
import { openChannel } from './open.ts';
import { startReceiver, type Answer, type Received } from './receiver.ts';

export interface HttpContract {
  /** The options, with what comes before the path in `URL`. */
  readonly options: (url: string) => Readonly<Record<string, unknown>>;
  /** Default: POST. */
  readonly method?: string;
  /** With the query, if it is always the same. */
  readonly path: string | RegExp;
  /** Lower case names, with what the values must be. */
  readonly headers?: Readonly<Record<string, string | RegExp>>;
  /** JSON schema of what `parse` gives. */
  readonly schema: AnySchema;
  /** Reads the body; throws if it is not what the service takes. Default: as JSON. */
  readonly parse?: (body: string) => unknown;
  /** What of the body people read, where it has another form. Default: all of it. */
  readonly cut?: (body: string) => string;
  /** The most bytes that the service takes, if it says. */
  readonly maxBytes?: number;
  /** Whether what proves who sends the request is right. Throws if not. */
  readonly verify?: (request: Received) => void;
  /** A batch may need more than one request. */
  readonly inParts?: true;
  /** How the service says yes to a request. Default: 200, empty. */
  readonly accepts?: Answer | ((request: Received) => Answer);
  /** How it says that it will never take an alert. Default: 400. */
  readonly refuses?: Answer;
  /** How it asks to wait seven seconds. Default: 429 with Retry-After. */
  readonly busy?: Answer;
  /** Parts of the options that nobody may see. */
  readonly secrets: readonly string[];
  /** The alert itself is sent, as JSON: its texts hold what the process wrote, and escapes are those of JSON. */
  readonly asJson?: boolean;
  /** More, on what the ordinary alert becomes. */
  readonly plain?: (body: unknown, request: Received) => void;
}

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u;

/** Tests of one channel. */
export function checkHttpChannel(type: ChannelType, contract: HttpContract): void {
  const accepts = (request: Received): Answer =>
    typeof contract.accepts === 'function' ? contract.accepts(request) : (contract.accepts ?? { status: 200 });
  const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
    contract.schema,
  );
  const parse = contract.parse ?? ((body: string): unknown => JSON.parse(body));

  function check(request: Received): unknown {
    assert.equal(request.method, contract.method ?? 'POST');
    if (typeof contract.path === 'string') assert.equal(request.path, contract.path);
    else assert.match(request.path, contract.path);
    assert.equal(request.headers['user-agent'], 'Lanner/0.1.0');
    for (const [name, wanted] of Object.entries(contract.headers ?? {})) {
      const value = String(request.headers[name]);
      if (typeof wanted === 'string') assert.equal(value, wanted, name);
      else assert.match(value, wanted, name);
    }
    assert.doesNotMatch(request.body, CONTROLS);
    assert.ok(request.body.isWellFormed());
    contract.verify?.(request);
    if (contract.maxBytes !== undefined) assert.ok(Buffer.byteLength(request.body) <= contract.maxBytes);
    const body = parse(request.body);
    assert.ok(validate(body), JSON.stringify(validate.errors?.slice(0, 5), null, 1));
    if (contract.asJson !== true) {
      for (const text of textsOf(body)) assert.doesNotMatch(text, CONTROLS);
    }
    return body;
  }

  void test(`${type.name}: every request is as the service documents it`, async (t) => {
    const server = await startReceiver(accepts);
    t.after(() => server.close());
    const { channel, log } = await openChannel(type, contract.options(server.url));
    const size = type.defaults.batch.alerts;
    const batches = [[PLAIN_ALERT], ...batchesOf(SAMPLE_ALERTS, size)];
    for (const batch of batches) {
      const outcome = await channel.deliver(batch, new AbortController().signal);
      for (const result of resultsOf(outcome, batch.length)) assert.deepEqual(result, { kind: 'delivered' });
    }
    if (contract.inParts === true) assert.ok(server.received.length >= batches.length);
    else assert.equal(server.received.length, batches.length);
    const bodies = server.received.map(check);
    const [first] = server.received;
    if (first !== undefined) contract.plain?.(bodies[0], first);
    await channel.close();
    assert.deepEqual(log, []);
  });

  void test(`${type.name}: what is too long is cut, and says so`, async (t) => {
    const server = await startReceiver(accepts);
    t.after(() => server.close());
    const { channel } = await openChannel(type, contract.options(server.url));
    await channel.deliver([HUGE_ALERT], new AbortController().signal);
    const [request] = server.received;
    assert.ok(request !== undefined);
    check(request);
    assert.match(unescaped(contract.cut?.(request.body) ?? request.body), /…\[cut\]/);
    await channel.close();
  });

  void test(`${type.name}: answers are told apart, and no secret is told`, async (t) => {
    const told = contract.secrets.join(' ');
    const server = await startReceiver(accepts);
    t.after(() => server.close());
    const { channel, log } = await openChannel(type, contract.options(server.url));
    const ask = async (answer: Answer): Promise<[string, number | undefined, string]> => {
      server.answer = () => ({ ...answer, body: answer.body ?? `you said ${told}` });
      const outcome = await channel.deliver([PLAIN_ALERT], new AbortController().signal);
      for (const secret of contract.secrets) assert.ok(!JSON.stringify(outcome).includes(secret), outcome.answer);
      const [result] = resultsOf(outcome, 1);
      const afterMs = result?.kind === 'retry' ? result.afterMs : undefined;
      return [result?.kind ?? '', afterMs, outcome.answer];
    };
    assert.equal((await ask({ status: 503 }))[0], 'retry');
    assert.equal((await ask({ status: 401 }))[0], 'retry');
    const busy = await ask(contract.busy ?? { status: 429, headers: { 'Retry-After': '7' } });
    assert.deepEqual(busy.slice(0, 2), ['retry', 7000]);
    assert.equal((await ask(contract.refuses ?? { status: 400 }))[0], 'refused');
    const closed = new AbortController();
    closed.abort();
    await assert.rejects(channel.deliver([PLAIN_ALERT], closed.signal), (error) => {
      assert.ok(contract.secrets.every((secret) => !String(error).includes(secret)));
      return true;
    });
    await channel.close();
    assert.ok(contract.secrets.every((secret) => !log.join('\n').includes(secret)));
  });
}

function batchesOf(alerts: readonly DeliveredAlert[], size: number): DeliveredAlert[][] {
  const count = Math.ceil(alerts.length / size);
  return Array.from({ length: count }, (_, index) => alerts.slice(index * size, (index + 1) * size));
}

/** All texts in a value, keys included. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...textsOf(one)]);
}

/** Without the escapes of JSON, of markup and of forms. */
function unescaped(body: string): string {
  const plain = body.includes('%E2%80%A6') ? decodeURIComponent(body) : body;
  return plain.replaceAll('\\', '');
}
