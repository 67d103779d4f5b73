/** What a guest finds out, and what is shown of it in the terminal. */
import { GUEST, SELECTED } from './live-tests.ts';

/** Begins the lines of a guest's console that tell how far it is. */
export const PROGRESS = 'lanner: ';

export interface Load {
  readonly milliseconds: number;
  /** Why the kernel did not take it. */
  readonly refused?: string;
}

export interface TestResult {
  /** The file of the test, relative to the checkout. */
  readonly file: string;
  readonly name: string;
  readonly skipped?: string;
  readonly failure?: string;
}

export interface Findings {
  readonly release: string;
  readonly load: Load;
  readonly doctor: readonly { readonly name: string; readonly status: string; readonly detail: string }[];
  readonly tests: readonly TestResult[];
  /** How many event types there are, all of which are asked for. */
  readonly events: number;
  /** False where the guest ended, or was ended, before it had done everything. */
  readonly finished: boolean;
}

/** One boot. */
export interface Outcome {
  readonly release: string;
  /** Boots that died before anything of ours ran, before this one. */
  readonly deadBoots: number;
  readonly seconds: number;
  /** Undefined: the guest did not come as far as to load the probe. */
  readonly findings: Findings | undefined;
  /** Names of features that the kernel lacks; undefined where its types did not come out of the guest. */
  readonly lacks: readonly string[] | undefined;
  /** The end of what was on its console. */
  readonly console: string;
}

const HEAD = [
  'kernel',
  'probe',
  'load and verify',
  'doctor',
  'event types',
  'passed',
  'skipped',
  'failed',
  'boot to end',
];
/** The test in tests/live/source.test.ts that makes each call of the table. */
const EVERY_CALL = 'has an event for every call of the table';

/** What went wrong, one message each; none: all is well. */
export function failures({ findings, console }: Pick<Outcome, 'findings' | 'console'>): string[] {
  const end = `the guest did not finish; the end of its console:\n${console}`;
  if (findings === undefined) return [end];
  const { load, doctor, tests, finished } = findings;
  return [
    ...(finished ? [] : [end]),
    ...(load.refused === undefined ? [] : [load.refused]),
    ...doctor.filter(({ status }) => status === 'fail').map(({ name, detail }) => `doctor: ${name}: ${detail}`),
    ...tests.flatMap(({ name, failure }) => (failure === undefined ? [] : `${name}: ${failure}`)),
  ];
}

export interface Tally {
  readonly passed: number;
  readonly skipped: number;
  readonly failed: number;
}

export function tally(tests: readonly TestResult[]): Tally {
  const failed = tests.filter(({ failure }) => failure !== undefined).length;
  const skipped = tests.filter((test) => test.failure === undefined && test.skipped !== undefined).length;
  return { passed: tests.length - failed - skipped, skipped, failed };
}

/** Whether every call of the table raised its event. */
export function allEventsSeen({ tests }: Findings): boolean {
  return tests.some(({ name, skipped, failure }) => name === EVERY_CALL && (skipped ?? failure) === undefined);
}

/** What a kernel's row says behind its name, in the order of the head. */
export function cells({ findings, seconds }: Pick<Outcome, 'findings' | 'seconds'>): string[] {
  const time = `${Math.round(seconds)} s`;
  if (findings === undefined) return ['not reached', '', '', '', '', '', '', time];
  const { load, doctor, tests, events } = findings;
  const bad = doctor.filter(({ status }) => status !== 'ok');
  const { passed, skipped, failed } = tally(tests);
  return [
    load.refused === undefined ? 'loaded' : 'refused',
    `${(load.milliseconds / 1000).toFixed(1)} s`,
    bad.length === 0 ? 'ok' : bad.map(({ name, status }) => `${status}: ${name}`).join(', '),
    allEventsSeen(findings) ? `all ${events} seen` : 'not all seen',
    String(passed),
    String(skipped),
    String(failed),
    time,
  ];
}

/** The heads of the columns of `cells`, that of the kernel first. */
export const COLUMNS: readonly string[] = HEAD;

/** A table of Markdown, which reads well in a terminal too. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + body.map(line).join('');
}

export function formatOutcomes(outcomes: readonly Outcome[]): string {
  return formatTable([HEAD, ...outcomes.map((outcome) => [outcome.release, ...cells(outcome)])]);
}

/** What is known of each file of tests, in the order in which they run. */
export function byFile(tests: readonly TestResult[]): readonly { readonly shows: string; readonly tally: Tally }[] {
  return [GUEST, ...SELECTED].map(({ file, shows }) => ({
    shows,
    tally: tally(tests.filter((test) => test.file === file)),
  }));
}
