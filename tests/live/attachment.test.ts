/** What hangs in the kernel, for which rules: as the kernel itself tells of the descriptors of this process. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LiveSource, PROBE_OBJECTS } from '@lanner/capture';
import type { LiveOptions } from '@lanner/capture';
import { ALL_CALLS, ALWAYS, SINGLE_CALL, attached } from './attached.ts';
import { whyNotLive } from './lanner.ts';

function attachedFor(wanted: readonly string[], more: Partial<LiveOptions> = {}): readonly string[] {
  const scope = { kind: 'pids', pids: [], known: [] } as const;
  const source = new LiveSource({ scope, wanted: new Set(wanted), ...more });
  try {
    return attached();
  } finally {
    source.close();
  }
}

/** Whether this kernel runs programs of single calls: it does if it does for one. */
const single = whyNotLive() === false && attachedFor(['connect']).includes(SINGLE_CALL);

describe('what is attached', { skip: whyNotLive() }, () => {
  it('is nothing but what the table of processes needs, where rules read no more', () => {
    assert.deepEqual(attachedFor([]), ALWAYS);
  });

  it('has nothing where calls begin for rules on files that are open then', () => {
    assert.deepEqual(attachedFor(['open', 'openat', 'openat2', 'accept4', 'ptrace']), ALWAYS);
  });

  for (const [events, why] of [
    [['connect'], 'the address is copied before the process can rewrite it'],
    [['unlinkat'], 'the path is copied before the file is gone'],
    [['execveat'], 'the call looks like execve when the new image takes over'],
    [['umount2', 'rename'], 'each by its name in the kernel'],
  ] as const) {
    it(`has something where these calls begin, and no others, for ${events.join(' and ')}: ${why}`, (t) => {
      if (!single) return t.skip('the kernel has nothing for single calls');
      assert.deepEqual(attachedFor(events), [...ALWAYS, ...events.map(() => SINGLE_CALL)].toSorted());
    });

    it(`has something where any call begins for ${events.join(' and ')}, where that is not to be had`, () => {
      assert.deepEqual(attachedFor(events, { singleCalls: false }), [...ALWAYS, ALL_CALLS].toSorted());
    });
  }

  it('has something where any call begins on kernels that are too old for the object with direct reads', () => {
    assert.deepEqual(attachedFor(['connect'], { objects: PROBE_OBJECTS.slice(-1) }), [...ALWAYS, ALL_CALLS].toSorted());
  });

  it('is gone when the source is closed', () => {
    assert.deepEqual(attached(), []);
  });
});
