/** What hangs in the kernel, for which rules: as the kernel itself tells of the descriptors of this process. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LiveSource } from '@lanner/capture';
import { whyNotLive } from './lanner.ts';

/** For the table of processes, whatever the rules are. */
const ALWAYS = ['cgroup_attach_task', 'sched_process_exec', 'sched_process_exit', 'sched_process_fork', 'sys_exit'];

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the descriptor by which the directory was read is closed by now
  }
}

/** Names of the tracepoints to which this process has attached programs. */
function attached(): readonly string[] {
  return readdirSync('/proc/self/fdinfo')
    .flatMap((fd) => /^tp_name:\s+(\S+)/m.exec(textOf(`/proc/self/fdinfo/${fd}`))?.[1] ?? [])
    .toSorted();
}

function attachedFor(wanted: readonly string[]): readonly string[] {
  const source = new LiveSource({ scope: { kind: 'pids', pids: [], known: [] }, wanted: new Set(wanted) });
  try {
    return attached();
  } finally {
    source.close();
  }
}

describe('what is attached', { skip: whyNotLive() }, () => {
  it('is nothing but what the table of processes needs, where rules read no more', () => {
    assert.deepEqual(attachedFor([]), ALWAYS);
  });

  it('has nothing where calls begin for rules on files that are open then', () => {
    assert.deepEqual(attachedFor(['open', 'openat', 'openat2', 'accept4', 'ptrace']), ALWAYS);
  });

  for (const [event, why] of [
    ['connect', 'the address is copied before the process can rewrite it'],
    ['unlinkat', 'the path is copied before the file is gone'],
    ['execveat', 'the call looks like execve when the new image takes over'],
  ] as const) {
    it(`has something where calls begin for ${event}: ${why}`, () => {
      assert.deepEqual(attachedFor([event]), [...ALWAYS, 'sys_enter'].toSorted());
    });
  }

  it('is gone when the source is closed', () => {
    assert.deepEqual(attached(), []);
  });
});
