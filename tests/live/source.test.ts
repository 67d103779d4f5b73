/** The live source by itself: what is lost is counted to the last record, and scopes bound what is seen. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LiveSource, memberOffset } from '@lanner/capture';
import type { RecordView } from '@lanner/capture';
import { KERNEL_EVENTS, RECORDS } from '@lanner/schema';
import { whyNotLive } from './lanner.ts';
import { waiting } from './waiting.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-source-'));
const NAME = memberOffset('openat', 'name.raw');
const OPENAT = RECORDS.find((record) => record.name === 'openat')?.number;

function countOpens(source: LiveSource): number {
  let count = 0;
  source.drain((record: RecordView) => {
    if (record.type === OPENAT) count++;
  });
  return count;
}

/** kB of this process that are pages of files, but for the rings. */
function residentOfFiles(): number {
  const maps = readFileSync('/proc/self/smaps', 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const ofFiles = maps.filter((map) => /^\S+ r-[x-]p \S+ \S+ [1-9]\d* /.test(map));
  return ofFiles.reduce((sum, map) => sum + Number(/^Rss: +(\d+) kB/m.exec(map)?.[1] ?? 0), 0);
}

function compiled(name: string): string {
  const program = join(directory, name);
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
  execFileSync('cc', ['-O1', '-pthread', '-o', program, source]);
  return program;
}

/** The maps that this process holds. */
function ownMaps(): readonly { readonly id: number; readonly name: string }[] {
  const ids = readdirSync('/proc/self/fdinfo').flatMap((fd) => {
    try {
      return /^map_id:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? [];
    } catch {
      return []; // the descriptor by which the directory was read
    }
  });
  return [...new Set(ids)].map((id) => {
    const text = execFileSync('bpftool', ['-j', 'map', 'show', 'id', id], { encoding: 'utf8' });
    return JSON.parse(text) as { id: number; name: string };
  });
}

const children: ChildProcess[] = [];

describe('the live source', { skip: whyNotLive() }, () => {
  after(() => {
    for (const child of children) child.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  it('counts every event that a full ring turns away', async () => {
    const program = compiled('short');
    const child = waiting(`${program} 400`);
    const source = new LiveSource({
      scope: { kind: 'pids', pids: [child.pid], known: [] },
      wanted: new Set(['openat']),
      eventsRingBytes: 65_536,
    });
    await child.go();
    const counts = source.counters().get('openat');
    const received = countOpens(source);
    source.close();
    assert.ok(counts !== undefined && counts.ring_full > 0);
    assert.equal(received, counts.sent);
    assert.ok(counts.sent + counts.ring_full >= 400);
  });

  it('sees a cgroup and nothing beside it', async () => {
    const root = existsSync('/sys/fs/cgroup/unified') ? '/sys/fs/cgroup/unified' : '/sys/fs/cgroup';
    const cgroup = join(root, `lanner-test-${process.pid}`);
    mkdirSync(cgroup);
    try {
      const inside = waiting(`echo $$ > ${cgroup}/cgroup.procs; cat /nonexistent/inside`);
      const outside = waiting('cat /nonexistent/outside');
      const source = new LiveSource({
        scope: { kind: 'cgroup', id: statSync(cgroup, { bigint: true }).ino, hierarchy: -1 },
        wanted: new Set(['openat']),
      });
      await Promise.all([inside.go(), outside.go()]);
      const names: string[] = [];
      source.drain((record) => {
        if (record.type === OPENAT) names.push(record.string(NAME) ?? '');
      });
      source.close();
      assert.ok(names.includes('/nonexistent/inside'));
      assert.ok(!names.includes('/nonexistent/outside'));
    } finally {
      rmdirSync(cgroup);
    }
  });

  it('sees who goes further down from a cgroup, however deep', async () => {
    const root = existsSync('/sys/fs/cgroup/unified') ? '/sys/fs/cgroup/unified' : '/sys/fs/cgroup';
    const cgroup = join(root, `lanner-deep-${process.pid}`);
    const levels = Array.from({ length: 40 }, (_, level) => join(cgroup, ...Array<string>(level).fill('d')));
    mkdirSync(levels.at(-1) ?? '', { recursive: true });
    try {
      const scope = { kind: 'cgroup', id: statSync(cgroup, { bigint: true }).ino, hierarchy: -1 } as const;
      const inside = [20, 39].map((level) =>
        waiting(`echo $$ > ${levels[level]}/cgroup.procs; cat /nonexistent/${level}`),
      );
      const source = new LiveSource({ scope, wanted: new Set(['openat']) });
      await Promise.all(inside.map((one) => one.go()));
      const names: (string | undefined)[] = [];
      source.drain((record) => {
        if (record.type === OPENAT) names.push(record.string(NAME));
      });
      source.close();
      assert.ok(names.includes('/nonexistent/20') && names.includes('/nonexistent/39'));
    } finally {
      for (const level of levels.toReversed()) rmdirSync(level);
    }
  });

  it('keeps nothing of how a call began when the call is over', async () => {
    const program = compiled('rmdir-wait');
    const child = spawn('sh', ['-c', `read -r _; exec ${program}`], { stdio: ['pipe', 'pipe', 'ignore'] });
    children.push(child);
    const source = new LiveSource({
      scope: { kind: 'pids', pids: [child.pid ?? 0], known: [] },
      wanted: new Set(['rmdir']),
    });
    child.stdin.write('\n');
    await once(child.stdout, 'data');
    const entries = ownMaps().filter(({ name }) => name === 'entries');
    const kept = entries.map(({ id }) =>
      execFileSync('bpftool', ['-j', 'map', 'dump', 'id', String(id)], { encoding: 'utf8' }),
    );
    let raw: string | undefined;
    source.drain((record) => {
      if (RECORDS[record.type - 1]?.name === 'rmdir') raw = record.string(memberOffset('rmdir', 'path.raw'));
    });
    child.stdin.end('x');
    source.close();
    assert.equal(raw, '/nonexistent/directory');
    assert.deepEqual(
      kept.map((text) => JSON.parse(text) as unknown),
      [[]],
    );
  });

  it('has an event for every call of the table', { skip: process.arch !== 'x64' && 'numbers of x86-64' }, async () => {
    const program = compiled('calls');
    const numbers = KERNEL_EVENTS.flatMap(({ syscall }) => syscall?.x86_64 ?? []);
    const child = waiting(`${program} ${numbers.join(' ')}`);
    const names = KERNEL_EVENTS.map(({ name }) => name);
    const source = new LiveSource({ scope: { kind: 'pids', pids: [child.pid], known: [] }, wanted: new Set(names) });
    await child.go();
    const seen = new Set<string>();
    source.drain((record) => {
      seen.add(RECORDS[record.type - 1]?.name ?? '');
    });
    const lost = [...source.counters().values()].reduce((sum, counts) => sum + counts.ring_full + counts.no_handler, 0);
    source.close();
    assert.deepEqual(
      names.filter((name) => !seen.has(name)),
      [],
    );
    assert.equal(lost, 0);
  });

  it('tells execveat from execve', async () => {
    const program = compiled('execs');
    const child = waiting(`${program} execve path descriptor thread failed`);
    const source = new LiveSource({
      scope: { kind: 'pids', pids: [child.pid], known: [] },
      wanted: new Set(['execve', 'execveat']),
    });
    await child.go();
    const seen: string[] = [];
    source.drain((record) => {
      const name = RECORDS[record.type - 1]?.name ?? '';
      if (name !== 'execve' && name !== 'execveat') return;
      const [program, way] = record.string(memberOffset(name, 'process.args'))?.split('\0') ?? [];
      if (program === '/bin/true') seen.push(`${way} ${name} ${record.ret < 0 ? 'fails' : 'succeeds'}`);
    });
    source.close();
    assert.deepEqual(seen, [
      'execve execve succeeds',
      'path execveat succeeds',
      'descriptor execveat succeeds',
      'thread execveat succeeds',
      'failed execveat fails',
      'failed execve succeeds',
    ]);
  });

  it('gives back the pages of programs that were read for the start, and goes on', () => {
    const source = new LiveSource({ scope: { kind: 'pids', pids: [], known: [] }, wanted: new Set(['openat']) });
    try {
      const before = residentOfFiles();
      source.releaseMemory();
      const after = residentOfFiles();
      assert.ok(after < before / 2, `${before} kB before, ${after} kB after`);
      assert.equal(countOpens(source), 0);
    } finally {
      source.close();
    }
  });

  it('knows processes that are older than itself', () => {
    const child = waiting('exit 0');
    const source = new LiveSource({
      scope: { kind: 'pids', pids: [child.pid], known: [process.pid] },
      wanted: new Set(),
    });
    const found = new Map<number, string | undefined>();
    const exepath = memberOffset('process_snapshot', 'process.exepath');
    source.snapshot((record) => found.set(record.pid, record.string(exepath)));
    source.close();
    void child.go();
    assert.deepEqual(
      [...found.keys()].toSorted((a, b) => a - b),
      [child.pid, process.pid].toSorted((a, b) => a - b),
    );
    assert.match(found.get(child.pid) ?? '', /\/(?:da)?sh$/);
  });
});
