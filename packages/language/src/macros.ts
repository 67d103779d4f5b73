/** Macros: parsed when defined, checked where rules use them, and then only once. */
import { checkCondition } from './check.ts';
import type { MacroDefinition } from './definitions.ts';
import { diagnostic, type Diagnostic, type Report } from './diagnostics.ts';
import type { Condition } from './ir.ts';
import { inCondition, type Trail } from './location.ts';
import { substituteLists, wordsIn, type CompiledLists } from './lists.ts';
import { isSame, type MappedText } from './mapped-text.ts';
import { MAX_LEVELS, parseCondition } from './parser.ts';
import { didYouMean } from './suggest.ts';
import type { ConditionSyntax, MacroSyntax } from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Macros may refer to macros this deep. */
const MAX_DEPTH = 100;

export interface CompiledMacro {
  readonly definition: MacroDefinition;
  readonly parsed: Parsed;
  readonly syntax: ConditionSyntax | undefined;
}

/** A condition after its lists have been substituted. */
export interface Parsed {
  readonly condition: MappedText;
  /** The lists that were substituted. */
  readonly lists: ReadonlySet<string>;
  readonly source: MappedText;
  readonly tree: ConditionSyntax | undefined;
  readonly error: Diagnostic | undefined;
}

export interface CompiledMacros {
  readonly macros: ReadonlyMap<string, CompiledMacro>;
  readonly definitions: ReadonlyMap<string, MacroDefinition>;
  readonly used: Set<string>;
  /** Macros that cannot be used because they do not parse, or refer to what they cannot see: already reported. */
  readonly broken: ReadonlySet<string>;
}

/**
 * Parses all macros; a macro may refer to macros first defined before it was last changed.
 * @param earlier what compiling fewer items gave: trees that still hold are taken from it
 */
export function compileMacros(
  definitions: ReadonlyMap<string, MacroDefinition>,
  lists: CompiledLists,
  report: Report,
  earlier?: CompiledMacros,
): CompiledMacros {
  const macros = new Map<string, CompiledMacro>();
  const used = new Set<string>();
  const broken = new Set<string>();
  for (const definition of definitions.values()) {
    const { trail, conditionTrail } = definition;
    const before = earlier?.macros.get(definition.name);
    const kept = before?.definition === definition ? before.parsed : undefined;
    const parsed = parseWithLists(definition.condition, conditionTrail, lists, report, kept);
    const { tree, source } = parsed;
    if (tree === undefined) broken.add(definition.name);
    macros.set(definition.name, { definition, parsed, syntax: tree });
    for (const reference of macroReferences(tree)) {
      const target = definitions.get(reference.name);
      if (target !== undefined && target !== definition) used.add(reference.name);
      if (target === undefined || target.since >= definition.visibility || target === definition) {
        inCondition(report, trail, source)(undefinedMacro(reference, definitions, definition));
        broken.add(definition.name);
      }
    }
  }
  return { macros, definitions, used, broken };
}

/**
 * Parses a condition after its lists have been substituted; what is wrong is reported as within `trail`.
 * @param kept what the same condition gave earlier: it is given again if the lists make the same of it
 */
export function parseWithLists(
  condition: MappedText,
  trail: Trail,
  lists: CompiledLists,
  report: Report,
  kept?: Parsed,
): Parsed {
  const used = new Set<string>();
  if (kept !== undefined && isUntouched(kept, condition, lists)) {
    for (const name of kept.lists) lists.used.add(name);
    if (kept.error !== undefined) inCondition(report, trail, kept.source)(kept.error);
    return kept;
  }
  const source = substituteLists(condition, lists, used, inCondition(report, trail, condition));
  for (const name of used) lists.used.add(name);
  const base = { condition, lists: used };
  if (source === undefined) return { ...base, tree: undefined, source: condition, error: undefined };
  const same = kept !== undefined && isSame(kept.source, source) ? kept : undefined;
  const { tree, error } = same ?? parseCondition(source);
  if (error !== undefined) inCondition(report, trail, source)(error);
  return same ?? { ...base, source, tree, error };
}

/** Whether no list has changed that the condition names, or could name. */
function isUntouched(kept: Parsed, condition: MappedText, { changed }: CompiledLists): boolean {
  if (changed === undefined || kept.tree === undefined || !isSame(kept.condition, condition)) return false;
  const { source, lists } = kept;
  const texts = [condition.text, source.text];
  if (changed.odd.some((name) => lists.has(name) || texts.some((text) => text.includes(name)))) return false;
  if (changed.words.length === 0) return true;
  const words = new Set(texts.flatMap(wordsIn));
  return !changed.words.some((name) => lists.has(name) || words.has(name));
}

/** The macros that a condition names. */
export function macroReferences(tree: ConditionSyntax | undefined): MacroSyntax[] {
  const references: MacroSyntax[] = [];
  if (tree !== undefined) addReferences(tree, references);
  return references;
}

function addReferences(tree: ConditionSyntax, references: MacroSyntax[]): void {
  if (tree.kind === 'macro') references.push(tree);
  else if (tree.kind === 'not') addReferences(tree.child, references);
  else if (tree.kind !== 'check') for (const child of tree.children) addReferences(child, references);
}

export function undefinedMacro(
  { name, span }: MacroSyntax,
  known: ReadonlyMap<string, MacroDefinition>,
  user?: MacroDefinition,
): Diagnostic {
  const target = known.get(name);
  const offset = span.at === undefined ? {} : { offset: span.at };
  if (target !== undefined && user !== undefined) {
    const self = target === user;
    const message = self ? `macro '${name}' refers to itself` : `undefined macro '${name}': it is defined only later`;
    const related = self ? [] : [{ message: `'${name}' is defined here`, span: target.nameSpan }];
    return diagnostic('LOAD_ERR_VALIDATE', message, span, { related, ...offset });
  }
  const hint = didYouMean(name, known.keys()) ?? "a check needs an operator, such as 'proc.name = bash'";
  return diagnostic('LOAD_ERR_VALIDATE', `undefined macro '${name}'`, span, { hint, ...offset });
}

