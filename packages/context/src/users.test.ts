import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { recordFlagBit } from '@lanner/schema';
import { CURL, sample, table, view } from './fields/fixture.test.ts';
import type { Process } from './process.ts';
import { Users } from './users.ts';

const PASSWD =
  'root:x:0:0:root:/root:/bin/bash\nweb:x:33:33::/var/www:/usr/sbin/nologin\nalias:x:33:1::/:\n\nbroken\nno::::\n';
/** Of an exec of the process 100. */
const EXEC = { pid: 100, startTime: 1000n, execId: 2n };
const CGROUP = `/docker/${'c'.repeat(64)}`;

let root: string;
let proc: string;
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'proc-'));
  root = mkdtempSync(join(tmpdir(), 'users-'));
  mkdirSync(join(root, 'etc'));
});
afterEach(() => [root, proc].forEach((path) => rmSync(path, { recursive: true })));

function write(name: string, text: string): void {
  writeFileSync(join(root, 'etc', `${name}.new`), text);
  renameSync(join(root, 'etc', `${name}.new`), join(root, 'etc', name));
}

/** What /proc has of a process with this root directory, as it was started `ticks` of 10 ms after the boot. */
function placed(directory: string, ticks = 0): string {
  const place = join(proc, `${process.hrtime.bigint()}`);
  mkdirSync(place);
  symlinkSync(directory, join(place, 'root'));
  writeFileSync(join(place, 'stat'), `1 (a) b) S ${'1 '.repeat(18)}${ticks} 0 0\n`);
  return place;
}

/** A process in a container whose root directory is `root`. */
function contained(): readonly [users: Users, process: Process] {
  const process = table({ cgroupUnified: CGROUP }).byPid(100);
  assert.ok(process);
  return [new Users('/nowhere', () => placed(root)), process];
}

describe('the files of the host', () => {
  it('name users and groups; the first line of a number counts', () => {
    write('passwd', PASSWD);
    write('group', 'adm:x:4:syslog\n');
    const users = new Users(root);
    assert.deepEqual(users.user(33), { name: 'web', homedir: '/var/www', shell: '/usr/sbin/nologin' });
    assert.equal(users.user(0)?.shell, '/bin/bash');
    assert.equal(users.user(77), undefined);
    assert.deepEqual([users.group(4), users.group(5)], ['adm', undefined]);
  });

  it('are read again when they have changed, once a second at most', (test) => {
    test.mock.method(performance, 'now', () => now);
    let now = 0;
    write('passwd', PASSWD);
    const users = new Users(root);
    assert.equal(users.user(50), undefined);
    write('passwd', `${PASSWD}new:x:50:50::/:/bin/sh\n`);
    now = 1000;
    assert.equal(users.user(50), undefined);
    now = 1001;
    assert.equal(users.user(50)?.name, 'new');
    rmSync(join(root, 'etc', 'passwd'));
    now = 5000;
    assert.equal(users.user(50)?.name, 'new', 'what was known stays');
  });

  it('may be missing: number 0 is root all the same', () => {
    const users = new Users('/nowhere');
    assert.deepEqual([users.user(0)?.name, users.group(0), users.user(1)], ['root', 'root', undefined]);
  });
});

