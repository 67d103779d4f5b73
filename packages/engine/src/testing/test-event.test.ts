import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseOutput, fileText, readTests, DEFAULT_VOCABULARY, type FieldRef } from '@lanner/language';
import { EVENTS, FIELDS, type FieldDef, type FieldValue } from '@lanner/schema';
import { TestEvent } from './test-event.ts';

const SPAN = { file: { name: 'x', text: '' }, start: 0, end: 0 };

function refTo(field: string): FieldRef {
  const segments = parseOutput(fileText({ name: 'o', text: `%${field}` }), {
    vocabulary: DEFAULT_VOCABULARY,
    report: ({ message }) => assert.fail(message),
  });
  const operand = segments?.[0]?.kind === 'token' ? segments[0].operand : undefined;
  assert.ok(operand?.kind === 'field', field);
  return operand;
}

function eventOf(fields: object): TestEvent {
  const text = JSON.stringify([{ ordinary: 'any', events: [fields] }]);
  const { tests, diagnostics } = readTests({ name: 'x.test.yaml', text }, []);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  const [one] = tests.cases;
  assert.ok(one !== undefined);
  return new TestEvent(one.event);
}

/** The values that the event has for the fields that are expected. */
function check(given: object, expected: Readonly<Record<string, FieldValue>>, realView = false): void {
  const event = eventOf(given);
  event.realView = realView;
  const found = Object.keys(expected).map((field) => [field, event.read(refTo(field))]);
  assert.deepEqual(Object.fromEntries(found), expected);
}

