export * from './ir.ts';
export * from './source.ts';
export * from './syntax.ts';
export * from './testing/index.ts';
export {
  DIAGNOSTIC_CODES,
  diagnosticKey,
  type Diagnostic,
  type DiagnosticCode,
  type RelatedPlace,
  type Report,
} from './diagnostics.ts';
export { fileText, joinTexts, spanOf, standInText, type MappedText } from './mapped-text.ts';
export { parseCondition, type ParseResult } from './parser.ts';
export { formatCondition, formatOperand } from './print.ts';
export { formatRules, listNames, type FormatOptions, type FormatResult } from './format/format.ts';
export { completionsAt, type CompletionItem, type CompletionKind, type CompletionResult } from './editor/completion.ts';
export {
  ruleCompletionSource,
  ruleHover,
  ruleLintSource,
  ruleStreamParser,
  type EditorOptions,
  type RuleCompletionResult,
  type RuleProblem,
  type RuleStreamParser,
} from './editor/codemirror.ts';
export { hoverAt, type Hover } from './editor/hover.ts';
export { FILE_START, type LineState } from './editor/line-state.ts';
export { lineTokens, type LineTokens } from './editor/line-tokens.ts';
export { problemsIn, type Problem, type ProblemOptions } from './editor/problems.ts';
export { symbolsOf, type Symbols } from './editor/symbols.ts';
export type { Token, TokenKind } from './editor/token.ts';
export { checkCondition } from './check.ts';
export { EXCEPTION_KEYS, ITEM_KEYS, itemKind, type ItemKey, type ItemKind, type KeyValue } from './item-keys.ts';
export { isAny, isAnyAncestor, isList, typeOf } from './operands.ts';
export { groupOf, legalOperators, type TypeGroup } from './operators.ts';
export type { CheckContext } from './check-context.ts';
export { eventTypesOf } from './event-types.ts';
export { parseOutput } from './output.ts';
export { PRIORITIES, isAtLeast, parsePriority, requirePriority } from './priority.ts';
export {
  formatPlace,
  positionOf,
  renderCoded,
  renderDiagnostic,
  renderFinding,
  renderSnippet,
  type Finding,
  type Position,
  type RenderOptions,
} from './render.ts';
export { didYouMean } from './suggest.ts';
export {
  booleanOf,
  isNull,
  mapEntries,
  parseYaml,
  scalarValue,
  sequenceItems,
  type YamlEntry,
  type YamlNode,
} from './yaml.ts';
export type { WrittenException, WrittenRule } from './written.ts';
export {
  loadRules,
  untilFirstError,
  type FileResult,
  type LoadedDefinitions,
  type LoadedList,
  type LoadedMacro,
  type LoadOptions,
  type LoadResult,
} from './load.ts';
export type { SchemaResult } from './check-schema.ts';
export { locationsOf, type ItemType, type Location, type Trail } from './location.ts';
export { idleSteps, selectRules, type Selection, type SelectionStep } from './select.ts';
export {
  DEFAULT_VOCABULARY,
  ENGINE_VERSION,
  makeVocabulary,
  PLUGIN_VERSIONS,
  staticFields,
  withExtension,
  withSource,
  withStaticFields,
  type EventSource,
  type Extension,
  type Vocabulary,
  type VocabularyTables,
} from './vocabulary.ts';
export { describeRules } from './describe/describe.ts';
export type * from './describe/types.ts';
