/** The 32-bit interface of the kernel, which every program can use: its calls raise the events of the others. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LiveSource, decodeRecord } from '@lanner/capture';
import type { DecodedRecord, MemberValue } from '@lanner/capture';
import { EVENTS, recordFlagBit } from '@lanner/schema';
import { runLanner, whyNotLive } from './lanner.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-interface-'));
const program = join(directory, 'calls32');
const decoder = new TextDecoder();
// Also where all is skipped.
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

function whyNot(): string | false {
  if (whyNotLive() !== false) return whyNotLive();
  if (process.arch !== 'x64') return 'x86-64 has this interface';
  const source = fileURLToPath(new URL('calls32.c', import.meta.url));
  execFileSync('cc', ['-O1', '-fno-pie', '-no-pie', '-o', program, source]);
  // A kernel without the interface ends the program with a signal.
  return spawnSync(program, ['20']).signal !== null && 'the kernel has no 32-bit interface';
}

async function records(args: readonly string[]): Promise<DecodedRecord[]> {
  const child = spawn('sh', ['-c', 'read -r _; exec "$0" "$@"', program, ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const source = new LiveSource({
    scope: { kind: 'pids', pids: [child.pid ?? 0], known: [] },
    wanted: new Set(EVENTS.map(({ name }) => name)),
  });
  await new Promise((resolve) => {
    child.on('close', resolve);
    child.stdin.end('\n');
  });
  const found: DecodedRecord[] = [];
  source.drain((record) => {
    const decoded = decodeRecord(record);
    if (decoded !== undefined && (record.flags & recordFlagBit('compat')) !== 0) found.push(decoded);
  });
  const lost = [...source.counters().values()].reduce((sum, counts) => sum + counts.ring_full + counts.no_handler, 0);
  source.close();
  assert.equal(lost, 0);
  return found;
}

/** Bytes as text, structures as what they hold. */
function readable(value: MemberValue | undefined): unknown {
  if (value instanceof Uint8Array) return decoder.decode(value).replaceAll('\0', ' ').trim();
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member)]));
}

describe('calls of the 32-bit interface', { skip: whyNot() }, () => {
  it('have the events of the table, each by each of its numbers', async () => {
    const ways = EVENTS.flatMap(({ name, syscall }) => {
      const { call, shortIds, socketcall = [] } = syscall?.ia32 ?? {};
      const numbers = [call, shortIds].filter((number) => number !== undefined).map(String);
      return [...numbers, ...socketcall.map((number) => `s${number}`)].map((way) => ({ name, way }));
    });
    const found = await records(ways.map(({ way }) => way));
    // Who forks returns twice: in the new process too.
    const expected = ways.flatMap(({ name }) => (/^v?fork$|^clone$/.test(name) ? [name, name] : [name])).toSorted();
    assert.deepEqual(found.map(({ name }) => name).toSorted(), expected);
    assert.ok(new Set(expected).size === EVENTS.filter(({ syscall }) => syscall !== undefined).length);
  });

  it('have their arguments', async () => {
    const found = new Map((await records(['arguments'])).map(({ name, values }) => [name, values]));
    const member = (event: string, ...path: readonly string[]): unknown =>
      path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], readable(found.get(event)));
    assert.deepEqual([member('open', 'name', 'raw'), member('open', 'flags')], ['/nonexistent/file', 2]);
    assert.equal(member('mkdir', 'path', 'raw'), '/nonexistent/file');
    assert.equal(member('mkdir', 'mode'), 0o700);
    assert.equal(member('setuid', 'uid'), process.getuid?.());
    assert.deepEqual(
      [member('execve', 'filename'), member('execve', 'process', 'args')],
      ['/nonexistent/program', '/nonexistent/program argument'],
    );
    assert.deepEqual([member('socket', 'domain'), member('socket', 'type')], [1, 2]);
    assert.deepEqual(
      [member('sendmsg', 'tuple', 'family'), member('sendmsg', 'tuple', 'path'), member('sendmsg', 'size')],
      [1, '/nonexistent/peer', 9],
    );
  });

  it('raise alerts', async () => {
    const rules = join(directory, 'rules.yaml');
    writeFileSync(
      rules,
      `- rule: opened
  desc: a file that is opened for writing
  condition: evt.type = open and fd.name = /nonexistent/file and evt.arg.flags contains O_RDWR
  output: opened %fd.name
  priority: INFO
`,
    );
    const { alerts, messages } = await runLanner(['-r', rules], [program, 'arguments']);
    assert.deepEqual(
      alerts.map(({ rule, output_fields: fields }) => [rule, fields['fd.name']]),
      [['opened', '/nonexistent/file']],
      messages,
    );
  });
});
