/** The examples of docs/routing.md are configurations that work, and send alerts where they say. */
import assert from 'node:assert/strict';
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { alertFrom } from '../../packages/cli/src/route/alert.ts';
import { destinationsOf } from '../../packages/cli/src/route/text.ts';
import { loadConfiguration } from '../../packages/cli/src/config/load.ts';
import { channelsOf, routingOf } from '../../packages/cli/src/run/delivery.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-docs-routing-'));
after(() => rmSync(folder, { recursive: true }));
const page = readFileSync(new URL('../../docs/routing.md', import.meta.url), 'utf8');
const blocks = Array.from(page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm), ([, text = '']) => text);

/** The alert of `--rule Any --field a=b`. */
function alertOf(line: string): ReturnType<typeof alertFrom> {
  const words = Array.from(line.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word);
  const all = (name: string): string[] => words.flatMap((word, at) => (words[at - 1] === name ? [word] : []));
  const one = (name: string): { readonly [key: string]: string } => {
    const [value] = all(`--${name}`);
    return value === undefined ? {} : { [name]: value };
  };
  return alertFrom(undefined, { ...one('rule'), ...one('priority'), ...one('source'), field: all('--field') });
}

test('there are examples', () => assert.equal(blocks.length, 3));

for (const [at, block] of blocks.entries()) {
  test(`example ${at + 1}`, async () => {
    const file = join(folder, `${at}.yaml`);
    writeFileSync(file, block);
    const { settings, findings } = loadConfiguration({ file });
    assert.deepEqual(findings, []);
    const channels = await channelsOf(settings);
    const asked = Array.from(block.matchAll(/^# lanner route test (.*): (.*)$/gm));
    assert.ok(asked.length > 0);
    for (const [line, switches = '', names = ''] of asked) {
      const sent = destinationsOf(routingOf(settings), channels, alertOf(switches)).filter((one) => one.sent);
      assert.deepEqual(
        sent.map(({ channel }) => channel),
        names.split(', '),
        line,
      );
    }
  });
}
