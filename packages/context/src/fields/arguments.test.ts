import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AT_FDCWD, BOOT_TIME, CURL, sample, table } from './fixture.test.ts';

const REGULAR = 0o100644;

describe('paths as arguments', () => {
  it('stay as given if absolute, and are made absolute if not', () => {
    const relative = sample('unlinkat', { dirfd: AT_FDCWD, name: { raw: '../tmp/x', base: '/root' } });
    assert.equal(relative.read('evt.arg.name'), '/tmp/x');
    assert.equal(relative.read('evt.rawarg.name'), '../tmp/x');
    assert.match(
      String(relative.read('evt.args')),
      /^res=0 dirfd=-100\(AT_FDCWD\) name=\.\.\/tmp\/x\(\/tmp\/x\) flags=0/,
    );
    const absolute = sample('unlink', { path: { raw: '/tmp/../etc//x' } });
    assert.equal(absolute.read('evt.arg.path'), '/tmp/../etc//x');
    assert.equal(absolute.read('fs.path.name'), '/etc/x');
    assert.equal(absolute.read('fs.path.nameraw'), '/tmp/../etc//x');
    assert.equal(absolute.read('evt.abspath'), '/etc/x');
    assert.equal(absolute.read('fd.name'), undefined);
  });

  it('come in pairs', () => {
    const event = sample('renameat', {
      olddirfd: 5,
      oldpath: { raw: 'a', base: '/from' },
      newdirfd: AT_FDCWD,
      newpath: { raw: '/to/b' },
    });
    assert.equal(
      event.read('evt.args'),
      'res=0 olddirfd=5(<d>/from) oldpath=a(/from/a) newdirfd=-100(AT_FDCWD) newpath=/to/b',
    );
    assert.deepEqual(
      ['fs.path.source', 'fs.path.target', 'fs.path.name', 'evt.abspath.src', 'evt.abspath.dst', 'evt.abspath'].map(
        event.read,
      ),
      ['/from/a', '/to/b', undefined, '/from/a', '/to/b', '/to/b'],
    );
    const link = sample('symlink', { target: '/etc/shadow', linkpath: { raw: '/tmp/l' } });
    assert.deepEqual([link.read('fs.path.source'), link.read('fs.path.target')], ['/etc/shadow', '/tmp/l']);
    assert.equal(link.read('evt.arg.target'), '/etc/shadow');
  });

  it('that changed during the call are judged as both', () => {
    const event = sample('unlink', { path: { raw: '/tmp/harmless', late: '/etc/passwd' } });
    assert.deepEqual([event.event.hasRealView, event.read('lanner.race')], [true, true]);
    assert.equal(event.read('evt.arg.path'), '/tmp/harmless');
    event.event.realView = true;
    assert.equal(event.read('evt.arg.path'), '/etc/passwd');
    assert.equal(event.read('fs.path.name'), '/etc/passwd');
    const steady = sample('unlink', { path: { raw: '/tmp/x', late: '/tmp/x' } });
    assert.deepEqual([steady.event.hasRealView, steady.read('lanner.race')], [false, false]);
  });

  it('that lead where they say have one view', () => {
    const views = (name: Readonly<Record<string, string>>) =>
      sample('openat', { header: { ret: 3n }, descriptor: { num: 3, mode: REGULAR }, name }).event.hasRealView;
    assert.equal(views({ raw: '/etc/passwd', real: '/etc/passwd' }), false);
    assert.equal(views({ raw: 'passwd', base: '/etc', real: '/etc/passwd' }), false);
    assert.equal(views({ raw: '/etc/./passwd', real: '/etc/passwd' }), false);
    assert.equal(views({ raw: '/tmp/link', real: '/etc/passwd' }), true);
    assert.equal(views({ raw: '/gone' }), false);
  });

  it('of a change of directory', () => {
    const moved = sample('chdir', { path: 'sub', cwd: '/root/sub' });
    assert.deepEqual([moved.read('evt.arg.path'), moved.read('proc.cwd')], ['sub', '/root/sub/']);
    const failed = sample('chdir', { header: { ret: -2n }, path: 'sub', cwd: '/root' });
    assert.deepEqual([failed.read('evt.arg.path'), failed.read('proc.cwd')], ['sub', '/root/']);
  });
});

