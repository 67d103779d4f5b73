/** Mails to a real SMTP server: aiosmtpd of Debian, which puts them into a Maildir. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CHANNELS, type ChannelType } from '@lanner/outputs';
import { HOSTILE_ALERT, PLAIN_ALERT, SAMPLE_ALERTS } from '../../packages/outputs/src/channels/testing/alerts.ts';
import { openChannel } from '../../packages/outputs/src/channels/testing/open.ts';
import { makeAuthority, makeCertificate, noOpenssl } from './certificates.ts';
import { freePort, isListening, Server, unpackPackages } from './debian.ts';
import { PROXY_LOGIN, PROXY_PACKAGES, startProxies } from './proxies.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-smtp-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const skip =
  noOpenssl === false ? (unpackPackages(folder, ['python3-aiosmtpd', ...PROXY_PACKAGES]) ?? false) : noOpenssl;

async function kind(): Promise<ChannelType> {
  const type = await CHANNELS.find(({ name }) => name === 'smtp')?.load();
  assert.ok(type);
  return type;
}

/** The number that a file of a Maildir has in its process: the time before it is not padded. */
const turnOf = (name: string): number => Number(/Q(\d+)/.exec(name)?.[1]);

/** The mails so far, header and body apart, the header unfolded. */
function mails(): { readonly header: string; readonly body: string }[] {
  return readdirSync(at('mails/new'))
    .toSorted((one, other) => turnOf(one) - turnOf(other))
    .map((name) => {
      const text = readFileSync(join(at('mails/new'), name), 'utf8').replaceAll('\r\n', '\n');
      const end = text.indexOf('\n\n');
      return { header: text.slice(0, end).replace(/\n[ \t]+/g, ' '), body: text.slice(end + 2) };
    });
}

test('smtp: mails arrive over STARTTLS, and nothing of an alert is a header or markup', { skip }, async () => {
  makeAuthority(folder, 'authority');
  makeCertificate(folder, 'server', 'authority');
  const port = await freePort();
  const tls = ['--tlscert', at('server.crt'), '--tlskey', at('server.key')];
  const handler = ['-c', 'aiosmtpd.handlers.Mailbox', at('mails')];
  const listen = ['-n', '-l', `127.0.0.1:${port}`];
  const server = new Server(folder, 'python3', ['-m', 'aiosmtpd', ...listen, ...tls, ...handler], {
    PYTHONPATH: at('usr/lib/python3/dist-packages'),
  });
  try {
    await server.until(() => isListening(port));
    const common = {
      address: `127.0.0.1:${port}`,
      from: 'Lanner <lanner@example.org>',
      to: ['a@example.org', 'b@example.org'],
    };
    const { channel, log } = await openChannel(await kind(), { ...common, ca_cert: at('authority.crt') });
    for (const alert of [PLAIN_ALERT, HOSTILE_ALERT, ...SAMPLE_ALERTS.slice(-1)]) {
      const { result, answer } = await channel.deliver([alert], AbortSignal.timeout(10_000));
      assert.deepEqual(result, { kind: 'delivered' }, answer);
    }
    await channel.close();
    assert.deepEqual(log, []);

    const before = mails().length;
    const proxies = await startProxies(folder);
    try {
      for (const proxy of proxies.urls) {
        const through = await openChannel(await kind(), {
          ...common,
          ca_cert: at('authority.crt'),
          proxy,
          ...PROXY_LOGIN,
        });
        const { result, answer } = await through.channel.deliver([PLAIN_ALERT], AbortSignal.timeout(10_000));
        assert.deepEqual(result, { kind: 'delivered' }, answer);
        await through.channel.close();
      }
    } finally {
      await proxies.end();
    }
    assert.equal(mails().length, before + 2);

    // Who it is cannot be known, so nothing is said
    const stranger = await openChannel(await kind(), { ...common, user: 'u', password: 'mail-secret' });
    await assert.rejects(stranger.channel.deliver([PLAIN_ALERT], AbortSignal.timeout(10_000)), (error) => {
      assert.match(String(error), /certificate/);
      assert.doesNotMatch(String(error), /mail-secret/);
      return true;
    });
    await stranger.channel.close();
  } finally {
    await server.end();
  }
  const [plain, hostile, huge] = mails();
  assert.ok(plain && hostile && huge && mails().length === 5);
  assert.match(plain.header, /^Subject: Warning: Shadow file read$/m);
  assert.match(plain.header, /^To: a@example\.org, b@example\.org$/m);
  assert.match(plain.header, /^Message-ID: <0192f1d0-0000-7000-8000-000000000001@lanner>$/m);
  assert.match(plain.body, /<td>proc\.cmdline<\/td><td>cat \/etc\/shadow<\/td>/);
  const names = (header: string): string[] => Array.from(header.matchAll(/^([^:\n]+): /gm), ([, name = '']) => name);
  assert.deepEqual(names(hostile.header), names(plain.header));
  assert.doesNotMatch(hostile.body.slice(hostile.body.indexOf('text/html')), /<b>|<!/);
  assert.ok(huge.body.length < 2_000_000);
});