describe('what follows', () => {
  test('of nothing: a call that succeeded, of a service of the host, run by root without a terminal', () => {
    check(
      { 'evt.type': 'execve' },
      {
        'evt.num': 1,
        'evt.rawres': 0,
        'evt.res': 'SUCCESS',
        'evt.failed': false,
        'syscall.type': 'execve',
        'evt.category': 'process',
        'user.uid': 0,
        'user.name': 'root',
        'user.loginuid': -1,
        'user.loginname': '<NA>',
        'proc.tty': 0,
        'proc.name': 'some-service',
        'proc.pname': 'systemd',
        'proc.aname[2]': undefined,
        'container.id': 'host',
        'fd.name': undefined,
        'container.image.repository': undefined,
      },
    );
    check({ 'evt.type': 'procexit' }, { 'syscall.type': undefined, 'evt.rawres': undefined, 'evt.failed': false });
  });

  test('of executable and arguments', () => {
    check(
      { 'evt.type': 'execve', 'proc.exepath': '/opt/a-name-that-is-too-long', 'proc.args': '-c id -u' },
      {
        'proc.name': 'a-name-that-is-',
        'proc.exe': '/opt/a-name-that-is-too-long',
        'proc.cmdline': 'a-name-that-is- -c id -u',
        'proc.exeline': '/opt/a-name-that-is-too-long -c id -u',
        'proc.cmdnargs': 3,
        'proc.cmdlenargs': 6,
        'proc.args[1]': 'id',
        'proc.args[3]': undefined,
      },
    );
  });

  test('of ancestors', () => {
    check(
      { 'evt.type': 'execve', 'proc.aexepath': ['/bin/bash', '/usr/sbin/sshd'] },
      {
        'proc.pexepath': '/bin/bash',
        'proc.pname': 'bash',
        'proc.pcmdline': 'bash',
        'proc.aname[2]': 'sshd',
        'proc.aexepath[2]': '/usr/sbin/sshd',
        'proc.aname[3]': undefined,
      },
    );
    check({ 'evt.type': 'execve', 'proc.pname': 'nginx' }, { 'proc.aname[1]': 'nginx', 'proc.pcmdline': 'nginx' });
    check({ 'evt.type': 'execve', 'proc.aname[2]': 'x' }, { 'proc.aname[2]': 'x', 'proc.pname': 'systemd' });
    check({ 'evt.type': 'execve', 'proc.aexepath': [] }, { 'proc.pname': undefined, 'proc.aname[1]': undefined });
  });

  test('of the environment', () => {
    check(
      { 'evt.type': 'execve', 'proc.env': 'HOME=/root LD_PRELOAD=/tmp/x.so' },
      { 'proc.env[LD_PRELOAD]': '/tmp/x.so', 'proc.env[PATH]': undefined },
    );
  });

  test('of users', () => {
    check(
      { 'evt.type': 'execve', 'user.name': 'www-data' },
      { 'user.uid': 1000, 'user.homedir': '<NA>', 'group.name': '<NA>' },
    );
    check({ 'evt.type': 'execve', 'user.uid': 33 }, { 'user.name': '<NA>', 'group.gid': 33 });
  });

  test('of results', () => {
    check(
      { 'evt.type': 'unlink', 'evt.res': 'EPERM' },
      { 'evt.rawres': -1, 'evt.failed': true, 'evt.arg.res': 'EPERM' },
    );
    check({ 'evt.type': 'unlink', 'evt.rawres': -13 }, { 'evt.res': 'EACCES', 'evt.count.error': 1 });
    check({ 'evt.type': 'openat', 'fd.name': '/x' }, { 'evt.rawres': 3, 'fd.num': 3, 'evt.rawarg.fd': 3 });
    check(
      { 'evt.type': 'openat', 'fd.name': '/x', 'evt.res': 'ENOENT' },
      { 'fd.num': -1, 'fd.type': undefined, 'fd.typechar': 'f', 'fd.name': '/x' },
    );
  });

  test('of the flags of an open', () => {
    check(
      { 'evt.type': 'openat', 'fd.name': '/x' },
      { 'evt.arg.flags': 'O_RDONLY', 'evt.is_open_read': true, 'evt.is_open_write': false, 'evt.arg[3]': 'O_RDONLY' },
    );
    check(
      { 'evt.type': 'openat', 'fd.name': '/x', 'evt.arg.flags': 'O_RDWR|O_CREAT|O_F_CREATED', 'evt.arg.mode': '0755' },
      {
        'evt.is_open_read': true,
        'evt.is_open_write': true,
        'evt.is_open_create': true,
        'evt.is_open_exec': true,
      },
    );
    check({ 'evt.type': 'creat', 'fd.name': '/x' }, { 'evt.is_open_create': true, 'evt.is_open_write': false });
    check({ 'evt.type': 'unlink' }, { 'evt.is_open_read': false });
  });

  test('of arguments as text and as numbers', () => {
    check({ 'evt.type': 'kill', 'evt.arg.sig': 'SIGKILL' }, { 'evt.rawarg.sig': 9, 'evt.arg[2]': 'SIGKILL' });
    check({ 'evt.type': 'kill', 'evt.rawarg.sig': 15 }, { 'evt.arg.sig': 'SIGTERM' });
    check({ 'evt.type': 'setuid', 'evt.rawarg.uid': 0 }, { 'evt.arg.uid': 'root' });
    check({ 'evt.type': 'open', 'evt.arg.flags': 'O_RDWR|O_CREAT' }, { 'evt.rawarg.flags': 7 });
    check({ 'evt.type': 'open', 'evt.rawarg.flags': 262 }, { 'evt.arg.flags': 'O_TRUNC|O_CREAT|O_WRONLY' });
    check({ 'evt.type': 'ptrace', 'evt.arg.request': 'PTRACE_ATTACH' }, { 'evt.rawarg.request': 11 });
    check({ 'evt.type': 'ptrace', 'evt.rawarg.request': 0 }, { 'evt.arg.request': 'PTRACE_UNKNOWN' });
    check({ 'evt.type': 'fork', 'evt.arg.flags': '0' }, { 'evt.rawarg.flags': 0 });
  });

  test('of paths', () => {
    check(
      { 'evt.type': 'openat', 'fd.name': '/etc/shadow' },
      {
        'fd.directory': '/etc',
        'fd.filename': 'shadow',
        'fd.nameraw': '/etc/shadow',
        'fd.type': 'file',
        'fd.containername': ':/etc/shadow',
        'fs.path.name': '/etc/shadow',
        'evt.arg.name': '/etc/shadow',
        'evt.abspath': '/etc/shadow',
      },
    );
    check({ 'evt.type': 'openat', 'fd.name': '/x' }, { 'fd.directory': '/', 'fd.filename': 'x' });
    check({ 'evt.type': 'openat', 'evt.arg.name': '/etc/shadow' }, { 'fd.name': '/etc/shadow' });
    check(
      { 'evt.type': 'rename', 'fs.path.source': '/a', 'fs.path.target': '/b' },
      { 'evt.arg.oldpath': '/a', 'evt.arg.newpath': '/b', 'evt.abspath.src': '/a', 'evt.abspath': '/b' },
    );
    check({ 'evt.type': 'unlink', 'evt.arg.path': '/a' }, { 'fs.path.name': '/a', 'fs.path.nameraw': '/a' });
  });

  test('of the name of a connection', () => {
    check(
      { 'evt.type': 'connect', 'fd.name': '10.0.0.5:40000->93.184.216.34:443' },
      {
        'fd.type': 'ipv4',
        'fd.typechar': '4',
        'fd.l4proto': 'tcp',
        'fd.sockfamily': 'ip',
        'fd.cip': 0x0a000005,
        'fd.sip': 0x5db8d822,
        'fd.lip': 0x0a000005,
        'fd.rip': 0x5db8d822,
        'fd.sport': 443,
        'fd.rport': 443,
        'fd.cport': 40000,
        'fd.sproto': '443',
        'fd.connected': true,
        'fd.is_server': false,
        'fd.directory': undefined,
        'fd.filename': undefined,
      },
    );
    check(
      { 'evt.type': 'accept4', 'fd.name': '::1:40000->::1:22' },
      { 'fd.type': 'ipv6', 'fd.sip': 1n, 'fd.lport': 22, 'fd.rport': 40000, 'fd.is_server': true },
    );
  });

  test('of the ends of a connection', () => {
    check(
      { 'evt.type': 'connect', 'fd.sip': '10.0.0.1', 'fd.sport': 22, 'fd.lip': '10.0.0.9', 'fd.cport': 1024 },
      { 'fd.name': '10.0.0.9:1024->10.0.0.1:22', 'fd.rip': 0x0a000001, 'fd.cip': 0x0a000009, 'fd.type': 'ipv4' },
    );
    check(
      { 'evt.type': 'connect', 'fd.name': '/run/docker.sock' },
      { 'fd.type': 'unix', 'fd.sockfamily': 'unix', 'fd.directory': undefined },
    );
    check(
      { 'evt.type': 'connect', 'fd.sport': 22, 'evt.res': 'EINPROGRESS', 'fd.type': 'ipv4' },
      { 'fd.connected': true },
    );
    check(
      { 'evt.type': 'connect', 'fd.sport': 22, 'evt.res': 'ECONNREFUSED', 'fd.type': 'ipv4' },
      { 'fd.connected': false },
    );
  });
});

