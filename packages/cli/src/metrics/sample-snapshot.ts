/** A snapshot for tests. */
import { COUNTERS, RECORDS } from '@lanner/schema';
import type { RecordCounts } from '../run/messages.ts';
import type { Snapshot } from './snapshot.ts';

const NOTHING = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as RecordCounts;

export function sampleCounters(given: Readonly<Record<string, Partial<RecordCounts>>>): Map<string, RecordCounts> {
  return new Map(RECORDS.map(({ name }) => [name, { ...NOTHING, ...given[name] }]));
}

/** @param given what is otherwise */
export function sampleSnapshot(given: Partial<Snapshot> = {}): Snapshot {
  return {
    time: 1_700_000_010_000,
    identity: {
      version: '1.2.3',
      ruleEngine: '0.62.0',
      node: '24.0.0',
      hostname: 'host',
      kernelRelease: '6.1.0',
      cpus: 4,
      startTime: 1_700_000_000_000.5,
      bootTime: 1_600_000_000_000,
      ruleFiles: [{ name: 'a-rules.yaml', sha256: 'aa' }],
      configFiles: [{ name: 'lanner.yaml', sha256: 'bb' }],
    },
    rulesTime: 1_700_000_001_000,
    rules: [
      {
        name: 'Read "it"',
        priority: 'Warning',
        source: 'syscall',
        tags: ['T1.2', 'a-b'],
        enabled: true,
        eventTypes: new Set(['open', 'openat']),
      },
      {
        name: 'Silent',
        priority: 'Debug',
        source: 'syscall',
        tags: [],
        enabled: true,
        eventTypes: new Set(['execve']),
      },
      { name: 'Off', priority: 'Debug', source: 'syscall', tags: [], enabled: false, eventTypes: undefined },
    ],
    engine: {
      judged: 30,
      matched: 5,
      byEventType: new Map([['openat', { judged: 30, matched: 5, ns: 2e9 }]]),
      byRule: new Map([['Read "it"', { judged: 30, matched: 5, ns: 1e9 }]]),
      matchedByRule: new Map([['Read "it"', 5]]),
      waits: { waited: 7, vain: 2, full: 1, totalMs: 1500, longestMs: 900 },
      waiting: 3,
      processes: 11,
      containerEvents: { created: 4, started: 4, exec: 9, stopped: 3, removed: 2 },
      cpuSeconds: 0.5,
      counters: sampleCounters({
        openat: { sent: 100, filtered: 900, ring_full: 7, truncated_path: 1 },
        execve: { sent: 20, too_large: 3 },
      }),
    },
    delivery: {
      lanes: [
        {
          name: 'slack',
          state: 'down',
          delivered: 40,
          refused: 1,
          failures: 9,
          lost: 2,
          waiting: 6,
          lastReason: 'no',
          held: 5,
          untold: 3,
        },
      ],
      logged: 50,
      overflow: 4,
      diskBytes: 1000,
      memoryBytes: 100,
      isFailing: false,
    },
    usage: {
      cpuSeconds: 1,
      upSeconds: 10,
      residentBytes: 100 * 1024 * 1024,
      proportionalBytes: 90 * 1024 * 1024,
      virtualBytes: 1024 * 1024 * 1024,
      openFiles: 20,
      containerBytes: 0,
      hostBusy: 0.25,
      hostUsedBytes: 2048 * 1024 * 1024,
      hostRunning: 3,
      hostOpenFiles: 900,
    },
    ...given,
  };
}
