/** Which checks of a condition leave the kernel's test of it broad. */
import type { CheckNode, Condition } from '@lanner/language';
import type { EventDef } from '@lanner/schema';
import { boundsOf } from '../filter/bounds.ts';
import { boundsOfCheck } from '../filter/derive.ts';
import type { Plan } from '../filter/plan.ts';
import type { ProcessConditions } from '../filter/processes.ts';
import type { Reach } from './reach.ts';

/** A check of which the kernel cannot tell whether it is what it must be for the rule to match. */
export interface Untested {
  readonly check: CheckNode;
  /** It must be false. */
  readonly negated: boolean;
}

/**
 * Goes down into what is broad: all children of a conjunction, as each of them could have narrowed it, and of a
 * disjunction those that are. Checks that the kernel tests are not told, even where what they say is broad.
 * @param condition specialised for the event type
 */
export function untestedIn(
  condition: Condition,
  event: EventDef,
  processes: ProcessConditions,
  reach: (plan: Plan) => Reach,
): readonly Untested[] {
  const known = new Map();
  const found = new Map<string, Untested>();
  const seen = { mayBe: new Set<Condition>(), mayNotBe: new Set<Condition>() };

  function visit(part: Condition, side: 'mayBe' | 'mayNotBe'): void {
    if (seen[side].has(part)) return;
    seen[side].add(part);
    const bounds = boundsOf(
      part,
      (check) => boundsOfCheck(check, event),
      (one) => processes.boundsOf(one),
      known,
    );
    const plan = bounds[side];
    if (reach(plan) === 'narrow') return;
    switch (part.kind) {
      case 'boolean':
        return;
      case 'check':
        if (plan.kind !== 'constant') return;
        found.set(`${side} ${part.left.text} ${part.span.start} ${part.span.file.name}`, {
          check: part,
          negated: side === 'mayNotBe',
        });
        return;
      case 'not':
        return visit(part.child, side === 'mayBe' ? 'mayNotBe' : 'mayBe');
      default:
        // A whole that is asked of the process is tested as it stands.
        if (plan.kind === 'process') return;
        for (const child of part.children) visit(child, side);
    }
  }

  visit(processes.grouped(condition), 'mayBe');
  return Array.from(found.values());
}
