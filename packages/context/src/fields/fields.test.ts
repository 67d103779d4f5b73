import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MemberValue } from '@lanner/capture';
import { RecordView, encodeRecord, recordBuffer } from '@lanner/capture';
import type { FieldRef } from '@lanner/language';
import { EVENTS, FIELDS, RECORDS, findField, recordFlagBit } from '@lanner/schema';
import type { FieldValue } from '@lanner/schema';
import { ContainerTable } from '../containers/table.ts';
import { LiveEvent } from '../event.ts';
import { shapeOf } from '../event-shape.ts';
import { KubernetesStore } from '../kubernetes/store.ts';
import { ProcessTable } from '../process-table.ts';
import { Users } from '../users.ts';
import { FIELD_IMPLEMENTATIONS, LIVE_BINDING } from './index.ts';

type Values = Readonly<Record<string, MemberValue>>;
type Read = (name: string, argument?: string) => FieldValue;

const BOOT = 1_700_000_000_000_000_000n;
const AT_FDCWD = 0xffffff9c;
const REGULAR = 0o100644;

/** Applies the records in order, the last one as the event whose fields are asked for. */
function fieldsOf(...records: readonly (readonly [type: string, values: Values])[]): Read & { event: LiveEvent } {
  const processes = new ProcessTable({
    facts: () => undefined,
    vectors: () => ({ args: 'cat\0/etc/shadow\0', env: 'HOME=/root\0' }),
  });
  const event = new LiveEvent({
    hostname: 'box',
    bootTime: BOOT,
    users: new Users('/nowhere'),
    processes,
    containers: new ContainerTable({ wait: 0 }),
    kubernetes: new KubernetesStore(),
  });
  let type = '';
  for (const [name, values] of records) {
    const buffer = recordBuffer(encodeRecord(name, values));
    const record = new RecordView(buffer).point(buffer, 0);
    processes.apply(record);
    const row = EVENTS.find((one) => one.name === name);
    if (row !== undefined) event.point(record, processes.resolve(record), shapeOf(row));
    type = name;
  }
  function read(name: string, argument?: string): FieldValue {
    const field = findField(name);
    assert.ok(field, name);
    const ref: FieldRef = {
      kind: 'field',
      field,
      ...(argument === undefined ? {} : { argument }),
      text: name,
      span: { file: { name: 'test', text: '' }, start: 0, end: 0 },
    };
    return LIVE_BINDING.bind(ref, type)(event);
  }
  return Object.assign(read, { event });
}

const PROCESS: readonly [string, Values] = [
  'process_snapshot',
  { process: { pid: 10, vpid: 10, startTime: 5n, comm: 'cat', exepath: '/usr/bin/cat', cwd: '/tmp' } },
];

function openat(header: Values, rest: Values): Read & { event: LiveEvent } {
  const time = 123_456_789n;
  return fieldsOf(PROCESS, [
    'openat',
    { header: { pid: 10, tid: 10, startTime: 5n, time, comm: 'cat', ...header }, ...rest },
  ]);
}

test('every field that is not marked as unfilled is implemented, and no other', () => {
  const known = new Set(FIELDS.filter(({ unfilled }) => unfilled !== true).map(({ name }) => name));
  const implemented = new Set(Object.keys(FIELD_IMPLEMENTATIONS));
  assert.deepEqual(
    {
      missing: [...known].filter((name) => !implemented.has(name)),
      unexpected: [...implemented].filter((name) => !known.has(name)),
    },
    { missing: [], unexpected: [] },
  );
});

test('every field can be read from every event, even from one that holds nothing', () => {
  for (const { name: type, event } of RECORDS) {
    if (event === undefined) continue;
    const read = fieldsOf([type, {}]);
    for (const field of FIELDS) {
      for (const argument of field.argument?.required === true ? ['0', 'name'] : [undefined]) {
        assert.doesNotThrow(() => read(field.name, argument), `${field.name} of ${type}`);
      }
    }
  }
});

