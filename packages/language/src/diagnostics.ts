/** What can be wrong with rule files, and how it is said. */
import type { Trail } from './location.ts';
import type { Span } from './source.ts';

/** The codes of the rule language, and of the tests of rules, with the short text that goes with each. */
export const DIAGNOSTIC_CODES = {
  LOAD_ERR_FILE_READ: 'File read error',
  LOAD_ERR_YAML_PARSE: 'YAML parse error',
  LOAD_ERR_YAML_VALIDATE: 'Error validating internal structure of YAML file',
  LOAD_ERR_COMPILE_CONDITION: 'Error compiling condition',
  LOAD_ERR_COMPILE_OUTPUT: 'Error compiling output',
  LOAD_ERR_VALIDATE: 'Error validating rule/macro/list/exception objects',
  LOAD_ERR_EXTENSION: 'Error in extension item',
  LOAD_UNKNOWN_SOURCE: 'Unknown event source',
  LOAD_UNSAFE_NA_CHECK: 'Unsafe <NA> comparison in condition',
  LOAD_NO_EVTTYPE: 'Condition has no event-type restriction',
  LOAD_UNKNOWN_FILTER: 'Unknown field or event-type in condition or output',
  LOAD_UNUSED_MACRO: 'Unused macro',
  LOAD_UNUSED_LIST: 'Unused list',
  LOAD_UNKNOWN_ITEM: 'Unknown rules file item',
  LOAD_DEPRECATED_ITEM: 'Used deprecated item',
  LOAD_WARNING_EXTENSION: 'Warning in extension item',
  LOAD_APPEND_NO_VALUES: 'Overriding/appending with no values',
  LOAD_EXCEPTION_NAME_NOT_UNIQUE: 'Multiple exceptions defined with the same name',
  LOAD_INVALID_MACRO_NAME: 'Invalid macro name',
  LOAD_INVALID_LIST_NAME: 'Invalid list name',
  LOAD_COMPILE_CONDITION: 'Condition compiled with a warning',
  LOAD_UNKNOWN_KEY: 'Unknown key in item',
  TEST_ERR_ITEM: 'Error in an item of a test file',
  TEST_ERR_EVENT: 'Error in the event of a rule test',
  TEST_UNFILLED_FIELD: 'Rule test uses a field that never has a value',
} as const;

export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

/** A further place that explains a diagnostic, such as the rule in which a macro is used. */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  /** One sentence or clause, without the code. */
  readonly message: string;
  readonly span: Span;
  /** What to do about it. */
  readonly hint?: string;
  readonly related?: readonly RelatedPlace[];
  /** The cause is a field or event type that is not known: what `skip-if-unknown-filter` forgives. */
  readonly unknownName?: boolean;
  /** The deprecated field that a warning is about. */
  readonly deprecatedField?: string;
  /** Where a condition is wrong, in UTF-16 units of the text that was compiled: for chains of items. */
  readonly offset?: number;
  /** The items around the place, from the file inwards. */
  readonly trail?: Trail;
}

/** Codes that begin with LOAD_ERR_ or TEST_ERR_ are errors, the others warnings. */
export function severityOf(code: DiagnosticCode): 'error' | 'warning' {
  return /^(LOAD|TEST)_ERR_/.test(code) ? 'error' : 'warning';
}

/** Names and values come from the files, and may be of any length; what is said of them is not. */
const LONGEST = 600;

function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const half = LONGEST >> 1;
  return `${text.slice(0, half).toWellFormed()} … ${text.slice(-half).toWellFormed()}`;
}

/** What may be added to a diagnostic beyond code, message and place. */
export type DiagnosticExtras = Pick<Diagnostic, 'related' | 'unknownName' | 'deprecatedField' | 'offset' | 'trail'> & {
  readonly hint?: string | undefined;
};

export function diagnostic(
  code: DiagnosticCode,
  message: string,
  span: Span,
  extras: DiagnosticExtras = {},
): Diagnostic {
  const { hint, ...rest } = extras;
  const shortHint = hint === undefined ? {} : { hint: shortened(hint) };
  return { code, severity: severityOf(code), message: shortened(message), span, ...rest, ...shortHint };
}

/** Takes diagnostics as they arise, so that one error does not hide the next. */
export type Report = (diagnostic: Diagnostic) => void;

/** Equal for diagnostics that say the same of the same place. */
export function diagnosticKey({ code, message, span }: Diagnostic): string {
  return [span.file.name, span.start, span.end, code, message].join('\n');
}
