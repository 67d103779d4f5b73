/** Escape sequences, new lines, broken UTF-8 and 1 MB texts from processes do no harm in any channel of the table. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CHANNELS } from '@lanner/outputs';
import { SAMPLE_ALERTS } from '../../packages/outputs/src/channels/testing/alerts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = globSync(['packages/outputs/src/channels/**/*.test.ts', 'tests/delivery/**/*.test.ts'], { cwd: root });
const sources = files.map((file) => ({ file, text: readFileSync(`${root}/${file}`, 'utf8') }));

/** The contracts give hostile alerts to their channels: over HTTP to a strict server, to brokers themselves. */
function isShown(name: string): boolean {
  const folder = `packages/outputs/src/channels/${name}/`;
  return sources.some(
    ({ file, text }) =>
      ((file.startsWith(folder) || file.endsWith(`/${name}.test.ts`)) &&
        /checkHttpChannel\(|HOSTILE_ALERT|SAMPLE_ALERTS/.test(text)) ||
      (/checkServer\(/.test(text) && text.includes(`type: '${name}'`)) ||
      (/\bHOSTILE\b/.test(text) && text.includes(`openChannel('${name}'`)) ||
      (file.endsWith('hostile.test.ts') && text.includes(`test('${name}:`)),
  );
}

for (const { name } of CHANNELS) {
  test(`${name} has a test with hostile alerts`, () => {
    assert.ok(isShown(name), `no test gives hostile alerts to ${name}: use the contract for its kind`);
  });
}

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
/** In JSON they are escaped up to U+001F; the others are what a reader of JSON makes of them. */
const CONTROLS_OF_JSON = /[\u0000-\u0009\u000b-\u001f]/u;

const WRITER = `
import { SAMPLE_ALERTS } from './packages/outputs/src/channels/testing/alerts.ts';
import { openChannel } from './packages/outputs/src/channels/testing/open.ts';
import { stdout } from './packages/outputs/src/channels/stdout/index.ts';
const { channel } = await openChannel(stdout, {});
const batch = SAMPLE_ALERTS.map((one) => ({ ...one, lineBytes: Buffer.from((process.argv[1] === 'json' ? one.json : one.text) + '\\n') }));
await channel.deliver(batch, new AbortController().signal);
await channel.close();
`;

test('stdout: hostile alerts are one harmless line each, as text and as JSON', () => {
  for (const form of ['text', 'json']) {
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      ['--conditions=source', '--no-warnings', '--input-type=module', '--eval', WRITER, form],
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
    );
    assert.equal(status, 0, stderr.toString());
    const text = new TextDecoder('utf-8', { fatal: true }).decode(stdout);
    const lines = text.split('\n');
    assert.equal(lines.length, SAMPLE_ALERTS.length + 1);
    const found = (form === 'json' ? CONTROLS_OF_JSON : CONTROLS).exec(text);
    assert.equal(found, null, `${form}: a control character at ${found?.index}`);
    if (form === 'json') for (const line of lines.slice(0, -1)) JSON.parse(line);
  }
});
