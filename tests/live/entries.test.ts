/** What a call was given is copied when it begins: by a program of that call alone, or by one that looks at all calls. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LiveSource, PROBE_OBJECTS, memberOffset } from '@lanner/capture';
import type { LiveOptions, RecordView } from '@lanner/capture';
import { RECORDS, recordFlagBit } from '@lanner/schema';
import { ALL_CALLS, ALWAYS, SINGLE_CALL, attached } from './attached.ts';
import { whyNotLive } from './lanner.ts';
import { waiting } from './waiting.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-entries-'));
const [taken, claimed] = [join(directory, 'taken'), join(directory, 'claimed')];
const SENDTO = RECORDS.find(({ name }) => name === 'sendto')?.number;

interface Sent {
  readonly address: string;
  readonly raced: boolean;
  readonly late: boolean;
}

const program = join(directory, 'address-race');
/** Sends until the receiver's queue is full, and then once more with an address that is rewritten meanwhile. */
const race = `${program} ${taken} ${claimed}`;
// Also where all is skipped.
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

function build(): void {
  const source = fileURLToPath(new URL('address-race.c', import.meta.url));
  execFileSync('cc', ['-O1', '-pthread', '-fno-pie', '-no-pie', '-o', program, source]);
}

function sourceFor(pid: number, wanted: readonly string[], more: Partial<LiveOptions> = {}): LiveSource {
  return new LiveSource({ scope: { kind: 'pids', pids: [pid], known: [] }, wanted: new Set(wanted), ...more });
}

function collect(sent: Sent[]): (record: RecordView) => void {
  return (record) => {
    if (record.type !== SENDTO || record.ret !== 1) return;
    sent.push({
      address: (record.string(memberOffset('sendto', 'tuple.path')) ?? '').split('\0')[0] ?? '',
      raced: (record.flags & recordFlagBit('raced_address')) !== 0,
      late: (record.flags & recordFlagBit('read_late')) !== 0,
    });
  };
}

function drainSent(source: LiveSource): readonly Sent[] {
  const sent: Sent[] = [];
  source.drain(collect(sent));
  return sent;
}

const RACED: Sent = { address: taken, raced: true, late: false };

function assertRaceSeen(sent: readonly Sent[]): void {
  assert.deepEqual(sent.at(-1), RACED);
  assert.ok(sent.length > 1);
  assert.ok(sent.slice(0, -1).every(({ address, raced, late }) => address === taken && !raced && !late));
}

const WAYS: readonly (readonly [string, Partial<LiveOptions>])[] = [
  ['a program of the call alone, where the kernel has that', {}],
  ['a program that looks at all calls', { singleCalls: false }],
  ['the same on kernels that are too old for the object with direct reads', { objects: PROBE_OBJECTS.slice(-1) }],
];

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

function whyNot32(): string | false {
  if (whyNotLive() !== false) return whyNotLive();
  if (process.arch !== 'x64') return 'x86-64 has this interface';
  build();
  // A kernel without the interface ends the program with a signal.
  return spawnSync(program, [taken, claimed, '32']).status !== 0 && 'the kernel has no 32-bit interface';
}

describe('what calls begin with', { skip: whyNotLive() }, () => {
  before(build);

  for (const [what, way] of WAYS) {
    it(`is what the kernel took, and it is noted when it was rewritten: ${what}`, async () => {
      const child = waiting(race);
      const source = sourceFor(child.pid, ['sendto'], way);
      await child.go();
      const sent = drainSent(source);
      source.close();
      assertRaceSeen(sent);
    });
  }

  for (const [what, way] of WAYS) {
    it(`is seen of calls that rules begin to ask for, and let go of when they no longer do: ${what}`, async () => {
      const child = waiting(race);
      const [few, more] = [new Set(['openat']), new Set(['openat', 'sendto'])];
      const source = sourceFor(child.pid, [...few], way);
      try {
        assert.deepEqual(attached(), ALWAYS);
        await source.prepare(more);
        await source.widen(more);
        source.narrow(more);
        await child.go();
        assertRaceSeen(drainSent(source));
        assert.equal(attached().length, ALWAYS.length + 1);
        source.narrow(few);
        await until(() => attached().length === ALWAYS.length);
      } finally {
        source.close();
      }
    });
  }

  it('is forgotten, and nothing more kept, once the source has stopped', async () => {
    const child = waiting(race);
    const source = sourceFor(child.pid, ['sendto']);
    source.stop(() => undefined);
    await child.go();
    assert.deepEqual(drainSent(source), []);
    source.close();
    assert.deepEqual(attached(), []);
  });

  it(
    'is seen of calls of the 32-bit interface once there was one; before, it is noted that it was read late',
    { skip: whyNot32() },
    async () => {
      const child = waiting(`${race} 32; read -r _; ${race} 32`);
      const source = sourceFor(child.pid, ['sendto']);
      try {
        const wasSingle = attached().includes(SINGLE_CALL);
        child.next();
        const sent: Sent[] = [];
        source.start(collect(sent), () => undefined);
        await until(() => attached().includes(ALL_CALLS) && !attached().includes(SINGLE_CALL));
        await child.go();
        source.drain(collect(sent));
        assert.equal(
          sent.some(({ late }) => late),
          wasSingle,
        );
        assert.deepEqual(sent.at(-1), RACED);
      } finally {
        source.close();
      }
    },
  );
});
