/** What a guest finds out, and what is shown of it. */

export interface Load {
  readonly milliseconds: number;
  /** Why the kernel did not take it. */
  readonly refused?: string;
}

export interface TestResult {
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
  readonly seconds: number;
  /** Undefined: the guest did not come as far as to load the probe. */
  readonly findings: Findings | undefined;
  /** The end of what was on its console. */
  readonly console: string;
}

const HEAD = ['kernel', 'probe', 'load and verify', 'doctor', 'event types', 'tests', 'failed', 'boot to end'];
/** The test in tests/live/source.test.ts that makes each call of the table. */
const EVERY_CALL = 'has an event for every call of the table';

/** What went wrong, one message each; none: all is well. */
export function failures(outcome: Outcome): string[] {
  const { findings } = outcome;
  const end = `the guest did not finish; the end of its console:\n${outcome.console}`;
  if (findings === undefined) return [end];
  const { load, doctor, tests, finished } = findings;
  return [
    ...(finished ? [] : [end]),
    ...(load.refused === undefined ? [] : [load.refused]),
    ...doctor.filter(({ status }) => status === 'fail').map(({ name, detail }) => `doctor: ${name}: ${detail}`),
    ...tests.flatMap(({ name, failure }) => (failure === undefined ? [] : `${name}: ${failure}`)),
  ];
}

function row(outcome: Outcome): string[] {
  const seconds = `${Math.round(outcome.seconds)} s`;
  if (outcome.findings === undefined) return [outcome.release, '?', '', '', '', '', '1', seconds];
  const { release, load, doctor, tests, events } = outcome.findings;
  const calls = tests.find(({ name, skipped, failure }) => name === EVERY_CALL && (skipped ?? failure) === undefined);
  const bad = doctor.filter(({ status }) => status !== 'ok');
  const skipped = tests.filter((test) => test.skipped !== undefined).length;
  return [
    release,
    load.refused === undefined ? 'loaded' : 'refused',
    `${(load.milliseconds / 1000).toFixed(1)} s`,
    bad.length === 0 ? 'ok' : bad.map(({ name, status }) => `${status}: ${name}`).join(', '),
    calls === undefined ? 'not all seen' : `all ${events} seen`,
    `${tests.length - skipped}${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    String(failures(outcome).length),
    seconds,
  ];
}

/** A table of Markdown, which reads well in a terminal too. */
export function formatOutcomes(outcomes: readonly Outcome[]): string {
  const rows = [HEAD, ...outcomes.map(row)];
  const widths = HEAD.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = rows;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + body.map(line).join('');
}