test('openat that succeeded', () => {
  const read = openat(
    { ret: 3n },
    {
      dirfd: AT_FDCWD,
      descriptor: { num: 3, mode: REGULAR, dev: 0xca01, ino: 77n, path: '/etc/shadow' },
      name: { raw: '/etc/shadow', real: '/etc/shadow' },
      // O_LARGEFILE, O_CLOEXEC, and what the probe adds: the upper layer of an overlay.
      flags: 0x20088000,
      mode: 0,
    },
  );
  assert.equal(read('evt.type'), 'openat');
  assert.equal(read('fd.name'), '/etc/shadow');
  assert.equal(read('fd.directory'), '/etc');
  assert.equal(read('fd.filename'), 'shadow');
  assert.equal(read('fd.num'), 3);
  assert.equal(read('fd.type'), 'file');
  assert.equal(read('fd.typechar'), 'f');
  assert.equal(read('fd.dev.major'), 202);
  assert.equal(read('fd.dev.minor'), 1);
  assert.equal(read('fd.ino'), 77);
  assert.equal(read('evt.arg', 'flags'), 'O_LARGEFILE|O_RDONLY|O_CLOEXEC|FD_UPPER_LAYER');
  assert.equal(read('evt.arg', 'fd'), '<f>/etc/shadow');
  assert.equal(read('evt.arg', '0'), '<f>/etc/shadow');
  assert.equal(read('evt.rawarg', 'flags'), 0x9801);
  assert.equal(
    read('evt.args'),
    'fd=3(<f>/etc/shadow) dirfd=-100(AT_FDCWD) name=/etc/shadow flags=38913(O_LARGEFILE|O_RDONLY|O_CLOEXEC|FD_UPPER_LAYER) mode=0 dev=CA01 ino=77',
  );
  assert.equal(read('evt.info'), read('evt.args'));
  assert.equal(read('evt.res'), 'SUCCESS');
  assert.equal(read('evt.rawres'), 3);
  assert.equal(read('evt.failed'), false);
  assert.equal(read('evt.is_open_read'), true);
  assert.equal(read('evt.is_open_write'), false);
  assert.equal(read('evt.rawtime'), BOOT + 123_456_789n);
  assert.equal(read('proc.cmdline'), 'cat /etc/shadow');
  assert.equal(read('proc.exepath'), '/usr/bin/cat');
  assert.equal(read('proc.env', 'HOME'), '/root');
  assert.equal(read('container.id'), 'host');
  assert.equal(read('lanner.race'), false);
});

test('openat that failed', () => {
  const read = openat(
    { ret: -2n },
    { dirfd: AT_FDCWD, descriptor: { num: -1 }, name: { raw: 'sub/../x', base: '/tmp' } },
  );
  assert.equal(read('fd.name'), '/tmp/x');
  assert.equal(read('fd.nameraw'), 'sub/../x');
  assert.equal(read('fd.directory'), '/tmp');
  assert.equal(
    read('evt.args'),
    'fd=-2(ENOENT) dirfd=-100(AT_FDCWD) name=sub/../x(/tmp/x) flags=1(O_RDONLY) mode=0 dev=0 ino=0',
  );
  assert.equal(read('evt.arg', 'fd'), 'ENOENT');
  assert.equal(read('evt.res'), 'ENOENT');
  assert.equal(read('evt.rawres'), -2);
  assert.equal(read('evt.failed'), true);
});

test('a path has two views, and a change of the argument is told', () => {
  const read = openat(
    { ret: 3n, flags: recordFlagBit('truncated_path') },
    {
      dirfd: AT_FDCWD,
      descriptor: { num: 3, mode: REGULAR, path: '/etc/shadow' },
      name: { raw: 'link', base: '/tmp', real: '/etc/shadow', late: 'other' },
    },
  );
  assert.equal(read.event.hasRealView, true);
  assert.equal(read('fd.name'), '/tmp/link');
  assert.equal(read('lanner.path.lexical'), '/tmp/link');
  assert.equal(read('lanner.path.real'), '/etc/shadow');
  read.event.realView = true;
  assert.equal(read('fd.name'), '/etc/shadow');
  assert.equal(read('fd.directory'), '/etc');
  assert.equal(read('lanner.race'), true);
  assert.equal(read('lanner.truncated'), true);
});

test('connect over IPv4', () => {
  const address = (text: string) => Uint8Array.from([...text.split('.').map(Number), ...Array<number>(12).fill(0)]);
  const read = fieldsOf(PROCESS, [
    'connect',
    {
      header: { pid: 10, tid: 10, startTime: 5n },
      descriptor: {
        num: 4,
        mode: 0o140777,
        family: 2,
        protocol: 6,
        laddr: address('10.0.0.1'),
        lport: 40000,
        raddr: address('93.184.216.34'),
        rport: 443,
      },
    },
  ]);
  assert.equal(read('fd.name'), '10.0.0.1:40000->93.184.216.34:443');
  assert.equal(read('fd.type'), 'ipv4');
  assert.equal(read('fd.l4proto'), 'tcp');
  assert.deepEqual([read('fd.cip'), read('fd.sip')], [0x0a000001, 0x5db8d822]);
  assert.deepEqual([read('fd.cport'), read('fd.sport')], [40000, 443]);
  assert.deepEqual([read('fd.lport'), read('fd.rport')], [40000, 443]);
  assert.deepEqual(read('fd.port'), [40000, 443]);
  assert.equal(read('fd.directory'), undefined);
});
