import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const PROJECT_RULES = fileURLToPath(new URL('../../../../rules', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'lanner-fmt-'));
after(() => rmSync(root, { recursive: true }));

const UGLY = '- list:   l\n  items: [ a,b ] # c\n';
const GOOD = '- list: l\n  items: [a, b] # c\n';
const BROKEN = '- macro: m\n  condition: a and (b\n';

let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

function lanner(args: readonly string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', MAIN, 'fmt', ...args], {
    encoding: 'utf8',
    cwd: folder,
    input,
  });
  return { status, stdout, stderr };
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

test('files are formatted in place, and those that changed are named', () => {
  write('a.yaml', UGLY);
  write('b.yml', GOOD);
  write('notes.txt', UGLY);
  assert.deepEqual(lanner(['.']), { status: 0, stdout: 'a.yaml\n', stderr: '' });
  assert.deepEqual([read('a.yaml'), read('b.yml'), read('notes.txt')], [GOOD, GOOD, UGLY]);
  assert.deepEqual(lanner(['.']), { status: 0, stdout: '', stderr: '' });
  assert.deepEqual(readdirSync(folder), ['a.yaml', 'b.yml', 'notes.txt']);
});

test('mode and owner stay, and so does a symbolic link', () => {
  mkdirSync(join(folder, 'elsewhere'));
  write('elsewhere/a.yaml', UGLY);
  const file = join(folder, 'elsewhere/a.yaml');
  const owner = process.getuid?.() === 0 ? 12345 : statSync(file).uid;
  chownSync(file, owner, statSync(file).gid);
  chmodSync(file, 0o2640);
  const mode = statSync(file).mode;
  symlinkSync('elsewhere/a.yaml', join(folder, 'a.yaml'));
  assert.equal(lanner(['a.yaml']).status, 0);
  assert.equal(read('elsewhere/a.yaml'), GOOD);
  assert.equal(lstatSync(join(folder, 'a.yaml')).isSymbolicLink(), true);
  assert.deepEqual([statSync(file).mode, statSync(file).uid], [mode, owner]);
});

test('--check names what is not formatted, changes nothing, and is status 1', () => {
  write('a.yaml', UGLY);
  write('b.yaml', GOOD);
  assert.deepEqual(lanner(['--check', 'a.yaml', 'b.yaml']), { status: 1, stdout: 'a.yaml\n', stderr: '' });
  assert.equal(read('a.yaml'), UGLY);
  assert.deepEqual(lanner(['--check', 'b.yaml']), { status: 0, stdout: '', stderr: '' });
});

test('what does not parse stays, its error is shown, and the other files are formatted', () => {
  write('a.yaml', BROKEN);
  write('b.yaml', UGLY);
  const { status, stdout, stderr } = lanner(['a.yaml', 'b.yaml']);
  assert.deepEqual([status, stdout], [1, 'b.yaml\n']);
  assert.match(stderr, /^a\.yaml:2:22: error: .*\n {2}\| {3}condition: a and \(b\n {2}\| +\^\n/);
  assert.deepEqual([read('a.yaml'), read('b.yaml')], [BROKEN, GOOD]);
});

test('--stdout and - write to standard output', () => {
  write('a.yaml', UGLY);
  assert.deepEqual(lanner(['--stdout', 'a.yaml']), { status: 0, stdout: GOOD, stderr: '' });
  assert.equal(read('a.yaml'), UGLY);
  assert.deepEqual(lanner(['-'], UGLY), { status: 0, stdout: GOOD, stderr: '' });
  assert.deepEqual(lanner(['--check', '-'], UGLY), { status: 1, stdout: '<stdin>\n', stderr: '' });
  const broken = lanner(['-'], BROKEN);
  assert.deepEqual([broken.status, broken.stdout], [1, '']);
  assert.match(broken.stderr, /^<stdin>:2:22: error: /);
});

test('the names of lists count in all files that are given', () => {
  write('a.yaml', "- list: '5'\n  items: [6]\n");
  write('b.yaml', '- macro: m\n  condition: fd.num>5\n');
  assert.equal(lanner(['a.yaml', 'b.yaml']).status, 0);
  assert.equal(read('b.yaml'), '- macro: m\n  condition: fd.num>5\n');
});

test('what makes no sense is told', () => {
  write('a.yaml', UGLY);
  writeFileSync(join(folder, 'latin1.yaml'), Buffer.from('- list:  l\n  items: [caf\xe9]\n', 'latin1'));
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--stdout', 'a.yaml', 'latin1.yaml'], /--stdout is for one file; 2 are given/],
    [['-', 'a.yaml'], /- cannot stand beside other paths/],
    [['missing.yaml'], /cannot read the rules at missing\.yaml: no such file or directory/],
    [['latin1.yaml'], /latin1\.yaml is not UTF-8/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = lanner(args);
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, message);
  }
  assert.equal(read('a.yaml'), UGLY);
});

test('the rules of the project are formatted', () => {
  assert.deepEqual(lanner(['--check', PROJECT_RULES]), { status: 0, stdout: '', stderr: '' });
});
