/** The names that rules may use. The checker knows them from here only, so that plugins and tests can bring others. */
import { EVENT_NAMES, EVENTS, FIELDS, PARAMETER_TYPES, type FieldDef, type ValueType } from '@lanner/schema';

export interface Vocabulary {
  findField(name: string): FieldDef | undefined;
  /** All field names, for suggestions and for warnings about fields that are written as values. */
  fieldNames(): Iterable<string>;
  /** Fields that belong into every output, in their order. Those of the class `static` for every source. */
  suggestedFields(): Iterable<FieldDef>;
  isEventName(name: string): boolean;
  eventNames(): Iterable<string>;
  /** The type of an event parameter, `undefined` if no event has one of this name: `evt.arg.NAME`, `evt.rawarg.NAME`. */
  parameterType(name: string): ValueType | undefined;
  parameterNames(): Iterable<string>;
  /** Event sources that exist; rules of other sources are left out with a warning. */
  readonly sources: ReadonlySet<string>;
  /** The names that rules of one source may use. This vocabulary itself is that of system calls. */
  forSource(source: string): Vocabulary;
  /** Version of the rule language, for `required_engine_version`. */
  readonly engineVersion: string;
  /** Versions of the plugins whose function is provided, for `required_plugin_versions`. */
  readonly plugins: ReadonlyMap<string, string>;
}

/** What this version of Lanner provides in the terms of `required_engine_version` and `required_plugin_versions`. */
export const ENGINE_VERSION = '0.62.0';
export const PLUGIN_VERSIONS: ReadonlyMap<string, string> = new Map([
  ['container', '0.7.1'],
  ['k8smeta', '0.4.1'],
]);

export interface VocabularyTables {
  readonly fields: readonly FieldDef[];
  readonly eventNames: ReadonlySet<string>;
  readonly parameters: ReadonlyMap<string, ValueType>;
}

/** A vocabulary from plain tables, with the source `syscall` and the versions of this engine. */
export function makeVocabulary(tables: VocabularyTables): Vocabulary {
  const fields = new Map(tables.fields.map((field) => [field.name, field]));
  const vocabulary: Vocabulary = {
    findField: (name) => fields.get(name),
    fieldNames: () => fields.keys(),
    suggestedFields: () => tables.fields.filter((field) => field.suggested === true),
    isEventName: (name) => tables.eventNames.has(name),
    eventNames: () => tables.eventNames,
    parameterType: (name) => tables.parameters.get(name),
    parameterNames: () => tables.parameters.keys(),
    sources: new Set(['syscall']),
    forSource: () => vocabulary,
    engineVersion: ENGINE_VERSION,
    plugins: PLUGIN_VERSIONS,
  };
  return vocabulary;
}

/** An event source beside system calls, as a plugin brings it. */
export interface EventSource {
  /** As `source` of a rule names it. */
  readonly name: string;
  /** Its own fields. Those that events of every source have come by themselves. */
  readonly fields: readonly FieldDef[];
  /** What `required_plugin_versions` finds. */
  readonly plugin?: { readonly name: string; readonly version: string };
}

/** What a plugin adds to the events of system calls: fields, and events of its own among them. */
export interface Extension extends Pick<EventSource, 'fields' | 'plugin'> {
  readonly eventNames?: Iterable<string>;
}

/** A vocabulary whose rules of system calls may use further fields and event types. */
export function withExtension(vocabulary: Vocabulary, { fields, eventNames, plugin }: Extension): Vocabulary {
  const added = new Map(fields.map((field) => [field.name, field]));
  const names = new Set(eventNames);
  const extended: Vocabulary = {
    ...vocabulary,
    findField: (name) => added.get(name) ?? vocabulary.findField(name),
    fieldNames: () => new Set([...vocabulary.fieldNames(), ...added.keys()]),
    suggestedFields: () => [...vocabulary.suggestedFields(), ...fields.filter((field) => field.suggested === true)],
    isEventName: (name) => names.has(name) || vocabulary.isEventName(name),
    eventNames: () => new Set([...vocabulary.eventNames(), ...names]),
    plugins: withPlugin(vocabulary, plugin),
    forSource: (source) => (source === 'syscall' ? extended : vocabulary.forSource(source)),
  };
  return extended;
}

function withPlugin({ plugins }: Vocabulary, plugin: EventSource['plugin']): ReadonlyMap<string, string> {
  return plugin === undefined ? plugins : new Map([...plugins, [plugin.name, plugin.version]]);
}

/** A vocabulary with a further event source, whose fields exist for its rules only. */
export function withSource(vocabulary: Vocabulary, source: EventSource): Vocabulary {
  const { plugin } = source;
  const generic = Array.from(vocabulary.fieldNames(), (name) => vocabulary.findField(name)).filter(
    (field) => field?.generic === true || field?.class === 'static',
  );
  const fields = new Map(
    [...generic.filter((field) => field !== undefined), ...source.fields].map((field) => [field.name, field]),
  );
  const extended: Vocabulary = {
    ...vocabulary,
    sources: new Set([...vocabulary.sources, source.name]),
    plugins: withPlugin(vocabulary, plugin),
    forSource: (name) => (name === source.name ? own : vocabulary.forSource(name)),
  };
  const own: Vocabulary = {
    ...extended,
    findField: (name) => fields.get(name),
    fieldNames: () => fields.keys(),
    suggestedFields: () => Array.from(fields.values()).filter((field) => field.suggested === true),
  };
  return extended;
}

/** Parameters of the events that are known, and of those that the probe sends beyond them. */
function parameterTypes(): ReadonlyMap<string, ValueType> {
  const sent = EVENTS.flatMap(({ params }) => params.map(({ name, type }) => [name, type] as const));
  return new Map([...sent, ...PARAMETER_TYPES]);
}

/**
 * A vocabulary with the constants of a configuration as further fields: `static.site` for the name `site`. They are text,
 * exist for rules of every source, and are suggested for every output.
 */
export function withStaticFields(vocabulary: Vocabulary, given: Iterable<string>): Vocabulary {
  const names = Array.from(given);
  const fields = new Map(staticFields(names).map((field) => [field.name, field]));
  if (fields.size === 0) return vocabulary;
  return {
    ...vocabulary,
    forSource: (source) => withStaticFields(vocabulary.forSource(source), names),
    findField: (name) => fields.get(name) ?? vocabulary.findField(name),
    fieldNames: () => [...fields.keys(), ...vocabulary.fieldNames()],
    suggestedFields: () => [...fields.values(), ...vocabulary.suggestedFields()],
  };
}

/** The fields of the constants with these names. */
export function staticFields(names: Iterable<string>): FieldDef[] {
  return Array.from(names, (name) => ({
    name: `static.${name}`,
    type: 'CHARBUF',
    class: 'static',
    description: 'A constant of the configuration (static_fields).',
    suggested: true,
  }));
}

/** What the schema knows. */
export const DEFAULT_VOCABULARY: Vocabulary = makeVocabulary({
  fields: FIELDS,
  eventNames: EVENT_NAMES,
  parameters: parameterTypes(),
});
