/** A status as text. */
import { escapeControls } from '@lanner/outputs';
import { formatTable, type Row } from '../table.ts';
import type { EventWork, NamedWork, Status } from './status.ts';

export const ORDERS = ['time', 'matched', 'judged', 'sent', 'seen', 'name'] as const;
export type Order = (typeof ORDERS)[number];

const HEADING = ['SEEN', 'SENT', 'JUDGED', 'MATCHED', 'TIME', '% CPU'];
const MIB = 2 ** 20;

/** What happened between two looks; the first look has all since the start. */
function since<Work extends NamedWork>(now: readonly Work[], before: readonly Work[]): readonly Work[] {
  const old = new Map(before.map((one) => [one.name, one]));
  const less = (one: Work, key: keyof EventWork) => one[key] - (old.get(one.name)?.[key] ?? 0);
  return now.map((one) => ({
    ...one,
    seen: less(one, 'seen'),
    sent: less(one, 'sent'),
    judged: less(one, 'judged'),
    matched: less(one, 'matched'),
    seconds: less(one, 'seconds'),
  }));
}

function sorted<Work extends NamedWork>(rows: readonly Work[], order: Order): readonly Work[] {
  if (order === 'name') return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const key = order === 'time' ? 'seconds' : order;
  return rows.toSorted((a, b) => b[key] - a[key] || b.judged - a.judged || b.seen - a.seen);
}

function cells(work: EventWork, elapsed: number): Row {
  const { seen, sent, judged, matched, seconds } = work;
  return [
    ...[seen, sent, judged, matched].map(String),
    `${(seconds * 1000).toFixed(1)} ms`,
    elapsed > 0 ? ((100 * seconds) / elapsed).toFixed(2) : '-',
  ];
}

export interface View {
  readonly order: Order;
  readonly width: number;
  /** Lines of the whole; of the two tables each gets its part. */
  readonly height: number;
}

/** @param before the look before, whose counts are taken off */
export function screen(now: Status, before: Status | undefined, { order, width, height }: View): string {
  const elapsed = before === undefined ? now.upSeconds : (now.time - before.time) / 1000;
  const share = (seconds: number) => `${((100 * seconds) / Math.max(elapsed, 0.001)).toFixed(1)} %`;
  const losses = now.losses.map(
    ({ eventType, cause, count }) => `${count} ${eventType} (${cause.replaceAll('_', ' ')})`,
  );
  const head = [
    `Lanner ${now.version}, process ${now.pid}, up ${Math.round(now.upSeconds)} s`,
    `cpu ${share(now.cpuSeconds - (before?.cpuSeconds ?? 0))}, engine ${share(now.engineSeconds - (before?.engineSeconds ?? 0))}; ` +
      `memory ${(now.residentBytes / MIB).toFixed(0)} MiB; ${now.processes} processes known; ${now.waiting} events wait`,
    `lost: ${losses.length === 0 ? 'nothing' : losses.join(', ')}`,
    `${before === undefined ? 'since the start' : `in the last ${elapsed.toFixed(1)} s`}, by ${order}`,
  ].map((line) => escapeControls(line).slice(0, width));
  const room = Math.max(2, height - head.length - 4);
  const part = Math.floor(room / 2);
  const types = sorted(since(now.eventTypes, before?.eventTypes ?? []), order).slice(0, part);
  const rules = sorted(since(now.rules, before?.rules ?? []), order).slice(0, room - types.length);
  const table = (title: string, rows: readonly NamedWork[]) =>
    aligned([[...HEADING, title], ...rows.map((row) => [...cells(row, elapsed), row.name])], width);
  return `${head.join('\n')}\n\n${table('EVENT TYPE', types)}\n${table('RULE', rules)}`;
}

/** Numbers to the right; the name is last, since it can be long. */
function aligned(rows: readonly Row[], width: number): string {
  const widths = HEADING.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const padded = rows.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)));
  return formatTable(padded, Infinity)
    .split('\n')
    .map((line) => line.slice(0, width))
    .join('\n');
}

/** For a pipe: what it is, its name, seen, sent, judged, matched, seconds; all since the start. */
export function plainRows(status: Status): readonly Row[] {
  const row = (kind: string) => (one: NamedWork) => [
    kind,
    one.name,
    ...[one.seen, one.sent, one.judged, one.matched].map(String),
    one.seconds.toFixed(6),
  ];
  return [
    ...status.eventTypes.map(row('event')),
    ...status.rules.map(row('rule')),
    ...status.losses.map(({ eventType, cause, count }) => ['lost', eventType, cause, String(count)]),
  ];
}
