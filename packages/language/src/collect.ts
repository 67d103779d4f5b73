/** Applies items in order: definitions, redefinitions, appends and overrides. */
import type { CompleteParts, Definitions, ListDefinition, MacroDefinition, RuleDefinition } from './definitions.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import { checkException, mergeExceptions } from './exceptions.ts';
import type { EngineVersionItem, Item, ListItem, MacroItem, PluginVersionsItem, RuleItem, RuleParts } from './items.ts';
import { fileText, joinTexts, type MappedText } from './mapped-text.ts';
import { compareVersions, isCompatible } from './read-versions.ts';
import type { Span } from './source.ts';
import { didYouMean } from './suggest.ts';
import type { Vocabulary } from './vocabulary.ts';

const BLANK: MappedText = fileText({ name: '', text: ' ' });

interface Collector {
  readonly lists: Map<string, ListDefinition>;
  readonly macros: Map<string, MacroDefinition>;
  readonly rules: Map<string, RuleDefinition>;
  readonly vocabulary: Vocabulary;
  readonly report: Report;
  requiredEngineVersion: string | undefined;
  order: number;
}

export function collectDefinitions(items: readonly Item[], vocabulary: Vocabulary, report: Report): Definitions {
  const collector: Collector = {
    lists: new Map(),
    macros: new Map(),
    rules: new Map(),
    vocabulary,
    report,
    requiredEngineVersion: undefined,
    order: 0,
  };
  for (const item of items) {
    applyItem(collector, item);
    collector.order++;
  }
  return collector;
}

function applyItem(collector: Collector, item: Item): void {
  switch (item.kind) {
    case 'engine version':
      return requireEngine(collector, item);
    case 'plugin versions':
      return requirePlugins(collector, item);
    case 'list':
      return applyList(collector, item);
    case 'macro':
      return applyMacro(collector, item);
    case 'rule':
      return applyRule(collector, item);
  }
}

function requireEngine(collector: Collector, { version, span }: EngineVersionItem): void {
  const { engineVersion } = collector.vocabulary;
  if (!isCompatible(engineVersion, version)) {
    invalid(collector, `the rules need engine version ${version}; this is ${engineVersion}`, span);
  }
  const highest = collector.requiredEngineVersion;
  if (highest === undefined || compareVersions(version, highest) > 0) collector.requiredEngineVersion = version;
}

function requirePlugins(collector: Collector, item: PluginVersionsItem): void {
  for (const { anyOf, span } of item.groups) {
    const satisfied = anyOf.some(({ name, version }) => {
      const provided = collector.vocabulary.plugins.get(name);
      return provided !== undefined && isCompatible(provided, version);
    });
    if (satisfied) continue;
    const wanted = anyOf.map(({ name, version }) => `${name} ${version}`).join(' or ');
    const provided = Array.from(collector.vocabulary.plugins, ([name, version]) => `${name} ${version}`).join(', ');
    invalid(collector, `the rules need plugin ${wanted}`, span, `what is provided: ${provided}`);
  }
}

function invalid(collector: Collector, message: string, span: Span, hint?: string): void {
  collector.report(diagnostic('LOAD_ERR_VALIDATE', message, span, { hint }));
}

/** Name, places and orders of a definition that an item makes or changes. */
function base(
  collector: Collector,
  item: ListItem | MacroItem | RuleItem,
  earlier: ListDefinition | MacroDefinition | RuleDefinition | undefined,
  size: number,
): Pick<RuleDefinition, 'name' | 'nameSpan' | 'span' | 'index' | 'visibility' | 'since'> {
  const { name, nameSpan, span } = item;
  const { order } = collector;
  return { name, nameSpan, span, index: earlier?.index ?? size, visibility: order, since: earlier?.since ?? order };
}

function nothingToChange(
  collector: Collector,
  item: Item & { name: string; nameSpan: Span },
  known: Iterable<string>,
): void {
  const message = `there is no earlier ${item.kind} '${item.name}' to append to or replace`;
  invalid(collector, message, item.nameSpan, didYouMean(item.name, known));
}

function applyList(collector: Collector, item: ListItem): void {
  const { lists } = collector;
  const earlier = lists.get(item.name);
  if (item.mode === 'append' && earlier === undefined) return nothingToChange(collector, item, lists.keys());
  const items = item.mode === 'append' ? [...(earlier?.items ?? []), ...item.items] : item.items;
  lists.set(item.name, { ...base(collector, item, earlier, lists.size), items });
}