describe('opens', () => {
  const open = (name: string, flags: number, mode = 0, ret = 3n) =>
    sample(name, { header: { ret }, descriptor: { num: Number(ret), mode: ret < 0 ? 0 : REGULAR }, flags, mode });
  const asked = (...given: Parameters<typeof open>) => {
    const { read } = open(...given);
    return ['read', 'write', 'create', 'exec'].filter((what) => read(`evt.is_open_${what}`) === true).join(' ');
  };

  it('tell what they are for', () => {
    assert.equal(asked('open', 0), 'read');
    assert.equal(asked('openat', 1), 'write');
    assert.equal(asked('openat2', 2), 'read write');
    assert.equal(asked('openat', 0o101, 0o644), 'write', 'the file was there already');
    assert.equal(asked('openat', 0o101 | 0x10000000, 0o755), 'write create exec');
    assert.equal(asked('open', 0o20200002, 0o700), 'read write create exec');
    assert.equal(asked('open', 0o20200002, 0o600, -2n), 'read write');
    assert.equal(asked('open', 0o200000), 'read', 'a directory is no unnamed file');
  });

  it('by creat make a file', () => {
    const creat = (mode: number, ret: bigint) => sample('creat', { header: { ret }, mode }).read;
    assert.deepEqual(['evt.is_open_create', 'evt.is_open_exec', 'evt.is_open_write'].map(creat(0o755, 3n)), [
      true,
      true,
      false,
    ]);
    assert.equal(creat(0o644, -13n)('evt.is_open_create'), false);
  });

  it('that fail leave the name and not much else', () => {
    const { read } = sample('openat', {
      header: { ret: -2n },
      dirfd: AT_FDCWD,
      descriptor: { num: -1 },
      name: { raw: '/root/.curlrc' },
    });
    assert.equal(
      read('evt.args'),
      'fd=-2(ENOENT) dirfd=-100(AT_FDCWD) name=/root/.curlrc flags=1(O_RDONLY) mode=0 dev=0 ino=0',
    );
    assert.deepEqual(
      ['fd.num', 'fd.typechar', 'fd.name', 'fd.nameraw', 'fd.directory', 'fd.uid', 'fd.containername'].map(read),
      [-1, 'f', '/root/.curlrc', '/root/.curlrc', '/root', '100-1', ':/root/.curlrc'],
    );
    assert.deepEqual(['fd.type', 'fd.filename', 'fd.ino', 'fd.dev', 'fd.l4proto', 'fd.name_changed'].map(read), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual(['evt.arg.fd', 'evt.arg.dirfd', 'evt.arg.mode'].map(read), ['ENOENT', 'AT_FDCWD', '0']);
  });
});

describe('descriptors', () => {
  const kindOf = (descriptor: Readonly<Record<string, string | number | bigint>>) => {
    const { read } = sample('fchmod', { fd: 5, descriptor: { num: 5, ...descriptor } });
    return ['fd.type', 'fd.typechar', 'fd.name', 'fd.directory', 'fd.filename'].map(read);
  };

  it('have a type each', () => {
    assert.deepEqual(kindOf({ mode: REGULAR, path: '/a/b' }), ['file', 'f', '/a/b', '/a', 'b']);
    assert.deepEqual(kindOf({ mode: 0o20666, path: '/dev/null' }), ['file', 'f', '/dev/null', '/dev', 'null']);
    assert.deepEqual(kindOf({ mode: 0o40755, path: '/a/b' }), ['directory', 'd', '/a/b', '/a/b', undefined]);
    assert.deepEqual(kindOf({ mode: 0o10600, path: '/', ino: 22242n }), [
      'pipe',
      'p',
      'pipe:[22242]',
      undefined,
      undefined,
    ]);
    assert.equal(kindOf({ mode: 0o10600, path: '/run/fifo' })[2], '/run/fifo');
    assert.deepEqual(kindOf({ mode: 0o100777, path: 'memfd:x' }).slice(0, 3), ['memfd', 'm', 'x']);
    assert.deepEqual(kindOf({ mode: 0o600, path: '[eventfd]' }).slice(0, 3), ['event', 'e', '']);
    assert.deepEqual(kindOf({ mode: 0o100600, path: '[io_uring]' }).slice(0, 2), ['io_uring', 'r']);
    assert.deepEqual(kindOf({ mode: 0o100600, path: '/', magic: 0x50494446 }).slice(0, 3), ['pidfd', 'P', '']);
    assert.deepEqual(kindOf({}), [undefined, 'o', '', '/', undefined], 'it was no open descriptor');
  });

  it('are shown by what they are', () => {
    const dup = sample('dup2', {
      header: { ret: 1n },
      descriptor: { num: 1, mode: REGULAR, path: '/f' },
      oldfd: 5,
      newfd: 1,
    });
    assert.equal(dup.read('evt.args'), 'res=1(<f>/f) oldfd=5(<f>/f) newfd=1(<f>/f)');
    const layers = sample('openat', { header: { ret: 3n }, descriptor: { num: 3, mode: REGULAR, layer: 2 } });
    assert.deepEqual([layers.read('fd.is_lower_layer'), layers.read('fd.is_upper_layer')], [true, false]);
  });
});

describe('numbers and names', () => {
  it('of signals, processes, users and modes', () => {
    const kill = sample('kill', { pid: 1n, sig: 29 }, table({ vpid: 100 }));
    assert.equal(kill.read('evt.args'), 'res=0 pid=1(systemd) sig=29(SIGIO)');
    assert.deepEqual([kill.read('evt.arg.pid'), kill.read('evt.arg.sig')], ['systemd', 'SIGIO']);
    const contained = sample('kill', { pid: 1n, sig: 0 });
    assert.equal(contained.read('evt.args'), 'res=0 pid=1 sig=0', 'number 1 of another namespace is not init');
    const setuid = sample('setresuid', { ruid: 0, euid: 4294967295, suid: 5 });
    assert.equal(setuid.read('evt.args'), 'res=0 ruid=0(root) euid=-1(<NONE>) suid=5(<NA>)');
    assert.match(String(sample('fchmod', { fd: 1, mode: 0o755 }).read('evt.args')), /mode=0755\(S_IXOTH/);
    assert.match(String(sample('mkdir', { path: { raw: '/d' }, mode: 0o755 }).read('evt.args')), /mode=1ED$/);
    assert.equal(sample('openat', { mode: 0o666 }).read('evt.arg.mode'), '0666');
  });

  it('by position and of a parameter that is not there', () => {
    const event = sample('kill', { pid: 55n, sig: 9 });
    assert.deepEqual(
      [event.read('evt.arg[2]'), event.read('evt.arg[3]'), event.read('evt.arg.flags')],
      ['SIGKILL', undefined, undefined],
    );
    assert.deepEqual([event.read('evt.rawarg.pid'), event.read('evt.rawarg.sig')], [55, 9]);
  });
});

describe('exec', () => {
  it('shows the new image', () => {
    const process = { ...CURL, execId: 2n, comm: 'ls', args: 'ls\0-l\0', exeFlags: 9, exeCtime: BOOT_TIME };
    const { read } = sample('execve', { header: { execId: 2n, capEffective: 0xa80425fbn }, process, filename: './ls' });
    assert.deepEqual(
      ['evt.arg.exe', 'evt.arg.args', 'evt.arg.tid', 'evt.arg.ptid', 'evt.arg.flags', 'evt.arg.cap_effective'].map(
        read,
      ),
      ['ls', '-l.', 'ls', 'systemd', 'EXE_WRITABLE|EXE_LOWER_LAYER', 'A80425FB'],
    );
    assert.deepEqual([read('evt.arg.filename'), read('evt.arg.loginuid')], ['/root/ls', 'root']);
    assert.match(String(read('evt.arg.exe_ino_ctime')), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}$/);
    assert.deepEqual([read('proc.name'), read('proc.exeline'), read('proc.pname')], ['ls', 'ls -l', 'systemd']);
  });

  it('that failed shows what was asked for, done by who asked', () => {
    const process = { ...CURL, args: 'nonsense\0-x\0' };
    const { read } = sample('execve', { header: { ret: -2n }, process, filename: '/bin/nonsense' });
    assert.deepEqual(['evt.arg.exe', 'evt.arg.args', 'evt.arg.comm', 'evt.res', 'proc.cmdline'].map(read), [
      'nonsense',
      '-x.',
      'curl',
      'ENOENT',
      'curl -L http://example.org',
    ]);
  });
});

describe('time', () => {
  it('is told in many ways', () => {
    const { event, read } = sample('setuid');
    assert.equal(event.time, BOOT_TIME + 5_000_000_000n);
    assert.equal(read('evt.rawtime.s'), event.time / 1_000_000_000n);
    assert.equal(read('evt.rawtime.ns'), 0n);
    assert.match(String(read('evt.datetime.s')), /^2023-11-1\d \d\d:\d\d:\d\d$/);
    assert.deepEqual([read('evt.reltime'), read('evt.deltatime.s')], [0n, 0n]);
  });
});
