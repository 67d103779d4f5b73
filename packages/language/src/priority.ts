/** Priorities, most severe first. */
import type { Priority } from './ir.ts';
import { didYouMean } from './suggest.ts';

export const PRIORITIES: readonly Priority[] = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
];

/** Reads a priority in any case; `info` stands for `Informational`. */
export function parsePriority(text: string): Priority | undefined {
  const wanted = text.toLowerCase();
  if (wanted === 'info') return 'Informational';
  return PRIORITIES.find((priority) => priority.toLowerCase() === wanted);
}

/** Reads a priority, or throws what is made of the reason and a hint. */
export function requirePriority(text: string, problem: (message: string, hint: string) => Error): Priority {
  const priority = parsePriority(text);
  if (priority !== undefined) return priority;
  const known = PRIORITIES.map((one) => one.toLowerCase());
  throw problem(`'${text}' is no priority`, didYouMean(text, known) ?? `there are: ${known.join(', ')}`);
}

/** Is `priority` at least as severe as `threshold`? */
export function isAtLeast(priority: Priority, threshold: Priority): boolean {
  return PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(threshold);
}
