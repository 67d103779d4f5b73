/** Texts of which beginning, end and some parts are known. */
import type { Operand } from '@lanner/language';
import { lowerAscii } from '../../operators/ascii.ts';
import { compileGlob } from '../../operators/glob.ts';
import { compilePathMatch } from '../../operators/pmatch.ts';
import { problemOf } from './domain.ts';
import type { Constraint } from './elements.ts';

/** What every text that satisfies the wanted tests has. */
interface Facts {
  /** The longest known beginning and end. */
  prefix: string;
  suffix: string;
  readonly parts: string[];
  /** Paths at or below which it lies, each of them. */
  readonly paths: string[];
}

/** Is there no text that satisfies all constraints? */
export function isImpossibleText(operand: Operand, constraints: readonly Constraint[]): boolean {
  const facts: Facts = { prefix: '', suffix: '', parts: [], paths: [] };
  for (const constraint of constraints) {
    if (constraint.wanted && !learn(facts, constraint)) return true;
  }
  const parts = [facts.prefix, facts.suffix, ...facts.parts];
  if (problemOf(operand, facts.prefix, 'start') !== undefined) return true;
  if (parts.some((part) => problemOf(operand, part, 'inside') !== undefined)) return true;
  if (facts.paths.some((path) => !mayLieBelow(facts.prefix, path))) return true;
  return constraints.some((constraint) => !constraint.wanted && follows(facts, parts, constraint));
}

/** Adds what a wanted test says; false if it contradicts what is known. */
function learn(facts: Facts, { atom: { check } }: Constraint): boolean {
  const literal = textOf({ check });
  if (literal === undefined) return true;
  switch (check.operator) {
    case 'startswith':
      return learnPrefix(facts, literal);
    case 'endswith':
      return learnSuffix(facts, literal);
    case 'contains':
      facts.parts.push(literal);
      return true;
    case 'glob':
      // What stands before the first and after the last special character stands for itself.
      return learnPrefix(facts, /^[^*?[\\]*/.exec(literal)?.[0] ?? '') && learnSuffix(facts, globSuffix(literal));
    case 'pmatch':
      facts.paths.push(literal);
      return true;
    default:
      return true;
  }
}

function globSuffix(pattern: string): string {
  return /[*?[\]\\]/.test(pattern) ? (/[^*?[\]\\]*$/.exec(pattern)?.[0] ?? '') : pattern;
}

function learnPrefix(facts: Facts, prefix: string): boolean {
  if (facts.prefix.startsWith(prefix)) return true;
  if (!prefix.startsWith(facts.prefix)) return false;
  facts.prefix = prefix;
  return true;
}

function learnSuffix(facts: Facts, suffix: string): boolean {
  if (facts.suffix.endsWith(suffix)) return true;
  if (!suffix.endsWith(facts.suffix)) return false;
  facts.suffix = suffix;
  return true;
}

/** Does a test that is not wanted hold of every text of which the facts are true? */
function follows(facts: Facts, parts: readonly string[], { atom: { check } }: Constraint): boolean {
  const literal = textOf({ check });
  if (literal === undefined) return false;
  switch (check.operator) {
    case 'startswith':
      return facts.prefix.startsWith(literal);
    case 'endswith':
      return facts.suffix.endsWith(literal);
    case 'contains':
      return parts.some((part) => part.includes(literal));
    case 'icontains':
      return parts.some((part) => lowerAscii(part).includes(lowerAscii(literal)));
    case 'pmatch':
      return isBelow(completeComponents(facts.prefix), literal) || facts.paths.some((path) => isBelow(path, literal));
    default:
      return false;
  }
}

/** The one literal of a check of a text. */
function textOf({ check: { right, modifier } }: Pick<Constraint['atom'], 'check'>): string | undefined {
  if (right.kind !== 'literals' || right.values.length !== 1 || modifier !== undefined) return undefined;
  const [literal] = right.values;
  return typeof literal === 'string' ? literal : undefined;
}

const PATTERN = /[*?[]/;

/** Does every text at or below `path` lie at or below `outer` too? */
function isBelow(path: string, outer: string): boolean {
  return !PATTERN.test(path) && compilePathMatch([outer])(path);
}

/** Of a beginning of a path, the components that are complete. */
function completeComponents(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/') + 1);
}

function componentsOf(path: string): string[] {
  return path.split('/').filter((component) => component !== '');
}

/** Can a text that begins with `prefix` lie at or below `path`? */
function mayLieBelow(prefix: string, path: string): boolean {
  const given = componentsOf(completeComponents(prefix));
  return componentsOf(path).every((component, at) => {
    const other = given[at];
    if (other === undefined) return true;
    return PATTERN.test(component) ? compileGlob(component, false)(other) : component === other;
  });
}
