/** `lanner top` tells what happened: numbers that are known are those that it shows. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Status } from '../../packages/cli/src/top/status.ts';
import { FILTERING } from './environment.ts';
import { LANNER, startLanner, whyNotLive } from './lanner.ts';

const call = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'lanner-top-'));
const rules = join(directory, 'rules.yaml');
const socket = join(directory, 'status.sock');
const RULES = `- rule: Reads one
  desc: d
  condition: evt.type in (open, openat) and fd.name = ${directory}/one
  output: x
  priority: INFO
- rule: Unlinks two
  desc: d
  condition: evt.type in (unlink, unlinkat) and fs.path.name = ${directory}/two
  output: x
  priority: INFO
`;
/** Nothing but built-ins opens files in the loops; the shell waits until it is told to end. */
const SCRIPT = `i=0; while [ $i -lt 40 ]; do : < ${directory}/one; : < ${directory}/other; i=$((i+1)); done
rm -f ${directory}/two; touch ${directory}/done; while [ ! -e ${directory}/end ]; do sleep 0.1; done`;

describe('lanner top', { skip: whyNotLive() }, () => {
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('shows events by type and by rule as they were, and the summary the same', async () => {
    writeFileSync(rules, RULES);
    for (const name of ['one', 'other', 'two']) writeFileSync(join(directory, name), '');
    const child = startLanner(['-r', rules, '-o', `status_socket.path=${socket}`], ['sh', '-c', SCRIPT]);
    child.stdout.resume();
    let messages = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (messages += text));
    const ended = once(child, 'close');
    const ask = async () => JSON.parse((await call(LANNER, ['top', '--json', '--socket', socket])).stdout) as Status;
    try {
      let status: Status | undefined;
      for (let n = 0; n < 100 && status?.rules.find(({ name }) => name === 'Unlinks two')?.matched !== 1; n++) {
        await sleep(200);
        status = await ask().catch(() => undefined);
      }
      assert.equal(statSync(socket).mode & 0o777, 0o600);
      const [one, two] = ['Reads one', 'Unlinks two'].map((name) => status?.rules.find((rule) => rule.name === name));
      assert.equal(one?.matched, 40, messages);
      assert.equal(two?.matched, 1);
      const type = (...names: string[]) =>
        status?.eventTypes
          .filter(({ name }) => names.includes(name))
          .map(({ seen, sent, judged, matched }) => {
            return { seen, sent, judged, matched };
          }) ?? [];
      const opens = type('open', 'openat').reduce((sum, each) => sum + each.matched, 0);
      assert.equal(opens, 40);
      for (const each of type('open', 'openat', 'unlink', 'unlinkat')) {
        assert.equal(each.judged, each.sent);
        assert.ok(each.seen >= each.sent);
      }
      assert.ok(one.seen >= 80 && one.judged >= 40, JSON.stringify(one));
      // The opens of `other` are seen, and stay in the kernel if there is a filter.
      if (FILTERING) assert.ok(one.judged < one.seen, JSON.stringify(one));
      else assert.equal(one.judged, one.seen);
      assert.ok(one.seconds > 0);
      assert.deepEqual(status?.losses, []);
      const { stdout } = await call(LANNER, ['top', '--socket', socket]);
      assert.match(stdout, /^rule\tReads one\t\d+\t\d+\t\d+\t40\t/m);
    } finally {
      writeFileSync(join(directory, 'end'), '');
    }
    await ended;
    assert.match(messages, /40 × Reads one\n {4}1 × Unlinks two/);
  });

  it('says what is wrong where nobody answers', async () => {
    const error = await call(LANNER, ['top', '--socket', join(directory, 'none')]).catch((one: unknown) => one);
    assert.match((error as { stderr: string }).stderr, /the engine at .*none does not answer/);
  });
});
