/**
 * Falco's stable rules on real activity: each scenario does what its rule is about, in one watched process tree. What
 * says `container` runs in a cgroup that is named as a container's.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FALCO_RULES, runLanner, whyNotLive } from './lanner.ts';
import type { RaisedAlert } from './lanner.ts';

interface Scenario {
  readonly rule: string;
  /** Lines of sh. `$T` is a directory of its own; `in_container COMMAND…` runs it in a container's cgroup. */
  readonly script: string;
  readonly fields: Readonly<Record<string, string | number | RegExp>>;
}

const CONTAINER_ID = randomBytes(32).toString('hex');
const CONTAINER = CONTAINER_ID.slice(0, 12);

const SCENARIOS: readonly Scenario[] = [
  {
    rule: 'Directory traversal monitored file read',
    script: `perl -e 'system {"cat"} "cat", "/tmp/../tmp/../etc/hostname"' >/dev/null`,
    fields: { 'fd.name': '/etc/hostname', 'fd.nameraw': '/tmp/../tmp/../etc/hostname', 'proc.pname': 'perl' },
  },
  {
    rule: 'Read sensitive file trusted after startup',
    script: `cp "$(command -v perl)" $T/nginx; $T/nginx -e 'sleep 6; open F, "<", "/etc/shadow"'`,
    fields: { 'fd.name': '/etc/shadow', 'proc.name': 'nginx', 'proc.exepath': /\/nginx$/ },
  },
  {
    rule: 'Read sensitive file untrusted',
    script: 'cat /etc/shadow >/dev/null',
    fields: {
      'fd.name': '/etc/shadow',
      'proc.name': 'cat',
      'proc.cmdline': 'cat /etc/shadow',
      'user.uid': 0,
      'proc.pname': 'sh',
    },
  },
  {
    rule: 'Run shell untrusted',
    script: `cp /bin/dash $T/httpd; $T/httpd -c 'sh -c "exit 0"; exit 0'`,
    fields: { 'proc.name': 'sh', 'proc.pname': 'httpd', 'proc.cmdline': 'sh -c exit 0', 'proc.pexepath': /\/httpd$/ },
  },
  {
    rule: 'System user interactive',
    script: `cp /bin/dash $T/sshd; $T/sshd -c 'setpriv --reuid=2 --clear-groups /bin/true; exit 0'`,
    fields: { 'user.name': 'bin', 'user.uid': 2, 'proc.name': 'true' },
  },
  {
    rule: 'Terminal shell in container',
    script: `cp /bin/dash $T/runc; in_container script -qec "$T/runc -c 'sh -c true; exit 0'" /dev/null </dev/null >/dev/null`,
    fields: { 'proc.name': 'sh', 'proc.pname': 'runc', 'container.id': CONTAINER },
  },
  {
    rule: 'Netcat Remote Code Execution in Container',
    script: 'cp /bin/true $T/nc; in_container $T/nc -e /bin/sh 127.0.0.1 1',
    fields: { 'proc.cmdline': 'nc -e /bin/sh 127.0.0.1 1', 'container.id': CONTAINER },
  },
  {
    rule: 'Search Private Keys or Passwords',
    script: 'grep "BEGIN RSA PRIVATE" /dev/null',
    fields: { 'proc.name': 'grep', 'proc.cmdline': 'grep BEGIN RSA PRIVATE /dev/null' },
  },
  { rule: 'Clear Log Activities', script: ': > $T/syslog', fields: { 'fd.name': /\/syslog$/ } },
  { rule: 'Remove Bulk Data from Disk', script: 'cp /bin/true $T/mkfs; $T/mkfs', fields: { 'proc.name': 'mkfs' } },
  {
    rule: 'Create Symlink Over Sensitive Files',
    script: 'ln -s /etc/shadow $T/symlink',
    fields: { 'evt.arg.target': '/etc/shadow', 'evt.arg.linkpath': /\/symlink$/ },
  },
  {
    rule: 'Create Hardlink Over Sensitive Files',
    script: `perl -e 'link "/etc/shadow", "$ENV{T}/hardlink"'`,
    fields: { 'evt.arg.oldpath': '/etc/shadow', 'evt.arg.newpath': /\/hardlink$/ },
  },
  {
    rule: 'Packet socket created in container',
    script: `in_container perl -e 'socket(my $s, 17, 3, 0)'`,
    fields: { 'evt.args': /domain=17\(AF_PACKET\)/, 'container.id': CONTAINER },
  },
  {
    rule: 'Redirect STDOUT/STDIN to Network Connection in Container',
    script: `in_container perl -MIO::Socket::INET -MPOSIX -e 'my $l = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1"); my $c = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $l->sockport); POSIX::dup2(fileno($c), 0)'`,
    fields: { 'fd.name': /^127\.0\.0\.1:\d+->127\.0\.0\.1:\d+$/, 'fd.type': 'ipv4', 'container.id': CONTAINER },
  },
  {
    rule: 'Linux Kernel Module Injection Detected',
    // Without module support the call fails, and is seen all the same.
    script: `in_container perl -e 'my ($image, $args) = ("", ""); syscall(175, $image, 0, $args)'`,
    fields: { 'proc.name': 'perl', 'evt.type': 'init_module', 'container.id': CONTAINER },
  },
  {
    rule: 'Detect release_agent File Container Escapes',
    script: `in_container sh -c ': > $T/release_agent'`,
    fields: { 'fd.name': /\/release_agent$/, 'thread.cap_effective': /CAP_SYS_ADMIN/ },
  },
  {
    rule: 'PTRACE attached to process',
    script: `perl -e 'my $p = fork; if (!$p) { sleep 5; exit } syscall(101, 16, $p, 0, 0); kill 9, $p; waitpid $p, 0'`,
    fields: { 'evt.type': 'ptrace', 'proc.name': 'perl' },
  },
  {
    rule: 'PTRACE anti-debug attempt',
    script: `perl -e 'syscall(101, 0, 0, 0, 0)'`,
    fields: { 'evt.type': 'ptrace', 'proc.name': 'perl' },
  },
  {
    rule: 'Find AWS Credentials',
    script: 'find $T -path .aws/credentials',
    fields: { 'proc.name': 'find', 'proc.cmdline': /\.aws\/credentials$/ },
  },
  {
    rule: 'Execution from /dev/shm',
    script: 'mkdir -p /dev/shm/$ID; cp /bin/true /dev/shm/$ID/x; /dev/shm/$ID/x; rm -r /dev/shm/$ID',
    fields: { 'proc.exepath': /^\/dev\/shm\// },
  },
  {
    rule: 'Drop and execute new binary in container',
    script: `mkdir $T/lower $T/upper $T/work $T/merged; unshare -m sh -c 'mount -t overlay overlay -o lowerdir=$T/lower,upperdir=$T/upper,workdir=$T/work $T/merged && cp /bin/true $T/merged/dropped && in_container $T/merged/dropped'`,
    fields: { 'proc.name': 'dropped', 'container.id': CONTAINER },
  },
  {
    rule: 'Disallowed SSH Connection Non Standard Port',
    script: `cp "$(command -v perl)" $T/ssh; unshare -n sh -c 'ip link set lo up; ip addr add 198.51.100.1/32 dev lo; $T/ssh -MIO::Socket::INET -e "my \\$l = IO::Socket::INET->new(Listen => 1, LocalAddr => q(198.51.100.1), LocalPort => 4444); IO::Socket::INET->new(PeerAddr => q(198.51.100.1), PeerPort => 4444)"'`,
    fields: { 'fd.rport': 4444, 'fd.l4proto': 'tcp', 'fd.name': /->198\.51\.100\.1:4444$/ },
  },
  {
    rule: 'Fileless execution via memfd_create',
    script: `perl -e 'my $n = "x"; my $f = syscall(319, $n, 0); open my $o, ">&=", $f; open my $i, "<", "/bin/true"; local $/; print {$o} <$i>; close $i; $o->flush; exec "/proc/self/fd/$f"'`,
    fields: { 'evt.type': 'execve' },
  },
];

const skip = whyNotLive() || (!existsSync(FALCO_RULES) && 'the rules of Falco are not beside the checkout');

describe('the stable rules of Falco, live', { skip }, () => {
  let alerts: readonly RaisedAlert[] = [];
  let messages = '';
  const directory = mkdtempSync(join(tmpdir(), 'lanner-live-'));
  const cgroup = `${cgroupRoot()}/docker/${CONTAINER_ID}`;

  before(async () => {
    mkdirSync(cgroup, { recursive: true });
    const script = join(directory, 'scenarios.sh');
    const enter = join(directory, 'in_container');
    writeFileSync(enter, `#!/bin/sh\necho $$ > ${cgroup}/cgroup.procs\nexec "$@"\n`, { mode: 0o755 });
    writeFileSync(
      script,
      [
        `export T=${directory} ID=lanner-${CONTAINER} PATH=${directory}:$PATH`,
        'cd $T',
        ...SCENARIOS.map(({ script: lines }) => `( ${lines} )`),
        'sleep 0.2',
      ].join('\n'),
    );
    ({ alerts, messages } = await runLanner(['--all', '-r', `${FALCO_RULES}falco_rules.yaml`], ['sh', script]));
  });

  after(() => {
    rmSync(directory, { recursive: true, force: true });
    rmdirSync(cgroup);
  });

  for (const { rule, fields } of SCENARIOS) {
    it(rule, () => {
      const raised = alerts.filter((alert) => alert.rule === rule);
      assert.ok(raised.length > 0, `no alert; the engine said:\n${messages}`);
      const right = raised.some(({ output_fields: values }) =>
        Object.entries(fields).every(([field, expected]) =>
          expected instanceof RegExp ? expected.test(String(values[field])) : values[field] === expected,
        ),
      );
      assert.ok(right, JSON.stringify(raised.map(({ output_fields }) => output_fields)));
    });
  }
});

function cgroupRoot(): string {
  return existsSync('/sys/fs/cgroup/pids') ? '/sys/fs/cgroup/pids' : '/sys/fs/cgroup';
}
