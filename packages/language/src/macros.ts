/** Macros: parsed when defined, checked where rules use them, and then only once. */
import { checkCondition } from './check.ts';
import type { MacroDefinition } from './definitions.ts';
import { diagnostic, type Diagnostic, type Report } from './diagnostics.ts';
import type { Condition } from './ir.ts';
import { substituteLists, type CompiledLists } from './lists.ts';
import type { MappedText } from './mapped-text.ts';
import { parseCondition } from './parser.ts';
import { didYouMean } from './suggest.ts';
import type { ConditionSyntax, MacroSyntax } from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Macros may refer to macros this deep. */
const MAX_DEPTH = 100;

export interface CompiledMacro {
  readonly definition: MacroDefinition;
  readonly syntax: ConditionSyntax | undefined;
}

export interface CompiledMacros {
  readonly macros: ReadonlyMap<string, CompiledMacro>;
  readonly used: Set<string>;
  /** Macros that cannot be used because they do not parse, or refer to what they cannot see: already reported. */
  readonly broken: ReadonlySet<string>;
}

/** Parses all macros; a macro may refer to macros first defined before it was last changed. */
export function compileMacros(
  definitions: ReadonlyMap<string, MacroDefinition>,
  lists: CompiledLists,
  report: Report,
): CompiledMacros {
  const macros = new Map<string, CompiledMacro>();
  const used = new Set<string>();
  const broken = new Set<string>();
  for (const definition of definitions.values()) {
    const tree = parseWithLists(definition.condition, lists, report);
    if (tree === undefined) broken.add(definition.name);
    macros.set(definition.name, { definition, syntax: tree });
    for (const reference of macroReferences(tree)) {
      const target = definitions.get(reference.name);
      if (target !== undefined && target !== definition) used.add(reference.name);
      if (target === undefined || target.since >= definition.visibility || target === definition) {
        report(undefinedMacro(reference, definitions, definition));
        broken.add(definition.name);
      }
    }
  }
  return { macros, used, broken };
}

/** Parses a condition after its lists have been substituted; what is wrong is reported. */
export function parseWithLists(
  condition: MappedText,
  lists: CompiledLists,
  report: Report,
): ConditionSyntax | undefined {
  const source = substituteLists(condition, lists, report);
  const result = source && parseCondition(source);
  if (result?.error !== undefined) report(result.error);
  return result?.tree;
}

/** The macros that a condition names. */
export function macroReferences(tree: ConditionSyntax | undefined): MacroSyntax[] {
  if (tree === undefined || tree.kind === 'check') return [];
  if (tree.kind === 'macro') return [tree];
  return tree.kind === 'not' ? macroReferences(tree.child) : tree.children.flatMap(macroReferences);
}

export function undefinedMacro(
  { name, span }: MacroSyntax,
  known: ReadonlyMap<string, MacroDefinition>,
  user?: MacroDefinition,
): Diagnostic {
  const target = known.get(name);
  if (target !== undefined && user !== undefined) {
    const self = target === user;
    const message = self ? `macro '${name}' refers to itself` : `undefined macro '${name}': it is defined only later`;
    const related = self ? [] : [{ message: `'${name}' is defined here`, span: target.nameSpan }];
    return diagnostic('LOAD_ERR_VALIDATE', message, span, { related });
  }
  const hint = didYouMean(name, known.keys()) ?? "a check needs an operator, such as 'proc.name = bash'";
  return diagnostic('LOAD_ERR_VALIDATE', `undefined macro '${name}'`, span, { hint });
}

/** The outcome of checking a macro: its condition, or why it has none. */
export interface MacroOutcome {
  readonly condition: Condition | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks macros on demand, each once; all its users share one condition. */
export class MacroChecker {
  readonly macros: CompiledMacros;
  readonly vocabulary: Vocabulary;
  private readonly outcomes = new Map<string, MacroOutcome>();
  private readonly active = new Set<string>();

  constructor(macros: CompiledMacros, vocabulary: Vocabulary) {
    this.macros = macros;
    this.vocabulary = vocabulary;
  }

  check(reference: MacroSyntax): MacroOutcome {
    const known = this.outcomes.get(reference.name);
    if (known !== undefined) return known;
    const outcome = this.checkNew(reference);
    this.outcomes.set(reference.name, outcome);
    return outcome;
  }

  private checkNew(reference: MacroSyntax): MacroOutcome {
    const { name } = reference;
    const syntax = this.macros.macros.get(name)?.syntax;
    if (syntax === undefined) return { condition: undefined, diagnostics: [] };
    if (this.active.has(name) || this.active.size >= MAX_DEPTH) {
      const reported = Array.from(this.active).some((user) => this.macros.broken.has(user));
      if (reported) return { condition: undefined, diagnostics: [] };
      const message = this.active.has(name)
        ? `macro '${name}' refers to itself through other macros`
        : `macros are nested deeper than ${MAX_DEPTH} levels`;
      return { condition: undefined, diagnostics: [diagnostic('LOAD_ERR_VALIDATE', message, reference.span)] };
    }
    this.active.add(name);
    // A macro may be reached in many ways; what is wrong with it counts once.
    const diagnostics = new Set<Diagnostic>();
    const condition = checkCondition(syntax, {
      vocabulary: this.vocabulary,
      report: (found) => void diagnostics.add(found),
      macro: (inner) => {
        const outcome = this.check(inner);
        for (const found of outcome.diagnostics) diagnostics.add(found);
        return outcome.condition;
      },
    });
    this.active.delete(name);
    return { condition, diagnostics: Array.from(diagnostics) };
  }
}
