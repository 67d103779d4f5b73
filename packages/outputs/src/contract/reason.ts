import { escapeControls } from '../terminal.ts';

/** The message of an error on one line; of several that were tried at once, each. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(reasonOf).join('; ');
  }
  return escapeControls(error instanceof Error ? error.message : String(error));
}
