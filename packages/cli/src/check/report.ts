/** The result of loading rule files, in numbers and as JSON. */
import { DIAGNOSTIC_CODES, positionOf, type Diagnostic, type LoadResult, type SourceFile } from '@lanner/language';
import { count } from '../count.ts';

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
  readonly context: {
    readonly locations: readonly {
      readonly item_type: 'rules content';
      readonly item_name: '';
      /** `line`, `column` and `offset` (in UTF-16 units) count from 0. */
      readonly position: {
        readonly name: string;
        readonly line: number;
        readonly column: number;
        readonly offset: number;
      };
    }[];
    readonly snippet: string;
  };
}

export interface LoadReport {
  readonly falco_load_results: readonly {
    readonly name: string;
    readonly successful: boolean;
    readonly errors: readonly JsonDiagnostic[];
    readonly warnings: readonly JsonDiagnostic[];
  }[];
}

/** The keys are those of Falco's validation result; `hint` is ours. A place is the exact one, not a chain of items. */
export function reportJson(files: readonly SourceFile[], result: LoadResult): LoadReport {
  return {
    falco_load_results: files.map((file) => {
      const here = result.diagnostics.filter(({ span }) => span.file.name === file.name);
      const errors = here.filter(({ severity }) => severity === 'error').map(toJson);
      const warnings = here.filter(({ severity }) => severity === 'warning').map(toJson);
      return { name: file.name, successful: errors.length === 0, errors, warnings };
    }),
  };
}

function toJson({ code, message, hint, span }: Diagnostic): JsonDiagnostic {
  const { line, column } = positionOf(span.file, span.start);
  const position = { name: span.file.name, line: line - 1, column: column - 1, offset: span.start };
  const text = span.file.text.split('\n')[line - 1] ?? '';
  return {
    code,
    codedesc: DIAGNOSTIC_CODES[code],
    message,
    ...(hint === undefined ? {} : { hint }),
    context: {
      locations: [{ item_type: 'rules content', item_name: '', position }],
      snippet: `${text}\n${' '.repeat(column - 1)}^\n`,
    },
  };
}
