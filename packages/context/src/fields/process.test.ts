import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BOOT_TIME, CURL, sample, table, view } from './fixture.test.ts';

const ID = 'c'.repeat(64);

/** systemd (1) > bash (50, leader of session and group) > curl (100) */
function session() {
  const processes = table();
  const bash = { pid: 50, vpid: 5, ppid: 1, startTime: 500n, execId: 1n, comm: 'bash', exepath: '/bin/bash' };
  const shell = { ...bash, args: '-bash\0', env: 'TERM=xterm\0', cwd: '/' };
  processes.apply(view('process_new', { header: { pid: 1, startTime: 1n }, process: shell }));
  const curl = { ...CURL, ppid: 50, sid: 50, vsid: 5, pgid: 50, vpgid: 5, tty: 34816, startTime: 2000n };
  processes.apply(view('process_new', { header: { pid: 50, startTime: 500n, execId: 1n }, process: curl }));
  return sample('setuid', { header: { startTime: 2000n } }, processes);
}

describe('a process', () => {
  it('has a name, arguments and an environment', () => {
    const { read } = session();
    assert.deepEqual(['proc.name', 'proc.exe', 'proc.exepath', 'proc.args', 'proc.args[0]', 'proc.args[2]'].map(read), [
      'curl',
      'curl',
      '/usr/bin/curl',
      '-L http://example.org',
      '-L',
      '',
    ]);
    assert.deepEqual(['proc.cmdline', 'proc.exeline', 'proc.cmdnargs', 'proc.cmdlenargs'].map(read), [
      'curl -L http://example.org',
      'curl -L http://example.org',
      2,
      20,
    ]);
    assert.deepEqual(['proc.env', 'proc.env[HOME]', 'proc.env[EMPTY]', 'proc.env[NONE]'].map(read), [
      'HOME=/root PATH=/bin EMPTY=',
      '/root',
      '',
      '',
    ]);
    assert.deepEqual(['proc.cwd', 'proc.tty', 'proc.pid', 'proc.vpid'].map(read), ['/root/', 34816, 100, 7]);
  });

  it('has ancestors', () => {
    const { read } = session();
    assert.deepEqual(
      ['proc.pname', 'proc.pexe', 'proc.pexepath', 'proc.pcmdline', 'proc.ppid', 'proc.pvpid'].map(read),
      ['bash', '-bash', '/bin/bash', 'bash', 50, 5],
    );
    assert.deepEqual(['proc.aname[0]', 'proc.aname[1]', 'proc.aname[2]', 'proc.aname[3]'].map(read), [
      'curl',
      'bash',
      'systemd',
      undefined,
    ]);
    assert.deepEqual(['proc.aname', 'proc.apid', 'proc.acmdline'].map(read), [
      ['bash', 'systemd'],
      [50, 1],
      ['bash', 'systemd'],
    ]);
    assert.deepEqual(['proc.aenv[1]', 'proc.aenv[TERM]', 'proc.aenv[HOME]'].map(read), ['TERM=xterm', 'xterm', '']);
    assert.deepEqual(['proc.env[NO_SUCH]', 'proc.args[90]'].map(read), ['', '']);
    assert.equal(read('proc.loginshellid'), 50);
  });

  it('belongs to a session and a group', () => {
    const { read } = session();
    assert.deepEqual(['proc.sid', 'proc.sname', 'proc.sid.exe', 'proc.sid.exepath'].map(read), [
      5,
      'bash',
      '-bash',
      '/bin/bash',
    ]);
    assert.deepEqual(['proc.pgid', 'proc.pgid.name', 'proc.vpgid', 'proc.vpgid.name'].map(read), [
      50,
      'bash',
      5,
      'bash',
    ]);
    assert.deepEqual(['proc.is_sid_leader', 'proc.is_pgid_leader', 'proc.is_vpgid_leader'].map(read), [
      false,
      false,
      false,
    ]);
    const leader = sample('setuid', {}, table({ vsid: 7, vpgid: 7, pgid: 100, sid: 100 }));
    assert.deepEqual(
      ['proc.is_sid_leader', 'proc.is_pgid_leader', 'proc.is_vpgid_leader', 'proc.sname'].map(leader.read),
      [true, true, true, 'curl'],
    );
  });

  it('has an age, and so has its executable', () => {
    const { read } = sample(
      'setuid',
      {},
      table({ exeCtime: BOOT_TIME + 400n, exeMtime: BOOT_TIME + 300n, exeIno: 7n, pidnsInitStart: 100n }),
    );
    assert.deepEqual(['proc.duration', 'proc.pid.ts', 'proc.ppid.ts', 'proc.ppid.duration'].map(read), [
      4_999_999_000n,
      BOOT_TIME + 1000n,
      BOOT_TIME + 1n,
      4_999_999_999n,
    ]);
    assert.deepEqual(
      ['proc.exe_ino', 'proc.exe_ino.ctime', 'proc.exe_ino.mtime', 'proc.pidns_init_start_ts'].map(read),
      [7, BOOT_TIME + 400n, BOOT_TIME + 300n, BOOT_TIME + 100n],
    );
    assert.deepEqual(['proc.exe_ino.ctime_duration_proc_start', 'proc.exe_ino.ctime_duration_pidns_start'].map(read), [
      600n,
      300n,
    ]);
  });

  it('of which nothing but an event is known has no more than that', () => {
    const { read } = sample('setuid', { header: { pid: 9, tid: 9, startTime: 9n, comm: 'gone', uid: 3 } });
    assert.deepEqual(['proc.name', 'proc.pid', 'proc.cmdline', 'user.uid', 'container.id'].map(read), [
      'gone',
      9,
      'gone',
      3,
      'host',
    ]);
    assert.deepEqual(
      ['proc.exepath', 'proc.pname', 'proc.aname', 'proc.exe_ino', 'proc.exe_ino.ctime', 'proc.args[0]'].map(read),
      [undefined, undefined, undefined, undefined, undefined, ''],
    );
  });
});

