/**
 * Rule files → checked rules. One pass after the other:
 * items → definitions → lists → macros → rules (exceptions, lists, syntax, check, event types, output) → selection.
 */
import { Budget } from './budget.ts';
import { collectDefinitions } from './collect.ts';
import { compileLists } from './lists.ts';
import { compileMacros } from './macros.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { CheckedRule } from './ir.ts';
import { spanOf } from './mapped-text.ts';
import { readItems } from './read-items.ts';
import { compileRules } from './rules.ts';
import { selectRules, type Selection } from './select.ts';
import type { SourceFile, Span } from './source.ts';
import type { ConditionSyntax } from './syntax.ts';
import { namesInUse, reportUnused } from './unused.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from './vocabulary.ts';

export interface LoadOptions {
  /** Default: all that the schema knows. */
  readonly vocabulary?: Vocabulary;
  readonly selection?: Selection;
}

export interface LoadedMacro {
  readonly name: string;
  readonly span: Span;
  /** The condition as written, lists resolved; `undefined` if it does not parse. */
  readonly syntax: ConditionSyntax | undefined;
  /** Something refers to it. */
  readonly used: boolean;
  /** A rule refers to it, directly or through others. */
  readonly inUse: boolean;
  readonly nameSpan: Span;
}

export interface LoadedList {
  readonly name: string;
  readonly span: Span;
  readonly items: readonly string[];
  /** Something refers to it. */
  readonly used: boolean;
  /** A rule refers to it, directly or through others. */
  readonly inUse: boolean;
  readonly nameSpan: Span;
  /** The items as they are written; names of lists are not resolved. */
  readonly written: readonly { readonly text: string; readonly span: Span }[];
}

export interface LoadResult {
  /** The rules that are in order, in order of definition; those turned off are among them. */
  readonly rules: readonly CheckedRule[];
  readonly macros: readonly LoadedMacro[];
  readonly lists: readonly LoadedList[];
  /** Errors and warnings of all files, in order of their places. Any error means that the files should not be used. */
  readonly diagnostics: readonly Diagnostic[];
  /** The highest engine version that a file asks for. */
  readonly requiredEngineVersion?: string;
}

/** Loads rule files in order. Never throws: whatever is wrong is among the diagnostics. */
export function loadRules(files: readonly SourceFile[], options: LoadOptions = {}): LoadResult {
  const { vocabulary = DEFAULT_VOCABULARY, selection = {} } = options;
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic): void => void diagnostics.push(found);

  const budget = new Budget();
  const items = files.flatMap((file) => readItems(file, report, budget));
  const definitions = collectDefinitions(items, vocabulary, report);
  const lists = compileLists(definitions.lists, report, budget);
  const macros = compileMacros(definitions.macros, lists, report);
  const rules = compileRules(definitions.rules, { vocabulary, lists, macros, budget, report });
  reportUnused(definitions, lists, macros, report);

  const inUse = namesInUse(definitions);
  const { requiredEngineVersion } = definitions;
  return {
    rules: selectRules(rules, selection),
    macros: Array.from(macros.macros.values(), ({ definition, syntax }) => {
      const { name, span, nameSpan } = definition;
      return { name, span, nameSpan, syntax, used: macros.used.has(name), inUse: inUse.has(name) };
    }),
    lists: lists.lists.map(({ name, items: texts, definition }) => {
      const { span, nameSpan } = definition;
      return {
        name,
        span,
        nameSpan,
        items: texts.map(({ text }) => text),
        used: lists.used.has(name),
        inUse: inUse.has(name),
        written: definition.items.map((item) => ({ text: item.text, span: spanOf(item, 0, item.text.length) })),
      };
    }),
    diagnostics: inOrder(diagnostics, files),
    ...(requiredEngineVersion === undefined ? {} : { requiredEngineVersion }),
  };
}

function inOrder(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): Diagnostic[] {
  const order = new Map(files.map(({ name }, at) => [name, at]));
  const place = ({ span }: Diagnostic): number => order.get(span.file.name) ?? files.length;
  return diagnostics.toSorted((a, b) => place(a) - place(b) || a.span.start - b.span.start);
}
