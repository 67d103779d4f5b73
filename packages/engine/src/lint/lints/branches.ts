/** Parts of conditions that make no difference. */
import type { CheckNode, Condition } from '@lanner/language';
import { typesIn, type LintContext, type RuleView } from '../context.ts';
import type { Lint } from '../lint.ts';
import { bodiesOf, partsOf, type Part } from '../walk.ts';
import { enumerate, quote } from '../words.ts';

export const deadBranch: Lint = {
  code: 'LINT_DEAD_BRANCH',
  title: 'Part of a condition that can never hold',
  why: 'Nothing satisfies it where it stands: an alternative that looks for nothing, or an exclusion that excludes nothing.',
  advice: 'correct the part that contradicts the rest, or remove it',
  *find(context) {
    for (const body of bodiesOf(context)) {
      if (body.view?.never === true) continue;
      const dead = new Set<Part>();
      // Exceptions have a lint of their own.
      const exceptions = new Set(body.view?.written.exceptions.map(({ position }) => position));
      for (const part of partsOf(body)) {
        if (part.parent !== undefined && (dead.has(part.parent) || isException(part, exceptions))) dead.add(part);
        else if (isOptional(part) && isDead(context, part, body.view)) {
          dead.add(part);
          yield {
            message: `${quote(part.syntax)} never holds where it stands in ${body.kind} '${body.name}'`,
            span: part.syntax.span,
            item: body.nameSpan,
          };
        }
      }
    }
  },
};

function isException({ parent, syntax }: Part, positions: ReadonlySet<number>): boolean {
  if (parent === undefined || parent.parent !== undefined || parent.syntax.kind !== 'and') return false;
  return positions.has(parent.syntax.children.indexOf(syntax));
}

/** Something that the condition may do without: an alternative, or what is excluded. */
function isOptional({ parent }: Part): boolean {
  return parent !== undefined && parent.syntax.kind !== 'and';
}

function isDead(context: LintContext, { condition, context: around }: Part, view: RuleView | undefined): boolean {
  const types = view?.rule.eventTypes === undefined ? undefined : typesIn(view.variants);
  return context.isContradiction([condition, ...around], types);
}

export const alwaysTrue: Lint = {
  code: 'LINT_ALWAYS_TRUE',
  title: 'Part of a condition that always holds',
  why: 'It tells no event from another; something else was meant.',
  advice: 'remove it, or correct it; a value that is missing makes every comparison false, and its negation true',
  *find(context) {
    for (const body of bodiesOf(context)) {
      const found = new Set<Part>();
      for (const part of partsOf(body)) {
        if (part.parent !== undefined && (found.has(part.parent) || part.parent.syntax.kind === 'not')) {
          if (found.has(part.parent)) found.add(part);
          continue;
        }
        // Of `not` the other half is found: what it excludes never holds.
        if (part.syntax.kind === 'macro' || part.syntax.kind === 'not') continue;
        const always = whenTrue(context, part);
        if (always === undefined) continue;
        found.add(part);
        yield {
          message: `${quote(part.syntax)} holds of every event${always}`,
          span: part.syntax.span,
          item: body.nameSpan,
        };
      }
    }
  },
};

/** Of which events the part holds, if that is of all, or of all that have the fields; else `undefined`. */
function whenTrue(context: LintContext, { condition }: Part): string | undefined {
  const fails = negation(condition);
  if (context.isContradiction([fails])) return '';
  // A single check may be there to say so: `evt.num >= 0`.
  if (condition.kind !== 'or') return undefined;
  const checks = checksIn(condition);
  const exist = checks.map((check): Condition => ({ ...check, operator: 'exists', right: { kind: 'none' } }));
  if (checks.some(({ operator }) => operator === 'exists') || !context.isContradiction([fails, ...exist]))
    return undefined;
  return ` that has ${enumerate(Array.from(new Set(checks.map(({ left }) => left.text))))}`;
}

function checksIn(condition: Condition): CheckNode[] {
  if (condition.kind === 'check') return [condition];
  if (condition.kind === 'not') return checksIn(condition.child);
  return condition.kind === 'boolean' ? [] : condition.children.flatMap(checksIn);
}

function negation(child: Condition): Condition {
  return { kind: 'not', child };
}

export const redundant: Lint = {
  code: 'LINT_REDUNDANT',
  title: 'Part of a condition that its neighbour makes superfluous',
  why: 'What it says follows from what stands beside it, or is already among it. Often one of the two is a slip.',
  advice: 'remove it, or correct what was meant to differ',
  *find(context) {
    for (const body of bodiesOf(context)) {
      for (const part of partsOf(body)) {
        if (part.syntax.kind !== 'and' && part.syntax.kind !== 'or') continue;
        yield* superfluous(context, part).map(({ one, other }) => ({
          message:
            part.syntax.kind === 'or'
              ? `${quote(one.syntax)} is covered by ${quote(other.syntax)} beside it`
              : `${quote(one.syntax)} follows from ${quote(other.syntax)} beside it`,
          span: one.syntax.span,
          related: [{ message: 'what makes it superfluous', span: other.syntax.span }],
          item: body.nameSpan,
        }));
      }
    }
  },
};

/** Children that change nothing, each with the one that makes it so. Of two that say the same, the second. */
function superfluous(context: LintContext, junction: Part): { readonly one: Part; readonly other: Part }[] {
  const found: { readonly one: Part; readonly other: Part }[] = [];
  const gone = new Set<Part>();
  for (const one of junction.children.toReversed()) {
    if (!isOpenToDoubt(context, one)) continue;
    const other = junction.children.find(
      (candidate) =>
        candidate !== one &&
        !gone.has(candidate) &&
        isOfOneSign(junction, one, candidate) &&
        isOpenToDoubt(context, candidate, junction.syntax.kind === 'and') &&
        (junction.syntax.kind === 'or'
          ? context.implies(one.condition, candidate.condition)
          : context.implies(candidate.condition, one.condition)),
    );
    if (other === undefined) continue;
    gone.add(one);
    found.push({ one, other });
  }
  return found.toReversed();
}

/** That an exclusion contradicts what is looked for is found already: what it excludes never holds. */
function isOfOneSign({ syntax: { kind } }: Part, one: Part, other: Part): boolean {
  return kind === 'or' || one.syntax.kind !== 'not' || other.syntax.kind === 'not';
}

/**
 * What is never or always true is found by other lints. `x exists` beside a comparison of `x` is a way to be explicit.
 * Macros have a meaning of their own, which may change: they are not superfluous.
 */
function isOpenToDoubt(context: LintContext, { syntax, condition }: Part, asReason = false): boolean {
  if (!asReason && (syntax.kind === 'macro' || (syntax.kind === 'not' && syntax.child.kind === 'macro'))) return false;
  if (!asReason && syntax.kind === 'check' && syntax.operator === 'exists') return false;
  return !context.isContradiction([condition]) && !context.isContradiction([negation(condition)]);
}
