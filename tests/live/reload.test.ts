/** `lanner run` takes other rules while it runs: by SIGHUP, by a watched file; and a broken file changes nothing. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FILTERING } from './environment.ts';
import { startLanner, whyNotLive, type RaisedAlert } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-reload-run-'));
const rules = join(directory, 'rules.yaml');
const secret = join(directory, 'secret');
/** Reads the file time and again, until it is gone. */
const READER = `while [ -e ${secret} ]; do head -c 0 ${secret}; sleep 0.05; done; exit 7`;

function rule(name: string, more = ''): string {
  const output = '%fd.name %proc.aname[2] %container.id';
  return `- rule: ${name}
  desc: d
  condition: evt.type in (open, openat) and fd.name = ${secret} and proc.name = head ${more}
  output: '${output}'
  priority: INFO
`;
}

describe('lanner run takes other rules', { skip: whyNotLive() }, () => {
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('by SIGHUP and by rename, tells what changed, and keeps what it has where a file is broken', async () => {
    writeFileSync(secret, 'secret');
    writeFileSync(rules, rule('First'));
    const child = startLanner(['--json', '-r', rules], ['sh', '-c', READER]);
    const ended = once(child, 'close') as Promise<[number]>;
    let out = '';
    let messages = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
    const alerts = () =>
      out
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as RaisedAlert);
    /** Waits until it holds, as long as the test may take. */
    const until = async (what: string, holds: () => boolean) => {
      for (let n = 0; n < 1200; n++) {
        if (holds()) return;
        await sleep(50);
      }
      assert.fail(`${what}\n${messages}`);
    };
    const raised = (name: string) => alerts().filter((alert) => alert.rule === name).length;
    try {
      const isSettled = () => !FILTERING || /filter {2}/.test(messages);
      await until('an alert of the first rule', () => raised('First') > 0 && isSettled());

      // Replaced by rename, as editors and package managers do
      writeFileSync(`${rules}.new`, rule('Second') + rule('Third', 'and proc.name = nothing'));
      renameSync(`${rules}.new`, rules);
      await until('an alert of the second rule', () => raised('Second') > 0);
      await until('what has changed', () => messages.includes('rules reloaded'));
      assert.match(messages, /lanner: rules reloaded after .* s: 2 added \(Second, Third\), 1 removed \(First\);/);
      const first = raised('First');

      writeFileSync(rules, rule('Second').replace('evt.type in', 'evt.typo in'));
      await until('an alert of the failure', () => raised('Lanner internal: hot reload failure') > 0);
      const failure = alerts().find((alert) => alert.source === 'internal');
      assert.equal(failure?.priority, 'Critical');
      const reason = String(failure?.output_fields['reason']);
      for (const text of [reason, messages]) {
        assert.match(text, new RegExp(`${rules}:3:14`));
        assert.match(text, /\^/);
      }
      assert.match(messages, /lanner: error: the rules stay as they are/);
      const second = raised('Second');
      await until('alerts of the rules that stayed', () => raised('Second') > second);

      writeFileSync(rules, rule('Second') + rule('Third', 'and proc.name != nothing'));
      child.kill('SIGHUP');
      child.kill('SIGHUP');
      await until('a change of one rule', () => /1 changed \(Third\)/.test(messages));
      child.kill('SIGHUP');
      await until('that nothing has changed', () => messages.includes('nothing has changed'));
      assert.equal(raised('First'), first);
    } finally {
      rmSync(secret);
    }
    const [status] = await ended;
    assert.equal(status, 7);
    // The processes before the reload are still known after it.
    for (const alert of alerts().filter((one) => one.source === 'syscall')) {
      assert.equal(alert.output_fields['container.id'], 'host');
      assert.ok(alert.lanner?.ancestry.some(({ name }) => name === 'sh'));
    }
    assert.match(messages, /lost {5}nothing/);
  });
});