describe('what is given', () => {
  test('counts more than what follows', () => {
    check(
      { 'evt.type': 'execve', 'proc.exepath': '/bin/bash', 'proc.name': 'x', 'proc.cmdline': 'y' },
      { 'proc.name': 'x', 'proc.cmdline': 'y', 'proc.exe': '/bin/bash' },
    );
  });

  test('may be that there is no value', () => {
    check(
      { 'evt.type': 'openat', 'fd.name': null, 'container.id': null },
      { 'fd.name': undefined, 'fd.directory': undefined, 'container.id': undefined, 'fd.containername': undefined },
    );
  });
});

test('the real view differs in what speaks of the path, and in nothing else', () => {
  const given = {
    'evt.type': 'openat',
    'fd.name': '/tmp/link',
    'fd.directory': '/tmp',
    'proc.name': 'x',
    real: { 'fd.name': '/etc/shadow' },
  };
  assert.ok(eventOf(given).hasRealView);
  check(given, { 'fd.name': '/tmp/link', 'fd.directory': '/tmp', 'fs.path.name': '/tmp/link' });
  check(
    given,
    {
      'fd.name': '/etc/shadow',
      'fd.directory': '/etc',
      'fd.filename': 'shadow',
      'fd.nameraw': '/tmp/link',
      'fs.path.name': '/etc/shadow',
      'evt.arg.name': '/etc/shadow',
      'proc.name': 'x',
    },
    true,
  );
  const renamed = {
    'evt.type': 'rename',
    'fs.path.source': '/a',
    'fs.path.target': '/b',
    real: { 'fs.path.source': '/real' },
  };
  check(renamed, { 'fs.path.source': '/real', 'fs.path.target': '/b', 'fs.path.sourceraw': '/a' }, true);
});

/** Every field, with an argument where it takes one. */
function everyRef(): FieldRef[] {
  const span = { file: { name: '', text: '' }, start: 0, end: 0 };
  return FIELDS.filter(({ tableOnly }) => tableOnly !== true).flatMap((field): FieldRef[] => {
    const plain: FieldRef = { kind: 'field', field, text: field.name, span };
    const argument = field.name === 'evt.arg' || field.name === 'evt.rawarg' ? 'flags' : '1';
    const text = argument === '1' ? `${field.name}[1]` : `${field.name}.flags`;
    const withArgument: FieldRef = { kind: 'field', field, argument, text, span };
    if (field.argument === undefined) return [plain];
    return field.argument.required ? [withArgument] : [plain, withArgument];
  });
}

function someValue({ type, any, list }: FieldDef): FieldValue {
  const one = type === 'BOOL' ? true : type === 'CHARBUF' || type === 'FSPATH' ? '/a/b' : 1;
  return any === true || list === true ? [one] : one;
}

test('whatever is given, every field of every event can be read', () => {
  const refs = everyRef();
  let present = 0;
  const readAll = (event: TestEvent): void => {
    for (const realView of [false, true]) {
      event.realView = realView;
      for (const ref of refs) if (event.read(ref) !== undefined) present++;
    }
  };
  for (const type of EVENTS) {
    const none = { type, fields: new Map(), real: new Map(), written: '', span: SPAN };
    readAll(new TestEvent(none));
    if (!['openat', 'connect', 'rename', 'accept4'].includes(type.name)) continue;
    for (const ref of refs) {
      const given = new Map([[ref.text, { ref, value: someValue(ref.field), span: SPAN }]]);
      readAll(new TestEvent({ ...none, fields: given, real: given }));
      const away = new Map([[ref.text, { ref, value: undefined, span: SPAN }]]);
      readAll(new TestEvent({ ...none, fields: away }));
    }
  }
  assert.ok(present > 100_000, `${present} values`);
});
