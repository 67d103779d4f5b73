/** What the probe reads from kernel structures, whose shapes differ from kernel to kernel, beside what /proc and stat(2) say. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { rmSync, rmdirSync, statSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LiveSource, PROBE_OBJECTS, decodeRecord } from '@lanner/capture';
import type { DecodedRecord, MemberValue } from '@lanner/capture';
import { whyNotLive } from './lanner.ts';

type Values = { readonly [member: string]: MemberValue };

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'lanner-facts-')));
const NAMESPACES = ['mnt', 'pid', 'net', 'user', 'uts', 'ipc', 'cgroup'] as const;
/** The kernel counts memory per processor, and adds up now and then. */
const MEMORY_TOLERANCE_KIB = 2048;
const TICK_NS = 10_000_000n;
/** O_F_CREATED of the table: this open made the file. */
const CREATED = 0x10000000;
const decoder = new TextDecoder();

/** A copy of the shell, so that it lies on a plain file system even where the root is an overlay. */
const shell = join(directory, 'sh');
copyFileSync(realpathSync('/bin/sh'), shell);

function part(values: Values, name: string): Values {
  const value = values[name];
  assert.ok(typeof value === 'object' && !(value instanceof Uint8Array), `${name} is a structure`);
  return value;
}

function textOf(value: MemberValue | undefined): string | undefined {
  return value instanceof Uint8Array ? decoder.decode(value).replace(/\0.*$/s, '') : undefined;
}

/** The one that is tested. */
let object = '';

function capture(pids: readonly number[], wanted: readonly string[]): LiveSource {
  return new LiveSource({ scope: { kind: 'pids', pids, known: [] }, wanted: new Set(wanted), objects: [object] });
}

function whyNot(path: string): string | false {
  const reason = whyNotLive();
  if (reason !== false) return reason;
  try {
    object = path;
    capture([], []).close();
    return false;
  } catch {
    return path === PROBE_OBJECTS.at(-1) ? false : 'the kernel allows no loads by address';
  }
}

function drain(source: LiveSource): DecodedRecord[] {
  const records: DecodedRecord[] = [];
  source.drain((record) => {
    const decoded = decodeRecord(record);
    if (decoded !== undefined) records.push(decoded);
  });
  return records;
}

interface Waiting {
  readonly pid: number;
  /** Lets the program go on, to its end; gives what else it said. */
  finish(): Promise<string>;
}

/** Starts a program that says a line when it runs, and then waits for one. */
async function start(command: string, ...args: string[]): Promise<Waiting> {
  const child = spawn(command, args, { detached: true, cwd: directory, stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return {
    pid: child.pid ?? 0,
    finish: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve(said));
        child.stdin.end('\n');
      }),
  };
}

/** `Name:\tvalue` lines of /proc/PID/status. */
function statusOf(pid: number): ReadonlyMap<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
  return new Map(lines.map((line) => [line.replace(/:.*/, ''), line.replace(/^[^:]*:\s*/, '')]));
}

/** The fields of /proc/PID/stat behind the name, which may hold blanks; the first is the state. */
function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
}

function lastNumber(text: string | undefined): number {
  return Number(text?.trim().split(/\s+/).at(-1));
}

function cgroupOf(pid: number, controller: string): string | undefined {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  const found = lines.map((line) => line.split(':')).find(([, names]) => names?.split(',').includes(controller));
  return found?.slice(2).join(':');
}

function startOf(pid: number): bigint {
  return BigInt(statOf(pid)[19] ?? 0);
}

/** Facts of a process as user space is told them, in the shape of `factsOf`. */
function told(pid: number): Record<string, unknown> {
  const status = statusOf(pid);
  const stat = statOf(pid);
  const parent = Number(stat[1]);
  const file = statSync(`/proc/${pid}/exe`, { bigint: true });
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  return {
    comm: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(),
    capabilities: ['Eff', 'Prm', 'Inh'].map((set) => BigInt(`0x${status.get(`Cap${set}`)}`)),
    users: [Number(status.get('Uid')?.split('\t')[1]), Number(status.get('Gid')?.split('\t')[1])],
    loginuid: Number(readFileSync(`/proc/${pid}/loginuid`, 'utf8')),
    start: startOf(pid),
    parent: [parent, startOf(parent)],
    group: [Number(stat[2]), lastNumber(status.get('NSpgid'))],
    session: [Number(stat[3]), lastNumber(status.get('NSsid'))],
    ownPid: lastNumber(status.get('NSpid')),
    tty: Number(stat[4]),
    files: BigInt(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0),
    faults: [BigInt(stat[9] ?? 0), BigInt(stat[7] ?? 0)],
    size: lastNumber(status.get('VmSize')?.replace(' kB', '')),
    swap: lastNumber(status.get('VmSwap')?.replace(' kB', '')),
    executable: [file.ino, file.ctimeNs, file.mtimeNs, readlinkSync(`/proc/${pid}/exe`)],
    directory: readlinkSync(`/proc/${pid}/cwd`),
    namespaces: NAMESPACES.map((name) => Number(/\d+/.exec(readlinkSync(`/proc/${pid}/ns/${name}`))?.[0])),
    cgroups: [cgroupOf(pid, ''), ...['cpuset', 'cpu', 'memory', 'pids'].map((name) => cgroupOf(pid, name))],
  };
}

