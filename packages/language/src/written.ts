/** How a rule was written, for those that report on it: places and names that the checked condition has no more. */
import type { Span } from './source.ts';
import type { ConditionSyntax } from './syntax.ts';

export interface WrittenRule {
  readonly nameSpan: Span;
  /**
   * The condition with its exceptions, lists resolved. The checked condition has the same shape, with the conditions of
   * macros in place of their names.
   */
  readonly tree: ConditionSyntax;
  /** The exceptions that have values. The checked condition is an `and` of what was written and their negations. */
  readonly exceptions: readonly WrittenException[];
  /** False: the rule says that it is meant to apply to all event types (`warn_evttypes`). */
  readonly warnEventTypes: boolean;
}

export interface WrittenException {
  readonly name: string;
  readonly span: Span;
  /** Position of `not (…)` of this exception among the children of the condition. */
  readonly position: number;
  /** Alternatives in it: one for each of `values`, or one for all if there is a single field. */
  readonly alternatives: number;
}
