/** Compares what engines raised with the kernel filter and without it. */

import { EACH } from './files.ts';
import type { How } from './files.ts';

/** What each engine of a test file raised, by its number in the file. */
export type Raised = ReadonlyMap<string, readonly string[]>;

export type Way = 'on' | 'off';

export interface Difference {
  readonly engine: string;
  /** Where it is there, and is not on the other side. */
  readonly only: Way;
  /** Undefined: the engine itself. */
  readonly alert: string | undefined;
  readonly count: number;
}

export function differences(on: Raised, off: Raised, { compared, byChance }: How = EACH): Difference[] {
  const sides = [
    ['on', on, off],
    ['off', off, on],
  ] as const;
  return sides.flatMap(([only, here, there]) =>
    Array.from(here, ([engine, alerts]): Difference[] => {
      const others = there.get(engine);
      if (others === undefined) return [{ engine, only, alert: undefined, count: 1 }];
      const expected = counted(others);
      return Array.from(counted(alerts), ([alert, times]) => {
        const more = times - (expected.get(alert) ?? 0);
        return { engine, only, alert, count: compared === 'kinds' ? Number(more === times) : more };
      }).filter(({ alert, count }) => count > 0 && byChance?.alerts.test(alert) !== true);
    }).flat(),
  );
}

function counted(alerts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const alert of alerts) counts.set(alert, (counts.get(alert) ?? 0) + 1);
  return counts;
}