/** The same facts as the probe read them. */
function factsOf(record: DecodedRecord, pid: number): Record<string, unknown> {
  const header = part(record.values, 'header');
  const process = part(record.values, 'process');
  const ticks = (name: string): bigint => {
    const value = process[name];
    return typeof value === 'bigint' ? value / TICK_NS : -1n;
  };
  const cgroup = (name: string, controller: string): string | undefined =>
    cgroupOf(pid, controller) === undefined ? undefined : textOf(process[name]);
  return {
    comm: textOf(process['comm']),
    capabilities: ['capEffective', 'capPermitted', 'capInheritable'].map((name) => header[name]),
    users: [header['uid'], header['gid']],
    loginuid: header['loginuid'],
    start: ticks('startTime'),
    parent: [process['ppid'], ticks('parentStartTime')],
    group: [process['pgid'], process['vpgid']],
    session: [process['sid'], process['vsid']],
    ownPid: process['vpid'],
    tty: process['tty'],
    files: process['fdlimit'],
    faults: [process['pgftMajor'], process['pgftMinor']],
    size: process['vmSize'],
    swap: process['vmSwap'],
    executable: [process['exeIno'], process['exeCtime'], process['exeMtime'], textOf(process['exepath'])],
    directory: textOf(process['cwd']),
    namespaces: ['nsMnt', 'nsPid', 'nsNet', 'nsUser', 'nsUts', 'nsIpc', 'nsCgroup'].map((name) => process[name]),
    cgroups: [
      cgroup('cgroupUnified', ''),
      cgroup('cgroupCpuset', 'cpuset'),
      cgroup('cgroupCpu', 'cpu'),
      cgroup('cgroupMemory', 'memory'),
      cgroup('cgroupPids', 'pids'),
    ],
  };
}

function snapshot(pid: number): DecodedRecord {
  const source = capture([pid], []);
  const records: DecodedRecord[] = [];
  source.snapshot((record) => {
    const decoded = decodeRecord(record);
    if (decoded !== undefined && record.pid === pid) records.push(decoded);
  });
  source.close();
  const [record, ...more] = records;
  assert.ok(record !== undefined && more.length === 0);
  return record;
}

/** Both sides, told while the process still waits. */
function compare(pid: number): () => void {
  const record = snapshot(pid);
  const found = factsOf(record, pid);
  const expected = told(pid);
  const memory = Number(part(record.values, 'process')['vmRss']);
  const rss = lastNumber(statusOf(pid).get('VmRSS')?.replace(' kB', ''));
  return () => {
    assert.deepEqual(found, expected);
    assert.ok(Math.abs(memory - rss) <= MEMORY_TOLERANCE_KIB, `${memory}, not ${rss} KiB`);
  };
}

after(() => rmSync(directory, { recursive: true, force: true }));