function applyMacro(collector: Collector, item: MacroItem): void {
  const { macros } = collector;
  const earlier = macros.get(item.name);
  if (item.mode === 'append' && earlier === undefined) return nothingToChange(collector, item, macros.keys());
  const condition = item.mode === 'append' ? joined(earlier?.condition, item.condition) : item.condition;
  macros.set(item.name, { ...base(collector, item, earlier, macros.size), condition });
}

function joined(earlier: MappedText | undefined, later: MappedText): MappedText {
  return earlier === undefined ? later : joinTexts([earlier, BLANK, later]);
}

function applyRule(collector: Collector, item: RuleItem): void {
  const { rules } = collector;
  const earlier = rules.get(item.name);
  if (item.mode === 'define') return defineRule(collector, item, earlier);
  if (earlier === undefined) return nothingToChange(collector, item, rules.keys());
  const changed = replaceParts(collector, appendParts(collector, earlier, item.append), item.parts);
  // A rule that is only turned on or off keeps its visibility.
  const visibility = item.mode === 'toggle' ? earlier.visibility : collector.order;
  rules.set(item.name, { ...changed, visibility });
}

function defineRule(collector: Collector, item: RuleItem, earlier: RuleDefinition | undefined): void {
  const { condition, output, desc, priority, ...rest } = item.parts as CompleteParts;
  const source = item.source ?? 'syscall';
  if (earlier !== undefined && item.source !== undefined && earlier.source !== source) {
    const message = `rule '${item.name}' had the source '${earlier.source}' and cannot be defined again with '${source}'`;
    invalid(collector, message, item.span);
    return;
  }
  const exceptions = checkedExceptions(collector, source, rest.exceptions ?? []);
  collector.rules.set(item.name, {
    ...base(collector, item, earlier, collector.rules.size),
    incomplete: item.incomplete,
    source,
    condition,
    output,
    desc: desc.text,
    priority,
    tags: sortedTags(rest.tags ?? []),
    exceptions,
    enabled: rest.enabled ?? true,
    warnEventTypes: rest.warnEventTypes ?? true,
    skipIfUnknown: rest.skipIfUnknown ?? false,
    capture: rest.capture ?? false,
    captureDuration: rest.captureDuration ?? 0,
  });
}

function checkedExceptions(
  collector: Collector,
  source: string,
  exceptions: NonNullable<RuleParts['exceptions']>,
): NonNullable<RuleParts['exceptions']> {
  const names = new Set<string>();
  for (const { name, span } of exceptions) {
    if (names.has(name)) {
      const message = `the rule has more than one exception '${name}'`;
      collector.report(diagnostic('LOAD_EXCEPTION_NAME_NOT_UNIQUE', message, span));
    }
    names.add(name);
  }
  const vocabulary = collector.vocabulary.sources.has(source) ? collector.vocabulary : undefined;
  return exceptions.filter((exception) => checkException(exception, vocabulary, collector.report));
}

function appendParts(collector: Collector, rule: RuleDefinition, parts: RuleParts): RuleDefinition {
  const { condition, output, desc, tags, exceptions } = parts;
  return {
    ...rule,
    condition: condition === undefined ? rule.condition : joined(rule.condition, condition),
    output: output === undefined ? rule.output : joined(rule.output, output),
    desc: desc === undefined ? rule.desc : `${rule.desc} ${desc.text}`,
    tags: tags === undefined ? rule.tags : sortedTags([...rule.tags, ...tags]),
    exceptions:
      exceptions === undefined
        ? rule.exceptions
        : mergeExceptions(rule.exceptions, exceptions, collector.report, (added) =>
            checkedExceptions(collector, rule.source, added),
          ),
  };
}

function replaceParts(collector: Collector, rule: RuleDefinition, parts: RuleParts): RuleDefinition {
  const { desc, tags, exceptions, ...rest } = parts;
  return {
    ...rule,
    ...rest,
    desc: desc?.text ?? rule.desc,
    tags: tags === undefined ? rule.tags : sortedTags(tags),
    exceptions: exceptions === undefined ? rule.exceptions : checkedExceptions(collector, rule.source, exceptions),
  };
}

function sortedTags(tags: readonly string[]): string[] {
  return Array.from(new Set(tags)).sort();
}
