/** What is refused, fails, or ends in the midst of something leaves no descriptor behind, and reads no memory of what is gone. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { LiveSource, PROBE_OBJECTS } from '@lanner/capture';
import { firstStage, recordLayout } from '@lanner/schema';
import type { BpfProgram, RecordFilter } from '@lanner/schema';
import { whyNotLive } from './lanner.ts';

function open(wanted: readonly string[] = ['openat'], objects = PROBE_OBJECTS): LiveSource {
  return new LiveSource({
    scope: { kind: 'pids', pids: [], known: [] },
    wanted: new Set(wanted),
    filtering: true,
    objects,
  });
}

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** The poll handle is closed in a turn of the event loop. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await nextTurn();
}

/** Instructions of 8 bytes: `r1 = map; r0 = 0; exit`, and the same without saying what r0 is. */
const MAP = [0x1118n, 0n] as const;
const PASSES = BigUint64Array.of(...MAP, 0xb7n, 0x95n).buffer;
const REFUSED = BigUint64Array.of(...MAP, 0x95n).buffer;

const { number } = recordLayout('openat');
const table = new Uint8Array(64).buffer;

function program(code: ArrayBuffer, stage = firstStage(number)): BpfProgram {
  return { stage, code, relocations: [{ at: 0, map: 'counters' }], table };
}

function filter(...programs: BpfProgram[]): RecordFilter {
  return { name: 'openat', type: number, programs };
}

/** How many more there are afterwards. */
async function leaked(act: () => Promise<void>): Promise<number> {
  const before = descriptors();
  await act();
  await settled();
  return descriptors() - before;
}

describe('descriptors', { skip: whyNotLive() }, () => {
  it('of a source are closed with it', async () => {
    open().close(); // what stays open for all of them
    assert.equal(await leaked(async () => open().close()), 0);
    const drained = async () => {
      const source = open();
      source.start(
        () => undefined,
        () => undefined,
      );
      source.stop(() => undefined);
      source.close();
    };
    assert.equal(await leaked(drained), 0);
  });

  it('of a probe that the kernel refused are closed at once', async () => {
    assert.equal(
      await leaked(async () => {
        for (let turn = 0; turn < 3; turn++) {
          assert.throws(() => open(['openat'], ['/nonexistent.o']), /cannot be opened/);
          assert.throws(() => open(['openat', 'no such event'], [process.execPath]), { code: 'ERR_PROBE' });
        }
        assert.throws(
          () =>
            new LiveSource({
              scope: { kind: 'pids', pids: [], known: [] },
              wanted: new Set(),
              eventsRingBytes: 0,
            }),
          /the kernel refused the probe/,
        );
      }),
      0,
    );
  });

  it('of filters that the kernel refuses in part are closed', async () => {
    const source = open();
    try {
      const refusing = async () => {
        const refusals = await source.putFilters([filter(program(PASSES), program(REFUSED))]);
        assert.deepEqual(
          refusals.map(({ name }) => name),
          ['openat'],
        );
        assert.match(refusals[0]?.reason ?? '', /the kernel refused a filter[^]*R0/);
      };
      assert.equal(await leaked(refusing), 0);
    } finally {
      source.close();
    }
  });

  it('of filters that cannot be put in their places are closed, and the filter decides nothing', async () => {
    const source = open();
    try {
      const misplaced = async () => {
        const refusals = await source.putFilters([
          filter(program(PASSES), program(PASSES, 1 << 20)),
          filter(program(PASSES)),
        ]);
        assert.deepEqual(
          refusals.map(({ reason }) => /cannot be put in place/.test(reason)),
          [true],
        );
      };
      assert.equal(await leaked(misplaced), 0);
    } finally {
      source.close();
    }
  });

  it('of filters that are dropped, or whose source is closed before they are placed, are closed', async () => {
    const source = open();
    assert.equal(await leaked(async () => source.dropFilters(await source.loadFilters([filter(program(PASSES))]))), 0);
    source.close();
    await settled();
    const inTheMidst = async () => {
      const closing = open();
      const loading = closing.loadFilters([filter(program(PASSES)), filter(program(PASSES))]);
      closing.close();
      const loaded = await loading;
      assert.deepEqual(
        loaded.refusals.map(({ reason }) => reason),
        ['the probe is closed'],
        'the first was loaded by then',
      );
      assert.equal(closing.placeFilters(loaded).length, 2);
    };
    assert.equal(await leaked(inTheMidst), 0);
  });

  it('are those of the work that goes on beside the engine: a source can be closed in the midst of it', async () => {
    const closing = async () => {
      for (let turn = 0; turn < 5; turn++) {
        const source = open([]);
        const work = [source.prepare(new Set(['openat', 'fchmod', 'dup'])), source.widen(new Set(['openat']))];
        source.close();
        await Promise.all(work);
      }
    };
    assert.equal(await leaked(closing), 0);
  });

  it('are needed by nothing that is called afterwards', async () => {
    const source = open();
    source.close();
    await assert.rejects(source.prepare(new Set(['unlink'])), { code: 'ERR_PROBE_CLOSED' });
    assert.throws(() => source.counters(), { code: 'ERR_PROBE_CLOSED' });
    assert.throws(() => source.snapshot(() => undefined), { code: 'ERR_PROBE_CLOSED' });
    source.drain(() => assert.fail('the rings are still mapped, and empty'));
  });
});
