/** Flags of real calls have the numbers that Falco gives them, in outputs and in conditions, with the kernel filter and without. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runLanner, whyNotLive } from './lanner.ts';
import type { RaisedAlert } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-flags-'));
const program = join(directory, 'flag-numbers');

/** Conditions on numbers, and of how many of the calls they hold; of other programs they hold of none. */
const CONDITIONS: readonly (readonly [condition: string, count: number])[] = [
  ['evt.type = openat and evt.rawarg.flags = 1025', 1],
  ['evt.type = openat and evt.rawarg.flags in (20742, 86278, 53510)', 1],
  ['evt.type = openat and evt.rawarg.flags = 147', 1],
  ['evt.type = openat2 and evt.rawarg.flags = 4098', 1],
  ['evt.type = openat2 and evt.rawarg.resolve = 8', 1],
  ['evt.type = dup3 and evt.rawarg.flags > 0', 1],
  ['evt.type = dup3 and evt.rawarg.flags = 0', 1],
  ['evt.type = socket and evt.rawarg.flags = 4160', 1],
  ['evt.type = ptrace and evt.rawarg.request = 11', 1],
  ['evt.type = unlinkat and evt.rawarg.flags = 512', 1],
  // Once where the caller goes on, and once in the child.
  ['evt.type = clone and evt.rawarg.flags = 8388736', 2],
  ['evt.type = clone and evt.rawarg.flags = 536870912', 2],
  ['evt.type = unshare and evt.rawarg.flags = 72', 1],
  // Linux' own numbers
  ['evt.type = openat and evt.rawarg.flags in (577, 524865, 65536, 524288)', 0],
  ['evt.type = ptrace and evt.rawarg.request = 16', 0],
  ['evt.type = unshare and evt.rawarg.flags = 671088640', 0],
];

const RULES = CONDITIONS.map(
  ([condition], index) => `- rule: number ${index}
  desc: A number.
  condition: ${condition} and proc.name = flag-numbers
  output: '%evt.args'
  priority: INFO
`,
);
const SHOWN = `- rule: shown
  desc: What calls show.
  condition: evt.type in (openat, openat2, dup3, socket, clone, unshare, ptrace, unlinkat) and proc.name = flag-numbers
  output: '%evt.type %evt.rawarg.flags %evt.arg.flags %evt.args'
  priority: INFO
`;

function run(text: string, ...options: string[]): Promise<readonly RaisedAlert[]> {
  const place = mkdtempSync(join(directory, 'run-'));
  const file = `${place}.yaml`;
  writeFileSync(file, text);
  return runLanner(['-r', file, '--all', ...options], [program, place]).then(({ status, messages, alerts }) => {
    assert.equal(status, 0, messages);
    assert.doesNotMatch(messages, /warning/);
    return alerts;
  });
}

describe('numbers of flags', { skip: whyNotLive() }, () => {
  before(() => {
    execFileSync('cc', ['-O1', '-pthread', '-o', program, fileURLToPath(new URL('flag-numbers.c', import.meta.url))]);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const options of [[], ['--no-kernel-filter']]) {
    it(`are Falco's in conditions${options.length === 0 ? '' : ', without the kernel filter'}`, async () => {
      const alerts = await run(RULES.join(''), ...options);
      const counts = CONDITIONS.map(
        ([condition], index) => [condition, alerts.filter(({ rule }) => rule === `number ${index}`).length] as const,
      );
      assert.deepEqual(counts, CONDITIONS);
    });
  }

  it('are shown in hexadecimal by themselves, and beside their names', async () => {
    const alerts = await run(SHOWN);
    const shown = (type: string, part: RegExp) => {
      const found = alerts.filter(({ output_fields: fields }) => fields['evt.type'] === type);
      return found.map(({ output_fields: fields }) => String(fields['evt.args'])).find((args) => part.test(args));
    };
    assert.match(shown('openat', /missing/) ?? '', /flags=1025\(O_DIRECTORY\|O_RDONLY\) mode=0 /);
    assert.match(
      shown('openat', /O_TRUNC/) ?? '',
      /flags=\d+\(O_TRUNC\|O_CREAT\|O_WRONLY\|O_CLOEXEC\|O_F_CREATED\b.* mode=0640 /,
    );
    assert.match(
      shown('openat2', /pipe/) ?? '',
      /flags=4098\(O_WRONLY\|O_CLOEXEC\) mode=0 resolve=8\(RESOLVE_NO_SYMLINKS\)/,
    );
    assert.match(shown('dup3', /newfd=100/) ?? '', /flags=4096\(O_CLOEXEC\)/);
    assert.match(shown('dup3', /newfd=101/) ?? '', /flags=0\(O_NONE\)/);
    assert.match(shown('ptrace', /./) ?? '', /request=11\(PTRACE_ATTACH\)/);
    assert.match(shown('clone', /NEWUTS/) ?? '', /flags=8388736\(CLONE_NEWUTS\|CLONE_CHILD_CLEARTID\)/);
    assert.match(shown('clone', /PIDNS/) ?? '', /flags=536870912\(CLONE_CHILD_IN_PIDNS\)/);
    const socket = alerts.find(({ output_fields: fields }) => fields['evt.type'] === 'socket');
    assert.equal(socket?.output_fields['evt.rawarg.flags'], '1040');
    assert.match(socket.output, /^.*socket 1040 O_NONBLOCK\|O_CLOEXEC /);
  });
});