describe('the files of a container', () => {
  it('name its users', () => {
    write('passwd', 'app:x:1000:1000::/app:\n');
    const [users, process] = contained();
    assert.equal(users.user(1000, process)?.name, 'app');
    assert.equal(users.user(1000), undefined, 'which are not those of the host');
  });

  it('are read through another process of the container where the one that is asked about is gone', () => {
    write('passwd', 'app:x:1000:1000::/app:\n');
    const [, process] = contained();
    const lasting = table({ cgroupUnified: CGROUP, pid: 200 }).byPid(200);
    assert.ok(lasting);
    const users = new Users('/nowhere', (pid) => (pid === 200 ? placed(root) : '/gone'));
    assert.equal(users.user(1000, process), undefined);
    users.sight(lasting);
    assert.equal(users.user(1000, process)?.name, 'app', 'without waiting for the next check');
  });

  it('are not those of a process that took over the number of one that is gone', () => {
    write('passwd', 'other:x:1000:1000::/app:\n');
    write('group', 'other:x:1000:\n');
    const [, process] = contained();
    const place = placed(root, 500);
    writeFileSync(join(place, 'uid_map'), '0 1000 1\n');
    const users = new Users('/nowhere', (pid) => (pid === process.facts.pid ? place : '/gone'));
    assert.deepEqual([users.user(1000, process), users.group(1000, process)], [undefined, undefined]);
    const lasting = table({ cgroupUnified: CGROUP, pid: 200 }).byPid(200);
    assert.ok(lasting);
    const inside = mkdtempSync(join(tmpdir(), 'users-'));
    try {
      mkdirSync(join(inside, 'etc'));
      writeFileSync(join(inside, 'etc', 'passwd'), 'app:x:1000:1000::/app:\n');
      const both = new Users('/nowhere', (pid) => (pid === 200 ? placed(inside) : place));
      both.sight(lasting);
      assert.equal(
        both.user(1000, process)?.name,
        'app',
        'where somebody else of the container is there, they are told',
      );
    } finally {
      rmSync(inside, { recursive: true });
    }
  });

  it('are forgotten once nobody runs there, or asks', (test) => {
    let now = 0;
    test.mock.method(performance, 'now', () => now);
    write('passwd', 'app:x:1000:1000::/app:\n');
    const [users, process] = contained();
    users.sight(process);
    assert.equal(users.user(1000, process)?.name, 'app');
    now = 120_000;
    users.sweep();
    assert.equal(users.size, 1, 'somebody runs there');
    process.exitTime = 1n;
    users.sweep();
    assert.equal(users.size, 0);
    assert.equal(users.user(1000, process)?.name, 'app', 'events may still come');
    now += 60_000;
    users.sweep();
    assert.equal(users.size, 1);
    now += 1;
    users.sweep();
    assert.equal(users.size, 0);
  });

  it('are kept as long as a process runs there whose image is another by now', (test) => {
    let now = 0;
    test.mock.method(performance, 'now', () => now);
    const processes = table({ cgroupUnified: CGROUP });
    const first = processes.byPid(100);
    assert.ok(first);
    const users = new Users('/nowhere', () => placed(root));
    users.sight(first);
    processes.apply(view('execve', { header: EXEC, process: { ...CURL, cgroupUnified: CGROUP, execId: 2n } }));
    now = 120_000;
    users.sweep();
    assert.equal(users.size, 1);
    processes.apply(view('procexit', { header: { ...EXEC, flags: recordFlagBit('last_thread'), time: 9n } }));
    users.sweep();
    assert.equal(users.size, 0);
  });

  it('are not those of the host before the container has a root directory of its own', () => {
    write('passwd', 'host:x:1000:1000::/:\n');
    const [, process] = contained();
    const inside = mkdtempSync(join(tmpdir(), 'users-'));
    mkdirSync(join(inside, 'etc'));
    writeFileSync(join(inside, 'etc', 'passwd'), 'app:x:1000:1000::/app:\n');
    try {
      let own = root;
      const users = new Users(root, () => placed(own));
      assert.equal(users.user(1000, process), undefined);
      own = inside;
      assert.equal(users.user(1000, process)?.name, 'app');
    } finally {
      rmSync(inside, { recursive: true });
    }
  });

  it('name users by the numbers that their own namespace gives them', () => {
    write('passwd', 'root:x:0:0::/root:\napp:x:1000:1000::/app:\n');
    const [, process] = contained();
    const place = placed(root);
    writeFileSync(join(place, 'uid_map'), '         0       1001          1\n         1     100000      65536\n');
    const users = new Users('/nowhere', () => place);
    const names = [1001, 100_999, 1000, 0].map((uid) => users.user(uid, process)?.name);
    assert.deepEqual(names, ['root', 'app', undefined, undefined]);
  });

  it('are not read through links, from pipes, or without end', () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'passwd'), 'host:x:1000:1000::/:\n');
    try {
      const name = () => {
        const [users, process] = contained();
        return users.user(1000, process)?.name;
      };
      symlinkSync(join(outside, 'passwd'), join(root, 'etc', 'passwd'));
      assert.equal(name(), undefined);
      rmSync(join(root, 'etc'), { recursive: true });
      symlinkSync(outside, join(root, 'etc'));
      assert.equal(name(), undefined);
      rmSync(join(root, 'etc'));
      mkdirSync(join(root, 'etc'));
      execFileSync('mkfifo', [join(root, 'etc', 'passwd')]);
      assert.equal(name(), undefined);
      rmSync(join(root, 'etc', 'passwd'));
      write('passwd', `app:x:1000:1000::/:\n${' '.repeat(1 << 20)}`);
      assert.equal(name(), undefined);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });
});

describe('user fields', () => {
  it('say `<NA>` for whom nobody knows', () => {
    const { read } = sample('setuid', { header: { uid: 5000, gid: 5000, loginuid: 4294967295 } });
    assert.deepEqual(
      ['user.uid', 'user.name', 'user.homedir', 'user.shell', 'user.loginuid', 'user.loginname', 'group.name'].map(
        read,
      ),
      [5000, '<NA>', '<NA>', '<NA>', -1, '<NA>', '<NA>'],
    );
    assert.equal(sample('setuid', { header: { loginuid: 0 } }).read('user.loginname'), 'root');
  });
});
