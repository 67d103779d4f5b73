/** The result of loading rule files: in numbers, as JSON, and as text for people. */
import {
  DIAGNOSTIC_CODES,
  diagnosticKey,
  formatPlace,
  locationsOf,
  renderDiagnostic,
  renderSnippet,
  untilFirstError,
  type Diagnostic,
  type FileResult,
  type LoadResult,
  type Location,
  type SourceFile,
} from '@lanner/language';
import { escapeControls } from '@lanner/outputs';
import { styleText } from 'node:util';
import { count } from '../count.ts';
import { jsonPlace, type JsonPlace } from './place.ts';

/** `2 files: 12 rules, 3 macros, 1 list; no errors, 1 warning`. */
export function summary(files: readonly SourceFile[], result: LoadResult): string {
  const { rules, macros, lists, diagnostics } = result;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const held = [count(rules.length, 'rule'), count(macros.length, 'macro'), count(lists.length, 'list')].join(', ');
  return `${count(files.length, 'file')}: ${held}; ${count(errors, 'error')}, ${count(diagnostics.length - errors, 'warning')}`;
}

interface JsonDiagnostic {
  readonly code: string;
  readonly codedesc: string;
  readonly message: string;
  readonly hint?: string;
  readonly deprecated_field?: string;
  readonly context: {
    /** The chain of items around the place, from the file inwards. */
    readonly locations: readonly Location[];
    readonly snippet: string;
  };
  /** The place itself. */
  readonly place: JsonPlace;
}

export interface LoadReport {
  readonly falco_load_results: readonly {
    readonly name: string;
    readonly successful: boolean;
    /** `null`: there is nothing to check. */
    readonly schema_valid: boolean | null;
    readonly schema_warnings: readonly string[];
    /** The first error, at which Falco would stop; then `further_errors` has the others, if there are any. */
    readonly errors: readonly JsonDiagnostic[];
    readonly further_errors?: readonly JsonDiagnostic[];
    /** Those that arose before the first error. */
    readonly warnings: readonly JsonDiagnostic[];
  }[];
}

/** The keys are those of Falco's validation result; `further_errors`, `hint` and `place` are ours. */
export function reportJson({ files }: LoadResult): LoadReport {
  return {
    falco_load_results: files.map((file) => {
      const { name, schema, diagnostics } = file;
      const { error, warnings } = untilFirstError(file);
      const others = diagnostics.filter((found) => found.severity === 'error' && found !== error);
      return {
        name,
        successful: error === undefined,
        schema_valid: schema.valid ?? null,
        schema_warnings: schema.warnings,
        errors: error === undefined ? [] : [toJson(error)],
        ...(others.length === 0 ? {} : { further_errors: others.map(toJson) }),
        warnings: warnings.map(toJson),
      };
    }),
  };
}

/** What stands before both lines of a snippet. */
const SNIPPET_INDENT = '  | '.length;

function toJson(found: Diagnostic): JsonDiagnostic {
  const { code, message, hint, deprecatedField, span } = found;
  const [line = '', carets = ''] = renderSnippet(span).map((text) => text.slice(SNIPPET_INDENT));
  return {
    code,
    codedesc: DIAGNOSTIC_CODES[code],
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(deprecatedField === undefined ? {} : { deprecated_field: deprecatedField }),
    context: { locations: locationsOf(found), snippet: `${line}\n${carets.replace(/\^+$/, '^')}\n` },
    place: jsonPlace(span),
  };
}

type Style = Parameters<typeof styleText>[0];

/**
 * One section a file: its state, then what is wrong with it, as it is with all files loaded. What has been told of an
 * earlier file is told in one line. Ends in a line feed.
 */
export function reportText({ files, diagnostics }: LoadResult, options: { readonly colour: boolean }): string {
  const told = new Set<string>();
  const standing = new Set(diagnostics.map(diagnosticKey));
  const asItIs = (file: FileResult): FileResult => {
    return { ...file, diagnostics: file.diagnostics.filter((found) => standing.has(diagnosticKey(found))) };
  };
  return files.map((file) => fileText(asItIs(file), told, options.colour)).join('');
}

function fileText({ name, schema, diagnostics }: FileResult, told: Set<string>, colour: boolean): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  const paint = (text: string, style: Style): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const [state, style] = stateOf(errors.length, warnings.length);
  const lines = [`${paint(escapeControls(name), 'bold')}: ${paint(state, style)}`];
  if (schema.warnings.length > 0) {
    lines.push(
      `${schema.warnings.length} Schema warnings:`,
      ...schema.warnings.map((text) => `  ${escapeControls(text)}`),
    );
  }
  for (const [what, list] of [
    ['Errors', errors],
    ['Warnings', warnings],
  ] as const) {
    if (list.length > 0) lines.push(`${list.length} ${what}:`, ...list.map((one) => oneText(one, told, colour)));
  }
  return `${lines.join('\n')}\n`;
}

function stateOf(errors: number, warnings: number): readonly [string, Style] {
  if (errors > 0) return ['Invalid', 'red'];
  return warnings > 0 ? ['Ok, with warnings', 'yellow'] : ['Ok', 'green'];
}

function oneText(found: Diagnostic, told: Set<string>, colour: boolean): string {
  const key = diagnosticKey(found);
  if (told.has(key))
    return `${formatPlace(found.span)}: ${found.severity}: ${escapeControls(found.message)} (as above)`;
  told.add(key);
  const [head = '', ...lines] = renderDiagnostic(found, { colour }).split('\n');
  return [head, ...lines, ...within(found), ''].join('\n');
}

/** `in rule 'Shell in a container', rule condition`. */
function within({ trail = [] }: Diagnostic): string[] {
  const items = trail.flatMap((step) => {
    const tells = step.type !== 'condition expression' && step.type !== 'rules content';
    if (!tells || (step.type === 'value for' && step.name === '')) return [];
    return [step.name === '' ? step.type : `${step.type} '${escapeControls(step.name)}'`];
  });
  return items.length === 0 ? [] : [`  in ${items.join(', ')}`];
}
