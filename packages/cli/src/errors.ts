/** Errors whose cause lies with the user or the machine: told in one line, without a stack. */
import { escapeControls, wantsColour } from '@lanner/outputs';
import { styleText } from 'node:util';

export class UserError extends Error {
  /** What to do about it. */
  readonly advice: string | undefined;

  constructor(message: string, advice?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.advice = advice;
  }
}

/** An error of the system in the words of the system: `no such file or directory`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const match = /^[A-Z0-9]+: (.*?)(?:, \w+.*)?$/.exec(error.message);
  return match?.[1] ?? error.message;
}

/** Tells an error on standard error. What is no UserError is a fault of Lanner and comes with its stack. */
export function reportError(error: unknown): void {
  const head = wantsColour(process.stderr)
    ? styleText(['bold', 'red'], 'lanner:', { validateStream: false })
    : 'lanner:';
  if (error instanceof UserError) {
    process.stderr.write(`${head} ${escapeControls(error.message)}\n`);
    if (error.advice !== undefined) process.stderr.write(`${escapeControls(error.advice)}\n`);
    return;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${head} internal error; please report it with these lines:\n`);
  process.stderr.write(`${stack.split('\n').map(escapeControls).join('\n')}\n`);
}
