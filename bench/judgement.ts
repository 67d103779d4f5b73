/** What the engine thread spends on a record, without a kernel: synthetic records, the real code. */
import { RecordView, Ring, recordBuffer } from '@lanner/capture';
import type { CheckedRule } from '@lanner/language';
import { pipeline, type Pipeline } from './pipeline.ts';
import { execRecord, forkRecord, join, openRecord, subject } from './records.ts';
import type { Measurement } from './support.ts';
import { RULES, checkedRules, median, quantile } from './support.ts';

const PROCESSES = 64;
const OPENS = 1024;
const ROUNDS = 200;
const WARM_UP = 50;
const EXECS = 6000;
const EXECS_WARM_UP = 2000;
const RING_BYTES = 8 << 20;
const RING_ROUNDS = 24;
export const READ = 0;
const CREATE_AND_WRITE = 0o101;
const COMMAND = 'node --conditions=source bench/run.ts';

function apply(line: Pipeline, record: ArrayBuffer): void {
  line.onRecord(new RecordView(recordBuffer(record)));
}

function populated(rules: readonly CheckedRule[] = checkedRules(RULES)): Pipeline {
  const line = pipeline(rules);
  for (let index = 0; index < PROCESSES; index++) {
    apply(line, forkRecord(subject(index), 1n));
    apply(line, execRecord(subject(index), 2n));
  }
  return line;
}

/** `rules`: those that judge; default: RULES. */
export function measureOpens(what: string, flags: number, rules?: readonly CheckedRule[]): Measurement {
  const line = populated(rules);
  const before = line.matches();
  const { buffer, offsets } = join(
    Array.from({ length: OPENS }, (_, index) => openRecord(subject(index % PROCESSES), 3n, index, flags)),
  );
  const records = recordBuffer(buffer);
  const view = new RecordView(records);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (const offset of offsets) line.onRecord(view.point(records, offset));
    if (round >= WARM_UP) rounds.push(((performance.now() - start) / OPENS) * 1000);
  }
  return {
    name: `judging one open event ${what} (process known, matches nothing)`,
    unit: 'µs',
    value: median(rounds),
    how: `record in memory to verdict; median of ${rounds.length} rounds over ${OPENS} records of ${PROCESSES} processes`,
    command: COMMAND,
    detail: { p99_of_rounds_us: quantile(rounds, 0.99), matches: line.matches() - before },
  };
}

function measureExecs(): Measurement {
  const line = populated();
  const before = line.matches();
  const execs = Array.from({ length: EXECS }, (_, index) => subject(PROCESSES + index));
  const { buffer, offsets } = join(execs.map((one) => execRecord(one, 4n)));
  const records = recordBuffer(buffer);
  const view = new RecordView(records);
  const times: number[] = [];
  execs.forEach((one, index) => {
    apply(line, forkRecord(one, 3n));
    const start = performance.now();
    line.onRecord(view.point(records, offsets[index] ?? 0));
    const took = (performance.now() - start) * 1000;
    if (index >= EXECS_WARM_UP) times.push(took);
  });
  return {
    name: 'judging one exec (each of a new process, matches nothing)',
    unit: 'µs',
    value: median(times),
    how: `record in memory to verdict, process table included; median of ${times.length} execs timed one by one`,
    command: COMMAND,
    detail: { p99_us: quantile(times, 0.99), matches: line.matches() - before },
  };
}

/** Fills a ring as the kernel would, except that it lies in plain memory. */
function filledRing(): { readonly ring: () => Ring; readonly count: number } {
  const data = new ArrayBuffer(RING_BYTES);
  const words = new Uint32Array(data);
  const bytes = new Uint8Array(data);
  let at = 0;
  let count = 0;
  for (;;) {
    const record = openRecord(subject(count % PROCESSES), BigInt(count), count % OPENS, READ);
    if (at + 8 + record.byteLength > RING_BYTES) break;
    words[at >>> 2] = record.byteLength;
    bytes.set(new Uint8Array(record), at + 8);
    at += 8 + record.byteLength;
    count++;
  }
  const producer = new ArrayBuffer(8);
  new Uint32Array(producer)[0] = at;
  return { ring: () => new Ring({ data, producer, consumer: new ArrayBuffer(8), size: RING_BYTES }), count };
}

function measureDrain(what: string, onRecord: (record: RecordView) => void): Measurement {
  const { ring, count } = filledRing();
  const rounds: number[] = [];
  for (let round = 0; round < RING_ROUNDS; round++) {
    const one = ring();
    const records = recordBuffer(one.data);
    const view = new RecordView(records);
    const start = performance.now();
    const end = one.end();
    for (let at = one.next(end); at >= 0; at = one.next(end)) {
      onRecord(view.point(records, at));
      one.advance();
    }
    one.release();
    if (round >= RING_ROUNDS / 4) rounds.push(((performance.now() - start) / count) * 1e6);
  }
  return {
    name: `draining a ring of open records, ${what}`,
    unit: 'ns an event',
    value: median(rounds),
    how: `synthetic ring of ${count} records; median of ${rounds.length} rounds`,
    command: COMMAND,
    detail: { events_per_second: Math.round(1e9 / median(rounds)) },
  };
}

export function measureJudgement(): Measurement[] {
  const line = populated();
  return [
    measureOpens('for reading', READ),
    measureOpens('for writing', CREATE_AND_WRITE),
    measureExecs(),
    measureDrain('nothing done with them', () => undefined),
    measureDrain('each judged', (record) => line.onRecord(record)),
  ];
}
