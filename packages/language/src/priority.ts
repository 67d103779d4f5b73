/** Priorities, most severe first. */
import type { Priority } from './ir.ts';

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

/** Is `priority` at least as severe as `threshold`? */
export function isAtLeast(priority: Priority, threshold: Priority): boolean {
  return PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(threshold);
}
