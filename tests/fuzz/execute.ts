/** Runs one case and says how it went. */
import { makeCase, type FuzzCase } from './cases.ts';
import { changedGlobal, type GlobalsSnapshot } from './globals.ts';
import { judgeFiles, type Outcome } from './oracle.ts';
import { Random } from './random.ts';
import { Violation } from './violation.ts';

export interface Finding {
  readonly seed: number;
  readonly number: number;
  readonly by: FuzzCase['by'];
  readonly kind: string;
  readonly message: string;
  readonly files: readonly string[];
}

export interface Run extends Outcome {
  readonly by: FuzzCase['by'];
  readonly characters: number;
  readonly milliseconds: number;
  readonly finding?: Finding;
}

/** A case may take so much time of a processor, and so much for each character. */
const BASE_MS = 400;
const MS_PER_CHARACTER = 0.1;

export function runCase(corpus: readonly string[], seed: number, number: number, globals: GlobalsSnapshot): Run {
  const { files, by } = makeCase(corpus, seed, number);
  const characters = files.reduce((sum, text) => sum + text.length, 0);
  const start = threadMilliseconds();
  const outcome = tryFiles(files, seed, number);
  const milliseconds = threadMilliseconds() - start;
  const problem = outcome.problem ?? polluted(globals) ?? slow(files, seed, number, milliseconds, characters);
  const run = { ...outcome, by, characters, milliseconds };
  return problem === undefined ? run : { ...run, finding: { seed, number, by, files, ...problem } };
}

/** What this thread has used of a processor: waiting for one does not count. */
function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

interface Problem {
  readonly kind: string;
  readonly message: string;
}

function tryFiles(files: readonly string[], seed: number, number: number): Outcome & { problem?: Problem } {
  // Chance in the checks is that of the case too, but another stream than that of the mutators.
  const judge = (): Outcome => judgeFiles(files, new Random(seed + 1, number));
  // Stacks of errors that are caught, as those of the YAML library, are dear: they are taken the second time only.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return judge();
  } catch (error) {
    Error.stackTraceLimit = limit;
    return { rules: 0, errors: 0, warnings: 0, problem: problemOf(thrownBy(judge) ?? error) };
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function thrownBy(action: () => void): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Violation) return { kind: error.kind, message: error.message };
  if (!(error instanceof Error)) return { kind: 'thrown', message: String(error) };
  const frames = error.stack?.split('\n').slice(1, 6).join('\n') ?? '';
  return { kind: `thrown ${error.name}`, message: `${error.message.slice(0, 500)}\n${frames}` };
}

function polluted(globals: GlobalsSnapshot): Problem | undefined {
  const changed = changedGlobal(globals);
  return changed === undefined ? undefined : { kind: 'changed global', message: changed };
}

/** Too slow three times over: once alone may be the machine. */
function slow(
  files: readonly string[],
  seed: number,
  number: number,
  milliseconds: number,
  characters: number,
): Problem | undefined {
  const limit = BASE_MS + MS_PER_CHARACTER * characters;
  let best = milliseconds;
  for (let left = 2; left > 0 && best > limit; left--) {
    const start = threadMilliseconds();
    tryFiles(files, seed, number);
    best = Math.min(best, threadMilliseconds() - start);
  }
  return best > limit
    ? { kind: 'slow', message: `${best.toFixed(0)} ms for ${characters} characters (limit ${limit.toFixed(0)})` }
    : undefined;
}