for (const path of PROBE_OBJECTS) {
  describe(`what ${basename(path)} reads in the kernel`, { skip: whyNot(path) }, () => {
    before(() => {
      object = path;
    });

    it('is what /proc says of a process', async () => {
      const root = existsSync('/sys/fs/cgroup/unified') ? '/sys/fs/cgroup/unified' : '/sys/fs/cgroup';
      const outer = join(root, `lanner-facts-${process.pid}`);
      const inner = join(outer, 'inner');
      mkdirSync(inner, { recursive: true });
      const child = await start(shell, '-c', `echo $$ >${inner}/cgroup.procs; echo runs; read -r _`);
      const verify = compare(child.pid);
      await child.finish();
      rmdirSync(inner);
      rmdirSync(outer);
      verify();
    });

    it('is what /proc says of a process in namespaces of its own, and without capabilities', async () => {
      const enter = ['-muinpC', '--fork', 'setpriv', '--bounding-set', '-all', '--inh-caps', '-all'];
      const child = await start('unshare', ...enter, shell, '-c', 'echo runs; read -r _');
      const inside = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'));
      const verify = compare(inside);
      const { nsPid, vpid, pidnsInitStart, startTime } = part(snapshot(inside).values, 'process');
      await child.finish();
      verify();
      assert.equal(vpid, 1);
      assert.equal(pidnsInitStart, startTime);
      assert.notEqual(nsPid, statSync('/proc/self/ns/pid').ino);
    });

    it('is how a process began, which programs it ran, and how it ended', async () => {
      const program = [shell, '-c', 'exit 7', 'name', 'two words'] as const;
      const script = `
      echo runs; read -r _
      env -i MARK=1 '${program.join("' '")}' & echo $!; wait
      sh -c 'kill -9 $$' & echo $!; wait`;
      const parent = await start(shell, '-c', script);
      const source = capture([parent.pid], ['execve', 'procexit']);
      const began = startOf(parent.pid);
      const [first = 0, second = 0] = (await parent.finish()).split('\n').map(Number);
      const records = drain(source);
      source.close();
      // The shell tries each directory of the path.
      const lifeOf = (pid: number) =>
        records.filter(({ values }) => {
          const header = part(values, 'header');
          return header['pid'] === pid && Number(header['ret']) === 0;
        });
      const fork = records.find(
        ({ name, values }) => name === 'process_new' && part(values, 'process')['pid'] === first,
      );
      const [, exec, exit, ...more] = lifeOf(first);
      assert.ok(fork !== undefined && exec !== undefined && exit !== undefined && more.length === 0);
      const child = part(fork.values, 'process');
      assert.deepEqual([exec.name, exit.name], ['execve', 'procexit']);
      assert.deepEqual([child['ppid'], part(fork.values, 'header')['pid']], [parent.pid, parent.pid]);
      assert.equal(BigInt(Number(child['parentStartTime'])) / TICK_NS, began);
      const { args, env, exepath } = part(exec.values, 'process');
      assert.deepEqual(
        [args, env].map((value) => decoder.decode(value as Uint8Array)),
        [`${program.join('\0')}\0`, 'MARK=1\0'],
      );
      assert.deepEqual([textOf(exec.values['filename']), textOf(exepath)], [shell, shell]);
      const ends = [exit, lifeOf(second).at(-1)].map((record) => record?.values ?? {});
      assert.deepEqual(
        ends.map(({ status, ret, sig, core }) => ({ status, ret, sig, core })),
        [
          { status: 7n << 8n, ret: 7n, sig: 0, core: 0 },
          { status: 9n, ret: 0n, sig: 9, core: 0 },
        ],
      );
    });

    it('is what stat(2) says of an open file', async () => {
      const file = join(directory, 'created');
      rmSync(file, { force: true });
      const child = await start(shell, '-c', 'echo runs; read -r _; : >created; read -r _ <created');
      const source = capture([child.pid], ['openat']);
      await child.finish();
      const opened = drain(source).filter(({ name }) => name === 'openat');
      const records = opened.filter(({ values }) => textOf(part(values, 'name')['raw']) === 'created');
      source.close();
      const { ino, mode, dev } = statSync(file);
      assert.deepEqual(
        records.map(({ values }) => {
          const descriptor = part(values, 'descriptor');
          const path = textOf(part(values, 'name')['real']);
          return [descriptor['ino'], descriptor['mode'], descriptor['dev'], descriptor['magic'], path];
        }),
        [file, file].map((path) => [BigInt(ino), mode, dev, statfsSync(directory).type, path]),
      );
      assert.deepEqual(
        records.map(({ values }) => Number(values['flags']) & CREATED),
        [CREATED, 0],
      );
    });

    it('is what the peer sees of a socket', async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const accepted = new Promise<number>((resolve) => {
        server.once('connection', (socket) => {
          resolve(socket.remotePort ?? 0);
          socket.destroy();
        });
      });
      const script = `
      process.stdin.once('data', () => require('node:net').connect(${port}, '127.0.0.1').on('close', () => process.exit()));
      console.log('runs');`;
      const child = await start(process.execPath, '-e', script);
      const source = capture([child.pid], ['connect']);
      await child.finish();
      const peer = await accepted;
      server.close();
      const [record, ...more] = drain(source).filter(({ name }) => name === 'connect');
      source.close();
      assert.ok(record !== undefined && more.length === 0);
      const { family, socktype, protocol, lport, rport, laddr, raddr } = part(record.values, 'descriptor');
      const loopback = new Uint8Array(16);
      loopback.set([127, 0, 0, 1]);
      assert.deepEqual(
        { family, socktype, protocol, lport, rport, laddr, raddr },
        { family: 2, socktype: 1, protocol: 6, lport: peer, rport: port, laddr: loopback, raddr: loopback },
      );
    });
  });
}
