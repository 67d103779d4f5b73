/** Events by hand, for the tests beside this file; it has no test of its own. */
import { RecordView, encodeRecord, recordBuffer } from '@lanner/capture';
import type { MemberValue } from '@lanner/capture';
import { EVENTS, findField } from '@lanner/schema';
import type { FieldValue } from '@lanner/schema';
import { ContainerTable } from '../containers/table.ts';
import { LiveEvent } from '../event.ts';
import { shapeOf } from '../event-shape.ts';
import { KubernetesStore } from '../kubernetes/store.ts';
import { ProcessTable } from '../process-table.ts';
import { Users } from '../users.ts';
import { FIELD_IMPLEMENTATIONS } from './index.ts';

export type Members = Readonly<Record<string, MemberValue>>;

export const BOOT_TIME = 1_700_000_000_000_000_000n;
/** AT_FDCWD as the record holds it. */
export const AT_FDCWD = -100;

export const CURL: Members = {
  pid: 100,
  vpid: 7,
  ppid: 1,
  startTime: 1000n,
  execId: 1n,
  comm: 'curl',
  exepath: '/usr/bin/curl',
  cwd: '/root',
  args: 'curl\0-L\0http://example.org\0',
  env: 'HOME=/root\0PATH=/bin\0EMPTY=\0',
};

export function view(name: string, members: Members): RecordView {
  return new RecordView(recordBuffer(encodeRecord(name, members)));
}

/** A table in which init (`systemd`) and its child 100 (`curl`) run. */
export function table(process: Members = {}): ProcessTable {
  const processes = new ProcessTable({
    facts: () => undefined,
    vectors: () => ({ args: '/sbin/init\0', env: '' }),
  });
  const init = { pid: 1, vpid: 1, startTime: 1n, comm: 'systemd', exepath: '/sbin/init' };
  processes.apply(view('process_snapshot', { process: init }));
  processes.apply(view('process_new', { header: { pid: 1, startTime: 1n }, process: { ...CURL, ...process } }));
  return processes;
}

const HEADER: Members = { pid: 100, tid: 100, startTime: 1000n, execId: 1n, time: 5_000_000_000n, comm: 'curl' };

export interface Sample {
  readonly event: LiveEvent;
  /** The value of a field, written as in a rule: `proc.name`, `evt.arg.fd`, `proc.aname[2]`. */
  readonly read: (token: string) => FieldValue;
}

/** An event of curl, in a table as it was before. */
export function sample(name: string, members: Members = {}, processes: ProcessTable = table()): Sample {
  const type = EVENTS.find((event) => event.name === name);
  if (type === undefined) throw new Error(`no event is called ${name}`);
  const { header, ...others } = members;
  const record = view(name, { header: { ...HEADER, ...(header as Members | undefined) }, ...others });
  const event = new LiveEvent({
    hostname: 'here',
    bootTime: BOOT_TIME,
    users: new Users('/nowhere'),
    processes,
    containers: new ContainerTable({ wait: 0 }),
    kubernetes: new KubernetesStore(),
  });
  processes.apply(record);
  event.point(record, processes.resolve(record), shapeOf(type));
  const read = (token: string): FieldValue => {
    const [, field = '', index] = /^([^[]+)(?:\[(.*)\])?$/.exec(token) ?? [];
    if (findField(field) !== undefined) return FIELD_IMPLEMENTATIONS[field]?.bind(index, type)?.(event);
    const dot = field.lastIndexOf('.');
    return FIELD_IMPLEMENTATIONS[field.slice(0, dot)]?.bind(field.slice(dot + 1), type)?.(event);
  };
  return { event, read };
}

export function ipv4(text: string): Uint8Array {
  return Uint8Array.from([...text.split('.').map(Number), ...Array<number>(12).fill(0)]);
}