describe('a thread', () => {
  it('has capabilities and a number', () => {
    const { read } = sample(
      'setuid',
      { header: { tid: 101, capEffective: 0x21n, capPermitted: 0n } },
      table({ vmSize: 9 }),
    );
    assert.deepEqual(['thread.cap_effective', 'thread.cap_permitted'].map(read), ['CAP_CHOWN CAP_KILL', '']);
    assert.deepEqual(['thread.tid', 'thread.ismain', 'thread.vtid', 'thread.vmsize', 'proc.vmsize'].map(read), [
      101,
      false,
      undefined,
      0,
      9,
    ]);
    const main = sample('setuid', {}, table({ vmSize: 9 })).read;
    assert.deepEqual(['thread.ismain', 'thread.vtid', 'thread.vmsize'].map(main), [true, 7, 9]);
  });

  it('is in control groups, which name the container', () => {
    const { read } = sample(
      'setuid',
      {},
      table({ cgroupUnified: '/', cgroupCpuset: `/docker/${ID}`, cgroupMemory: '/' }),
    );
    assert.equal(read('thread.cgroups'), `cpuset=/docker/${ID} memory=/`);
    assert.deepEqual(['thread.cgroup.memory', 'thread.cgroup.cpu'].map(read), ['/', undefined]);
    assert.deepEqual(['container.id', 'container.full_id', 'container.type'].map(read), [
      ID.slice(0, 12),
      ID,
      'docker',
    ]);
  });

  it('is in a container within another, and in a pod', () => {
    const uid = '0f90f31f-ad37-4aa1-9a75-2b0e3b5f1f6d';
    const { read } = sample(
      'setuid',
      {},
      table({ cgroupUnified: `/kubepods/pod${uid}/${ID}/docker/${'b'.repeat(64)}` }),
    );
    assert.deepEqual(
      ['container.id', 'lanner.container.outer_id', 'k8s.pod.uid', 'k8s.pod.id', 'lanner.container.by_lineage'].map(
        read,
      ),
      ['b'.repeat(12), ID.slice(0, 12), uid, uid, false],
    );
    const alone = sample('setuid', {}, table({ cgroupUnified: '/' })).read;
    assert.deepEqual(['container.id', 'lanner.container.outer_id', 'k8s.pod.uid'].map(alone), [
      'host',
      undefined,
      undefined,
    ]);
  });
});
