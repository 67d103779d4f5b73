/** The formatter of rule files. */
import type { Diagnostic } from '../diagnostics.ts';
import { diagnostic } from '../diagnostics.ts';
import { compileLists } from '../lists.ts';
import { collectItem, definitionsOf, newCollector } from '../collect.ts';
import { parseWithLists } from '../macros.ts';
import { itemsOf, readItems } from '../read-items.ts';
import type { SourceFile } from '../source.ts';
import { DEFAULT_VOCABULARY } from '../vocabulary.ts';
import { isNull, parseYaml, sequenceItems } from '../yaml.ts';
import { difference, tokensOf } from './compare.ts';
import { IndentedItem, readModel } from './read-model.ts';
import { writeModel } from './write-model.ts';

export interface FormatOptions {
  /** Columns of a line. Default: 120. What cannot be broken, such as a long path, may be longer. */
  readonly width?: number;
  /**
   * Names of lists that other files define. They are put into conditions as text, so that a name can matter that is no
   * list's in this file.
   */
  readonly lists?: ReadonlySet<string>;
}

export type FormatResult =
  | {
      /** The file as it should be. */
      readonly text: string;
      /** `text` is not what the file has. */
      readonly changed: boolean;
      readonly diagnostics?: undefined;
    }
  | {
      readonly text?: undefined;
      readonly changed?: undefined;
      /** Why the file cannot be formatted: errors of syntax, in YAML or in conditions. */
      readonly diagnostics: readonly Diagnostic[];
    };

const DEFAULT_WIDTH = 120;

/**
 * Lays out a rules file: its meaning and its comments stay, and a file that is formatted already stays as it is. Names
 * need not be known and fields need not exist; only what cannot be parsed is refused. Never throws.
 */
export function formatRules(file: SourceFile, options: FormatOptions = {}): FormatResult {
  const { width = DEFAULT_WIDTH, lists = [] } = options;
  const found = syntaxOf(file);
  if (found.diagnostics.length > 0) return { diagnostics: found.diagnostics };
  const source = withoutMark(file).text.replaceAll('\r\n', '\n');
  const tokens = tokensOf(source);
  let text: string;
  try {
    text = writeModel(readModel(source, tokens), { width, lists: new Set([...lists, ...found.lists]) });
  } catch (error) {
    return { diagnostics: [error instanceof IndentedItem ? indented(file, error) : leftAlone(file, String(error))] };
  }
  // Most files are formatted already.
  const differs = text === source ? undefined : difference(tokens, tokensOf(text));
  if (differs !== undefined) {
    const known = strayReturn(file);
    return { diagnostics: [known ?? leftAlone(file, `its ${differs} would not stay the same`)] };
  }
  return { text, changed: text !== file.text };
}

/** The names of the lists that files define, for `FormatOptions.lists`. Files that are wrong give what can be read. */
export function listNames(files: readonly SourceFile[]): ReadonlySet<string> {
  const items = files.flatMap((file) => itemsOf(file, () => undefined));
  return new Set(items.flatMap((item) => (item.kind === 'list' ? [item.name] : [])));
}

function leftAlone(file: SourceFile, reason: string): Diagnostic {
  const span = { file, start: 0, end: 0 };
  const hint = 'the formatter does not understand the file; simplify its YAML, and please report it';
  return diagnostic('LOAD_ERR_YAML_PARSE', `the file cannot be formatted: ${reason}`, span, { hint });
}

function indented(original: SourceFile, { message, offset }: IndentedItem): Diagnostic {
  const file = withoutMark(original);
  const start = offsetWithReturns(file.text, offset);
  const span = { file, start, end: Math.min(start + 1, file.text.length) };
  const hint = "begin the items of the file, '- rule:', at the beginning of a line, or give each key a name";
  return diagnostic('LOAD_ERR_YAML_PARSE', message, span, { hint });
}

/** The mark of the byte order has no place in lines and columns. */
function withoutMark(file: SourceFile): SourceFile {
  return file.text.startsWith('\ufeff') ? { ...file, text: file.text.slice(1) } : file;
}

/** Where an offset in the text that is read, without the carriage returns before line feeds, lies in the file. */
function offsetWithReturns(text: string, offset: number): number {
  let at = offset;
  for (let found = text.indexOf('\r\n'); found >= 0 && found < at; found = text.indexOf('\r\n', found + 2)) at++;
  return at;
}

/** A carriage return within a line: it ends a line in YAML, and yet none that a formatter or an editor would keep. */
function strayReturn(original: SourceFile): Diagnostic | undefined {
  const file = withoutMark(original);
  const found = /\r(?!\n)/.exec(file.text);
  if (found === null) return undefined;
  const span = { file, start: found.index, end: found.index + 1 };
  const hint = 'remove it, or write \\r in double quotes';
  return diagnostic('LOAD_ERR_YAML_PARSE', 'a carriage return within a line cannot be formatted', span, { hint });
}

/** What does not parse, and the names of the lists. */
function syntaxOf(file: SourceFile): { readonly diagnostics: readonly Diagnostic[]; readonly lists: Iterable<string> } {
  const diagnostics: Diagnostic[] = [];
  const report = (problem: Diagnostic): void => void diagnostics.push(problem);
  const ignore = (): void => undefined;
  const documents = parseYaml(file, report);
  for (const root of documents) {
    if (isNull(root) || sequenceItems(root) !== undefined) continue;
    const hint = "begin each item with '- rule:', '- macro:' or '- list:'";
    report(diagnostic('LOAD_ERR_YAML_VALIDATE', 'a rules file must be a sequence of items', root.span, { hint }));
  }
  const collector = newCollector(DEFAULT_VOCABULARY);
  for (const item of readItems(documents, ignore)) collectItem(collector, item, ignore);
  const definitions = definitionsOf(collector);
  const lists = compileLists(definitions.lists, ignore);
  for (const { condition, conditionTrail } of [...definitions.macros.values(), ...definitions.rules.values()]) {
    parseWithLists(condition, conditionTrail, lists, report);
  }
  return { diagnostics, lists: definitions.lists.keys() };
}
