export * from './ir.ts';
export * from './source.ts';
export * from './syntax.ts';
export * from './testing/index.ts';
export {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  type RelatedPlace,
  type Report,
} from './diagnostics.ts';
export { fileText, joinTexts, spanOf, standInText, type MappedText } from './mapped-text.ts';
export { parseCondition, type ParseResult } from './parser.ts';
export { formatCondition, formatOperand } from './print.ts';
export { formatRules, listNames, type FormatOptions, type FormatResult } from './format/format.ts';
export { checkCondition } from './check.ts';
export { isAny, isAnyAncestor, isList, typeOf } from './check-operand.ts';
export { groupOf, legalOperators, type TypeGroup } from './operators.ts';
export type { CheckContext } from './check-context.ts';
export { eventTypesOf } from './event-types.ts';
export { parseOutput } from './output.ts';
export { PRIORITIES, isAtLeast, parsePriority } from './priority.ts';
export { loadRules, type LoadedList, type LoadedMacro, type LoadOptions, type LoadResult } from './load.ts';
export {
  formatPlace,
  positionOf,
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
export { idleSteps, selectRules, type Selection, type SelectionStep } from './select.ts';
export {
  DEFAULT_VOCABULARY,
  ENGINE_VERSION,
  makeVocabulary,
  PLUGIN_VERSIONS,
  staticFields,
  withStaticFields,
  type Vocabulary,
  type VocabularyTables,
} from './vocabulary.ts';
