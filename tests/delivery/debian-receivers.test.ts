/** Channels against servers that are not ours: nginx with client certificates, rsyslog behind its socket. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CHANNELS, readOptions } from '@lanner/outputs';
import { attempt, type Attempt } from '../../packages/outputs/src/delivery/attempt.ts';
import { Envelope } from '../../packages/outputs/src/log/envelope.ts';
import { testServices } from '../../packages/outputs/src/testing/channels.ts';
import { sampleAlert } from '../../packages/outputs/src/testing/samples.ts';
import { makeAuthority, makeCertificate, noOpenssl } from './certificates.ts';
import { Server, freePort, isListening, librariesIn, unpackPackages } from './debian.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-receivers-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const missing = unpackPackages(folder, ['nginx', 'rsyslog']);
const skip = missing ?? false;

const NO_SECRETS = { file: () => '', env: () => undefined };

/** Sends one alert for each message as the delivery core does. */
async function deliver(
  name: string,
  given: Record<string, unknown>,
  messages: readonly string[],
): Promise<Attempt['outcome']> {
  const type = await CHANNELS.find((one) => one.name === name)?.load();
  assert.ok(type);
  const { options, problems } = readOptions(type.options, given, NO_SECRETS);
  assert.deepEqual(problems, []);
  const channel = await type.open(options, testServices([], true));
  const batch = messages.map(
    (message, n) => new Envelope(`id-${n}`, n, { alert: sampleAlert(n, { message }), size: 1000 }, { asJson: true }),
  );
  const { outcome } = await attempt(channel, batch, 10_000, new AbortController().signal);
  await channel.close();
  return outcome;
}

function nginxConfig(port: number): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${at(one)};`);
  return `
daemon off;
master_process off;
pid ${at('nginx.pid')};
error_log ${at('error.log')};
events {}
http {
  ${paths.join('\n  ')}
  log_format seen escape=json '{"client":"$ssl_client_s_dn","body":"$request_body"}';
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${at('server.crt')};
    ssl_certificate_key ${at('server.key')};
    ssl_client_certificate ${at('authority.crt')};
    ssl_verify_client on;
    access_log off;
    # The body is only read, and so only logged, on its way to somewhere
    location / { access_log ${at('seen.log')} seen; proxy_pass https://127.0.0.1:${port}/taken; proxy_ssl_certificate ${at('client.crt')}; proxy_ssl_certificate_key ${at('client.key')}; }
    location = /taken { return 204; }
  }
}
`;
}

test(
  'http: nginx takes alerts from those whose certificate its authority signed',
  { skip: missing ?? noOpenssl },
  async () => {
    makeAuthority(folder, 'authority');
    makeAuthority(folder, 'stranger');
    makeCertificate(folder, 'server', 'authority');
    makeCertificate(folder, 'client', 'authority');
    makeCertificate(folder, 'wrong', 'stranger');
    const port = await freePort();
    writeFileSync(at('nginx.conf'), nginxConfig(port));
    const nginx = new Server(folder, 'nginx', ['-p', folder, '-e', at('error.log'), '-c', at('nginx.conf')]);
    try {
      await nginx.until(() => isListening(port));
      const url = `https://127.0.0.1:${port}/`;
      const as = (name: string): Record<string, unknown> => ({
        url,
        ca_cert: at('authority.crt'),
        mtls: true,
        client_cert: at(`${name}.crt`),
        client_key: at(`${name}.key`),
      });

      const right = await deliver('http', as('client'), ['the one that arrives']);
      assert.deepEqual(right.result, { kind: 'delivered' });

      const wrong = await deliver('http', as('wrong'), ['wrong certificate']);
      assert.deepEqual([resultKind(wrong), /SSL certificate error/.test(wrong.answer)], ['retry', true], wrong.answer);

      const none = await deliver('http', { url, ca_cert: at('authority.crt') }, ['no certificate']);
      assert.deepEqual(
        [resultKind(none), /No required SSL certificate/.test(none.answer)],
        ['retry', true],
        none.answer,
      );

      // A certificate can be put right, so the alert is kept
      const unknown = await deliver('http', { ...as('client'), ca_cert: at('stranger.crt') }, ['unknown authority']);
      assert.deepEqual([resultKind(unknown), /certificate/.test(unknown.answer)], ['retry', true], unknown.answer);
    } finally {
      await nginx.end();
    }
    const seen = readFileSync(at('seen.log'), 'utf8').trim().split('\n');
    // nginx logs what it refuses, too, but has read no body of it
    const bodies = seen
      .map((line) => JSON.parse(line) as { client: string; body: string })
      .filter(({ body }) => body !== '');
    assert.deepEqual(
      bodies.map(({ client }) => client),
      ['CN=client'],
    );
    assert.equal(
      (JSON.parse(bodies[0]?.body ?? '') as { output: string }).output.includes('the one that arrives'),
      true,
    );
  },
);

function resultKind({ result }: Attempt['outcome']): string {
  return 'kind' in result ? result.kind : '';
}

test('syslog: rsyslog has each alert with its facility and level', { skip }, async () => {
  const socket = at('log');
  writeFileSync(
    at('rsyslog.conf'),
    `
global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imuxsock" SysSock.Use="off")
input(type="imuxsock" Socket="${socket}" CreatePath="off" RateLimit.Interval="0")
template(name="seen" type="list") { property(name="jsonmesg") constant(value="\\n") }
action(type="omfile" file="${at('messages')}" template="seen")
`,
  );
  const modules = join(librariesIn(folder), 'rsyslog');
  const args = ['-n', '-i', at('rsyslog.pid'), '-M', modules, '-f', at('rsyslog.conf')];
  const rsyslog = new Server(folder, 'rsyslogd', args);
  const messages = ['plain', 'a\nb\u001b[2J', 'é'.repeat(1000)];
  // Controls are escaped in outputs
  const shown = ['plain', String.raw`a\nb\u001b[2J`, 'é'.repeat(1000)];
  const written = (): string[] =>
    existsSync(at('messages'))
      ? readFileSync(at('messages'), 'utf8')
          .split('\n')
          .filter((line) => line.includes('lanner'))
      : [];
  try {
    await rsyslog.until(() => existsSync(socket));
    const { result } = await deliver('syslog', { socket, facility: 'local3' }, messages);
    assert.deepEqual(
      result,
      messages.map(() => ({ kind: 'delivered' })),
    );
    await rsyslog.until(() => written().length >= messages.length);
  } finally {
    await rsyslog.end();
  }
  const lines = written().map((line) => JSON.parse(line) as Record<string, string>);
  assert.equal(lines.length, messages.length);
  for (const [n, line] of lines.entries()) {
    // local3 is 19, Notice is 5
    assert.deepEqual([line['pri'], line['programname']], ['157', 'lanner']);
    const { output } = JSON.parse(line['msg']?.trim() ?? '') as { output: string };
    assert.equal(output.split(': Notice ')[1], shown[n]);
  }
});
