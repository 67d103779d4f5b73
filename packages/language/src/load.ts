/**
 * Rule files → checked rules. For each file one pass after the other:
 * items → definitions → lists → macros → rules (exceptions, lists, syntax, check, event types, output); then selection.
 */
import { Budget } from './budget.ts';
import { checkSchema, type SchemaResult } from './check-schema.ts';
import { collectItem, definitionsOf, newCollector } from './collect.ts';
import type { Definitions } from './definitions.ts';
import { compileDefinitions } from './compile-definitions.ts';
import type { CompiledLists } from './lists.ts';
import type { CompiledMacros } from './macros.ts';
import { diagnosticKey, type Diagnostic } from './diagnostics.ts';
import type { CheckedRule } from './ir.ts';
import { spanOf } from './mapped-text.ts';
import { readItems } from './read-items.ts';
import { selectRules, type Selection } from './select.ts';
import type { SourceFile, Span } from './source.ts';
import { parseYaml } from './yaml.ts';
import type { ConditionSyntax } from './syntax.ts';
import { namesInUse, unusedIn } from './unused.ts';
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

/** What loading one file gave: together with those before it, without those after it. */
export interface FileResult {
  readonly name: string;
  readonly schema: SchemaResult;
  /** Errors and warnings in the order in which they arose. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What an engine that stops at the first error would tell of a file: that error, if there is one, and the warnings that
 * arose before it.
 */
export function untilFirstError({ diagnostics }: FileResult): {
  readonly error: Diagnostic | undefined;
  readonly warnings: readonly Diagnostic[];
} {
  const first = diagnostics.findIndex(({ severity }) => severity === 'error');
  return { error: diagnostics[first], warnings: first < 0 ? diagnostics : diagnostics.slice(0, first) };
}

export interface LoadResult {
  /** The rules that are in order, in order of definition; those turned off are among them. */
  readonly rules: readonly CheckedRule[];
  readonly macros: readonly LoadedMacro[];
  readonly lists: readonly LoadedList[];
  /**
   * Errors and warnings of all files, in order of their places; of what is unused, that which no file uses. Any error
   * means that the files should not be used.
   */
  readonly diagnostics: readonly Diagnostic[];
  /** One result a file, in order. What is wrong with a rule is told again by each file after it. */
  readonly files: readonly FileResult[];
  /** The highest engine version that a file asks for. */
  readonly requiredEngineVersion?: string;
  /** What the rules were made of: for `describeRules`. */
  readonly definitions: LoadedDefinitions;
}

/** The definitions behind a load result. */
export interface LoadedDefinitions extends Definitions {
  readonly compiledLists: CompiledLists;
  readonly compiledMacros: CompiledMacros;
  readonly vocabulary: Vocabulary;
}

/** Loads rule files in order. Never throws: whatever is wrong is among the diagnostics. */
export function loadRules(files: readonly SourceFile[], options: LoadOptions = {}): LoadResult {
  const { vocabulary = DEFAULT_VOCABULARY, selection = {} } = options;
  const collector = newCollector(vocabulary);
  const results: FileResult[] = [];
  const diagnostics: Diagnostic[] = [];
  const budget = new Budget();
  let unused: readonly Diagnostic[] = [];
  let compiled = compileDefinitions(definitionsOf(collector), vocabulary, () => undefined);
  for (const file of files) {
    const found: Diagnostic[] = [];
    const report = (one: Diagnostic): void => void found.push(one);
    // What stands behind an empty document is not read, as in Falco.
    const documents = parseYaml(file, report, { budget, empty: 'stop' });
    for (const item of readItems(documents, report)) collectItem(collector, item, report);
    compiled = compileDefinitions(definitionsOf(collector), vocabulary, report, compiled);
    const { definitions, macros, lists } = compiled;
    diagnostics.push(...found);
    // What is used cannot be told where something could not be read or compiled.
    const readable = found.every(({ severity }) => severity === 'warning');
    if (readable) unused = unusedIn(definitions, lists, macros);
    const all = readable ? [...found, ...unused] : found;
    results.push({ name: file.name, schema: checkSchema(documents), diagnostics: all });
  }
  diagnostics.push(...unused);

  const { definitions, rules, macros, lists } = compiled;
  const inUse = namesInUse(definitions);
  const { requiredEngineVersion } = definitions;
  return {
    rules: selectRules(rules.rules, selection),
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
    files: results,
    ...(requiredEngineVersion === undefined ? {} : { requiredEngineVersion }),
    definitions: { ...definitions, compiledLists: lists, compiledMacros: macros, vocabulary },
  };
}

/** In order of places, each once. */
function inOrder(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): Diagnostic[] {
  const order = new Map(files.map(({ name }, at) => [name, at]));
  const place = ({ span }: Diagnostic): number => order.get(span.file.name) ?? files.length;
  const once = new Map(diagnostics.toReversed().map((one) => [diagnosticKey(one), one]));
  return Array.from(once.values()).sort((a, b) => place(a) - place(b) || a.span.start - b.span.start);
}
