/** With the kernel filter or without it: the alerts are the same, and with it little else leaves the kernel. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FILTERING } from './environment.ts';
import { runLanner, whyNotLive } from './lanner.ts';
import type { RaisedAlert } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-filter-'));
const program = join(directory, 'secret-ways');
const rules = join(directory, 'rules.yaml');
const SECRET = join(directory, 'secret');

const OPENS = 'evt.type in (open, openat, openat2, creat)';

function rule(name: string, condition: string): string {
  return `- rule: ${name}
  desc: A way to speak of the file.
  condition: ${condition}
  output: '%evt.type %fd.name %fd.num %evt.res %lanner.path.lexical %lanner.path.real'
  priority: INFO
`;
}

/** Each names the file in another way, so that no view and no operator can hide behind another. */
const RULES = [
  rule('whole', `${OPENS} and fd.name = ${SECRET}/file`),
  rule('below', `${OPENS} and evt.is_open_read = true and fd.name startswith ${SECRET}/`),
  rule('directory', `${OPENS} and fd.directory = ${SECRET}`),
  rule('name', `${OPENS} and fd.filename in (file, hard) and fd.typechar = 'f' and fd.num >= 0`),
  rule('matched', `${OPENS} and fd.name pmatch (${SECRET}/f*)`),
  rule('glob', `${OPENS} and fd.name glob '*/secret/*' and not fd.name endswith plain`),
  rule('failed', `${OPENS} and evt.failed = true and fd.name startswith ${directory}`),
  rule('in chroot', `${OPENS} and fd.name = /secret/file`),
  rule(
    'by whom',
    `${OPENS} and proc.name = secret-ways and not fd.name startswith /usr and not fd.name startswith /etc`,
  ),
  rule('by whom not', `${OPENS} and not proc.name in (sh, bash) and not fd.directory in (/etc, /lib)`),
  rule('written', `${OPENS} and evt.type = creat and fd.name contains secret`),
];

/** What the program tells of: each way that has led to the file. */
const WAYS = [
  'name',
  'open',
  'creat',
  'symlink',
  'symlink to the directory',
  'hard link',
  '..',
  '.. and empty names',
  '.. behind a symlink',
  'dirfd',
  'dirfd, ..',
  'dirfd, .',
  'working directory',
  'working directory, symlink',
  '/proc/self/root',
  '/proc/self/cwd',
  '/proc/self/fd of the directory',
  'O_PATH',
  'O_PATH, opened again',
  'openat2',
  'openat2, in a root',
  'openat2, above a root',
  'bind mount',
  'chroot',
  'chroot, relative',
];
/** A hard link and a bind mount give the file another name in both views. */
const BY_ANY_WAY = rule(
  'by any way',
  `${OPENS} and evt.failed = false and fd.name in (${SECRET}/file, ${directory}/hard, ${directory}/bound/file)`,
);

/** Two rules a run: starting the engine takes its time. */
function pairs(rules: readonly string[]): readonly string[] {
  return rules.flatMap((rule, index) => (index % 2 === 0 ? [rule + (rules[index + 1] ?? '')] : []));
}

/** What of an alert does not change from run to run. */
function essence({ rule, output_fields: fields, lanner }: RaisedAlert): string {
  const { 'fd.name': name, 'evt.type': type, 'lanner.path.real': real, 'lanner.path.lexical': lexical } = fields;
  return JSON.stringify([rule, type, name, lexical, real, lanner?.matched])
    .replaceAll(/\/proc\/\d+/g, '/proc/N')
    .replaceAll(/\/fd\/\d+/g, '/fd/N');
}

describe('the kernel filter', { skip: whyNotLive() }, () => {
  before(() => {
    execFileSync('cc', ['-O1', '-o', program, fileURLToPath(new URL('secret-ways.c', import.meta.url))]);
    mkdirSync(SECRET);
    mkdirSync(join(directory, 'other'));
    writeFileSync(join(SECRET, 'file'), 'secret');
    writeFileSync(join(directory, 'other/plain'), 'plain');
    symlinkSync(join(SECRET, 'file'), join(directory, 'link'));
    symlinkSync(SECRET, join(directory, 'linked'));
    linkSync(join(SECRET, 'file'), join(directory, 'hard'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const [index, text] of pairs(RULES).entries()) {
    it(`changes no alert of a file read by all of its names: rules ${2 * index + 1} and ${2 * index + 2}`, async () => {
      writeFileSync(rules, text);
      const [on, off] = await Promise.all([
        runLanner(['-r', rules, '--all'], [program, directory]),
        runLanner(['-r', rules, '--all', '--no-kernel-filter'], [program, directory]),
      ]);
      const alerts = off.alerts.map(essence).toSorted();
      assert.ok(alerts.length > 0, off.messages);
      assert.deepEqual(on.alerts.map(essence).toSorted(), alerts);
      if (FILTERING) assert.match(on.messages, /^  filter  [1-9]\d* event types are filtered in the kernel/m);
      assert.doesNotMatch(off.messages, /filtered in the kernel/);
      assert.doesNotMatch(on.messages, /warning/);
    });
  }

  it('lets every way to the file pass that there is', async () => {
    writeFileSync(rules, BY_ANY_WAY);
    const [on, off] = await Promise.all([
      runLanner(['-r', rules], [program, directory]),
      runLanner(['-r', rules, '--no-kernel-filter'], [program, directory]),
    ]);
    for (const { alerts, messages } of [on, off]) {
      const ways = Array.from(messages.matchAll(/^way: (.*)$/gm), ([, way]) => way);
      assert.deepEqual(ways.toSorted(), WAYS.toSorted());
      assert.equal(alerts.length, WAYS.length);
    }
    assert.deepEqual(on.alerts.map(essence).toSorted(), off.alerts.map(essence).toSorted());
  });

  it('changes no alert of all rules together, and keeps what none of them matches in the kernel', async () => {
    writeFileSync(rules, RULES.join(''));
    const script = `${program} ${directory}; : < ${directory}/other/plain; sleep 1; i=0; while [ $i -lt 500 ]; do : < ${directory}/other/plain; i=$((i+1)); done; : < ${SECRET}/file`;
    const [on, off] = await Promise.all([
      runLanner(['-r', rules, '--all'], ['sh', '-c', script]),
      runLanner(['-r', rules, '--all', '--no-kernel-filter'], ['sh', '-c', script]),
    ]);
    assert.deepEqual(on.alerts.map(essence).toSorted(), off.alerts.map(essence).toSorted());
    const stayed = Number(/(\d+) of them matched no rule/.exec(on.messages)?.[1]);
    // By then it is known what the process is.
    if (FILTERING) assert.ok(stayed >= 500, on.messages);
    else assert.equal(stayed, 0);
  });
});
