/** `lanner run` with Falco's gRPC server, and the usual client library as its client. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentials, status, type ChannelCredentials } from '@grpc/grpc-js';
import { makeAuthority, makeCertificate, noOpenssl } from '../delivery/certificates.ts';
import { freePort } from '../delivery/debian.ts';
import { FalcoClient } from '../delivery/falco/client.ts';
import { collect, startLanner, whyNotLive, type Run } from './lanner.ts';

const skip = whyNotLive();
const folder = mkdtempSync(join(tmpdir(), 'lanner-grpc-live-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const MARK = at('mark');
const READS = 20;
writeFileSync(MARK, 'x');
writeFileSync(
  at('rules.yaml'),
  `- rule: Marked file read
  desc: The file of this test is read
  condition: evt.type in (open, openat, openat2) and fd.name=${MARK}
  output: "marked file read | process=%proc.name file=%fd.name"
  priority: WARNING
  tags: [grpc, test]
`,
);

/** Runs a command that reads the marked file so often, begun by a file and ended by another. */
function run(name: string, address: string, more: readonly string[] = []): Promise<Run> {
  const settings = [
    'grpc.enabled=true',
    `grpc.bind_address=${address}`,
    `delivery.directory=${at(`${name}-delivery`)}`,
    ...more,
  ].flatMap((text) => ['-o', text]);
  const script = `while [ ! -e ${at(name)}.go ]; do sleep 0.05; done
i=0; while [ $i -lt ${READS} ]; do cat ${MARK}; i=$((i+1)); done >/dev/null
while [ ! -e ${at(name)}.end ]; do sleep 0.05; done`;
  return collect(startLanner(['--json', '-r', at('rules.yaml'), ...settings], ['sh', '-c', script]));
}

/** A client that the server answers. Rejects with what a run says that ends before. */
async function connected(
  context: TestContext,
  running: Promise<Run>,
  address: string,
  how?: ChannelCredentials,
): Promise<FalcoClient> {
  let ended: Run | undefined;
  void running.then((run) => (ended = run));
  for (;;) {
    assert.equal(ended?.messages, undefined);
    const client = new FalcoClient(address, how);
    try {
      assert.equal((await client.version()).version, '0.1.0');
      context.after(() => client.close());
      return client;
    } catch {
      client.close();
      await sleep(50);
    }
  }
}

const give = (name: string, what: 'go' | 'end'): void => writeFileSync(`${at(name)}.${what}`, '');

test('two subscribers and standard output have the same alerts', { skip }, async (context) => {
  const address = `unix://${at('run/live.sock')}`;
  const running = run('two', address, ['grpc_output.enabled=true']);
  const client = await connected(context, running, address);
  const both = [client.sub(), (await connected(context, running, address)).sub()];
  await sleep(200);
  give('two', 'go');
  while (both.some(({ alerts }) => alerts.length < READS)) await sleep(20);
  give('two', 'end');
  const { alerts, messages, status: code } = await running;
  assert.equal(code, 0, messages);
  for (const taken of both) {
    assert.equal(await taken.end, status.UNAVAILABLE);
    assert.deepEqual(
      taken.alerts.map(({ rule, priority, source, tags, output, output_fields: fields }) => {
        return [rule, priority, source, tags, output, fields['fd.name'], fields['proc.name']];
      }),
      alerts.map(({ output }) => ['Marked file read', 'WARNING', 'syscall', ['grpc', 'test'], output, MARK, 'cat']),
    );
  }
});

test(
  'get takes over mTLS what has been queued; a wrong certificate gets nothing',
  { skip: skip || noOpenssl },
  async (context) => {
    for (const name of ['ca', 'other-ca']) makeAuthority(folder, name);
    for (const name of ['server', 'client']) makeCertificate(folder, name, 'ca');
    makeCertificate(folder, 'stranger', 'other-ca');
    const address = `127.0.0.1:${await freePort()}`;
    const files = [`private_key=${at('server.key')}`, `cert_chain=${at('server.crt')}`, `root_certs=${at('ca.crt')}`];
    const read = (name: string): Buffer => readFileSync(at(name));
    const as = (name: string): ChannelCredentials =>
      credentials.createSsl(read('ca.crt'), read(`${name}.key`), read(`${name}.crt`));
    const running = run('tls', address, ['grpc_output.enabled=true', ...files.map((file) => `grpc.${file}`)]);
    const client = await connected(context, running, address, as('client'));
    give('tls', 'go');
    const stranger = new FalcoClient(address, as('stranger'));
    context.after(() => stranger.close());
    const refused = stranger.get();
    assert.equal(await refused.end, status.UNAVAILABLE);
    assert.deepEqual(refused.alerts, []);
    let count = 0;
    while (count < READS) {
      const taken = client.get();
      assert.equal(await taken.end, status.OK);
      count += taken.alerts.length;
    }
    assert.equal(count, READS);
    give('tls', 'end');
    assert.equal((await running).status, 0);
  },
);

test('without grpc_output.enabled there is the version, and no alert', { skip }, async (context) => {
  const address = `unix://${at('version.sock')}`;
  const running = run('version', address);
  const client = await connected(context, running, address);
  const taken = client.sub();
  give('version', 'go');
  give('version', 'end');
  const { alerts } = await running;
  assert.equal(alerts.length, READS);
  assert.equal(await taken.end, status.UNAVAILABLE);
  assert.deepEqual(taken.alerts, []);
});