/** The outcome of checking a macro: its condition, or why it has none. */
export interface MacroOutcome {
  readonly condition: Condition | undefined;
  /** How many levels the condition has. */
  readonly height: number;
  readonly diagnostics: readonly Diagnostic[];
}

function noCondition(...diagnostics: readonly Diagnostic[]): MacroOutcome {
  return { condition: undefined, height: 0, diagnostics };
}

/** What a condition has got from a macro that it names, `depth` levels below its own top. */
export interface MacroUse {
  readonly reference: MacroSyntax;
  readonly depth: number;
  readonly condition: Condition | undefined;
}

/** Checks macros on demand, each once; all its users share one condition. */
export class MacroChecker {
  readonly macros: CompiledMacros;
  readonly vocabulary: Vocabulary;
  private earlier: MacroChecker | undefined;
  private readonly outcomes = new Map<string, MacroOutcome>();
  private readonly uses = new Map<string, readonly MacroUse[]>();
  private readonly active = new Set<string>();

  /** @param earlier of fewer items, with the same vocabulary: conditions that still hold are taken from it */
  constructor(macros: CompiledMacros, vocabulary: Vocabulary, earlier?: MacroChecker) {
    this.macros = macros;
    this.vocabulary = vocabulary;
    this.earlier = earlier;
  }

  /** Frees what is of no use once all conditions are checked. */
  forgetEarlier(): void {
    this.earlier = undefined;
  }

  /** Whether what a condition `depth` levels deep has got from macros is what it would get now. */
  stillHold(uses: readonly MacroUse[], depth: number): boolean {
    return uses.every(({ reference, depth: below, condition }) => {
      return condition !== undefined && this.check(reference, depth + below).condition === condition;
    });
  }

  /** @param depth how many levels deep the macro is named in the condition of a rule */
  check(reference: MacroSyntax, depth: number): MacroOutcome {
    const known = this.outcomes.get(reference.name);
    if (known === undefined) {
      const outcome = this.checkNew(reference, depth);
      this.outcomes.set(reference.name, outcome);
      return outcome;
    }
    if (depth + known.height <= MAX_LEVELS) return known;
    return noCondition(tooDeep(reference));
  }

  private checkNew(reference: MacroSyntax, depth: number): MacroOutcome {
    const { name } = reference;
    const syntax = this.macros.macros.get(name)?.syntax;
    if (syntax === undefined) return noCondition();
    if (this.active.has(name) || this.active.size >= MAX_DEPTH) {
      const reported = Array.from(this.active).some((user) => this.macros.broken.has(user));
      if (reported) return noCondition();
      const message = this.active.has(name)
        ? `macro '${name}' refers to itself through other macros`
        : `macros are nested deeper than ${MAX_DEPTH} levels`;
      return noCondition(diagnostic('LOAD_ERR_VALIDATE', message, reference.span));
    }
    const ownHeight = heightOf(syntax);
    if (depth + ownHeight > MAX_LEVELS) return noCondition(tooDeep(reference));
    this.active.add(name);
    const kept = this.kept(name, syntax, depth);
    if (kept !== undefined) {
      this.active.delete(name);
      return kept;
    }
    const uses: MacroUse[] = [];
    let height = ownHeight;
    // A macro may be reached in many ways; what is wrong with it counts once.
    const diagnostics = new Set<Diagnostic>();
    const condition = checkCondition(
      syntax,
      {
        vocabulary: this.vocabulary,
        report: (found) => void diagnostics.add(found),
        macro: (inner, innerDepth) => {
          const outcome = this.check(inner, innerDepth);
          for (const found of outcome.diagnostics) diagnostics.add(found);
          height = Math.max(height, innerDepth - depth + outcome.height);
          uses.push({ reference: inner, depth: innerDepth - depth, condition: outcome.condition });
          return outcome.condition;
        },
      },
      depth,
    );
    this.active.delete(name);
    this.uses.set(name, uses);
    return { condition, height, diagnostics: Array.from(diagnostics) };
  }

  /** The earlier outcome, if it was good and nothing has changed on which it hangs. */
  private kept(name: string, syntax: ConditionSyntax, depth: number): MacroOutcome | undefined {
    const outcome = this.earlier?.outcomes.get(name);
    const uses = this.earlier?.uses.get(name);
    if (outcome?.condition === undefined || outcome.diagnostics.length > 0 || uses === undefined) return undefined;
    if (this.earlier?.macros.macros.get(name)?.syntax !== syntax || depth + outcome.height > MAX_LEVELS)
      return undefined;
    if (!this.stillHold(uses, depth)) return undefined;
    this.uses.set(name, uses);
    return outcome;
  }
}

/** How many levels of `and`, `or` and `not` a condition has, macros not counted. */
function heightOf(tree: ConditionSyntax): number {
  if (tree.kind === 'not') return 1 + heightOf(tree.child);
  if (tree.kind === 'macro' || tree.kind === 'check') return 0;
  let height = 0;
  for (const child of tree.children) height = Math.max(height, heightOf(child));
  return height + 1;
}

function tooDeep({ name, span }: MacroSyntax): Diagnostic {
  const message = `with macro '${name}', the condition is nested deeper than ${MAX_LEVELS} levels`;
  return diagnostic('LOAD_ERR_VALIDATE', message, span);
}
