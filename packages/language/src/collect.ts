/** Applies items in order: definitions, redefinitions, appends and overrides. */
import type { CompleteParts, Definitions, ListDefinition, MacroDefinition, RuleDefinition } from './definitions.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import { checkException, ExceptionSet } from './exceptions.ts';
import type {
  EngineVersionItem,
  Item,
  ListItem,
  MacroItem,
  PluginGroup,
  PluginVersionsItem,
  RuleItem,
  RuleParts,
} from './items.ts';
import { inTrail } from './location.ts';
import { GrowingText, type MappedText } from './mapped-text.ts';
import { compareVersions, isCompatible } from './read-versions.ts';
import type { Span } from './source.ts';
import { didYouMean } from './suggest.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Definitions while items are still applied: what may be appended to grows in place, however often that happens. */
interface GrowingList extends ListDefinition {
  readonly items: MappedText[];
}

type GrowingMacro = Omit<MacroDefinition, 'condition'> & { readonly condition: GrowingText };

type GrowingRule = Omit<RuleDefinition, 'condition' | 'output' | 'tags' | 'exceptions'> & {
  readonly condition: GrowingText;
  readonly output: GrowingText;
  readonly tags: Set<string>;
  readonly exceptions: ExceptionSet;
};

/** The definitions so far; `collectItem` adds to them. */
export interface Collector {
  readonly lists: Map<string, GrowingList>;
  readonly macros: Map<string, GrowingMacro>;
  readonly rules: Map<string, GrowingRule>;
  readonly requiredPlugins: PluginGroup[];
  readonly vocabulary: Vocabulary;
  /** Finished definitions, so that what has not changed since stays the same object. */
  readonly finished: WeakMap<GrowingMacro, MacroDefinition> & WeakMap<GrowingRule, RuleDefinition>;
  requiredEngineVersion: string | undefined;
  /** Takes what is wrong with the item at hand. */
  report: Report;
  /** Order of the item at hand. */
  order: number;
}

export function newCollector(vocabulary: Vocabulary): Collector {
  return {
    lists: new Map(),
    macros: new Map(),
    rules: new Map(),
    requiredPlugins: [],
    vocabulary,
    finished: new WeakMap(),
    requiredEngineVersion: undefined,
    report: () => undefined,
    order: -1,
  };
}

/** Applies an item that comes after all before it. */
export function collectItem(collector: Collector, item: Item, report: Report): void {
  collector.report = 'trail' in item ? inTrail(report, item.trail) : report;
  collector.order++;
  applyItem(collector, item);
}

/** What all items so far have made. Macros and rules that no item has changed since the last time are the same objects. */
export function definitionsOf(collector: Collector): Definitions {
  const { lists, macros, rules, finished, requiredEngineVersion, requiredPlugins } = collector;
  return {
    lists,
    macros: mapValues(macros, (macro) => once(finished, macro, grownMacro)),
    rules: mapValues(rules, (rule) => once(finished, rule, grownRule)),
    requiredEngineVersion,
    requiredPlugins,
  };
}

function once<A extends object, B>(known: WeakMap<A, B>, from: A, make: (from: A) => B): B {
  const made = known.get(from) ?? make(from);
  known.set(from, made);
  return made;
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map(Array.from(map, ([key, value]) => [key, change(value)]));
}

function grownMacro(macro: GrowingMacro): MacroDefinition {
  return { ...macro, condition: macro.condition.joined };
}

function grownRule(rule: GrowingRule): RuleDefinition {
  return {
    ...rule,
    condition: rule.condition.joined,
    output: rule.output.joined,
    tags: Array.from(rule.tags).sort(),
    exceptions: rule.exceptions.items,
  };
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

function requirePlugins(collector: Collector, { group }: PluginVersionsItem): void {
  const { anyOf, span, trail } = group;
  collector.requiredPlugins.push(group);
  const satisfied = anyOf.some(({ name, version }) => {
    const provided = collector.vocabulary.plugins.get(name);
    return provided !== undefined && isCompatible(provided, version);
  });
  if (satisfied) return;
  const wanted = anyOf.map(({ name, version }) => `${name} ${version}`).join(' or ');
  const provided = Array.from(collector.vocabulary.plugins, ([name, version]) => `${name} ${version}`).join(', ');
  const hint = `what is provided: ${provided}`;
  collector.report(diagnostic('LOAD_ERR_VALIDATE', `the rules need plugin ${wanted}`, span, { hint, trail }));
}

function invalid(collector: Collector, message: string, span: Span, hint?: string): void {
  collector.report(diagnostic('LOAD_ERR_VALIDATE', message, span, { hint }));
}

type Placed = Pick<RuleDefinition, 'name' | 'nameSpan' | 'span' | 'trail' | 'index' | 'since'>;

/** Name, places and orders of a definition that an item makes or changes. */
function base(
  collector: Collector,
  item: ListItem | MacroItem | RuleItem,
  earlier: Placed | undefined,
  size: number,
): Placed & Pick<RuleDefinition, 'visibility'> {
  const { order } = collector;
  // What is appended to stays where it was first defined.
  const { name, nameSpan, span, trail } = item.mode === 'append' && earlier !== undefined ? earlier : item;
  const index = earlier?.index ?? size;
  return { name, nameSpan, span, trail, index, visibility: order, since: earlier?.since ?? order };
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
  const items = item.mode === 'append' ? (earlier?.items ?? []) : [];
  for (const text of item.items) items.push(text);
  lists.set(item.name, { ...base(collector, item, earlier, lists.size), items });
}

function applyMacro(collector: Collector, item: MacroItem): void {
  const { macros } = collector;
  const earlier = macros.get(item.name);
  if (item.mode === 'append' && earlier === undefined) return nothingToChange(collector, item, macros.keys());
  const appended = item.mode === 'append' ? earlier : undefined;
  const condition = appended?.condition.append(item.condition) ?? new GrowingText(item.condition);
  const { conditionTrail } = appended ?? item;
  macros.set(item.name, { ...base(collector, item, earlier, macros.size), condition, conditionTrail });
}

function applyRule(collector: Collector, item: RuleItem): void {
  const { rules } = collector;
  const earlier = rules.get(item.name);
  if (item.mode === 'define') return defineRule(collector, item, earlier);
  if (earlier === undefined) return nothingToChange(collector, item, rules.keys());
  if (item.source !== undefined && item.source !== earlier.source) {
    return otherSource(collector, item, earlier, item.source);
  }
  const changed = replaceParts(collector, appendParts(collector, earlier, item.append), item.parts);
  // A rule that is only turned on or off keeps its visibility.
  const visibility = item.mode === 'toggle' ? earlier.visibility : collector.order;
  rules.set(item.name, { ...changed, visibility });
}

function defineRule(collector: Collector, item: RuleItem, earlier: GrowingRule | undefined): void {
  const { condition, conditionTrail, output, outputTrail, desc, priority, ...rest } = item.parts as CompleteParts;
  const source = item.source ?? 'syscall';
  if (earlier !== undefined && earlier.source !== source) return otherSource(collector, item, earlier, source);
  if (!collector.vocabulary.sources.has(source)) {
    const message = `rule '${item.name}' is left out: unknown source '${source}'`;
    const hint = didYouMean(source, collector.vocabulary.sources);
    collector.report(diagnostic('LOAD_UNKNOWN_SOURCE', message, item.nameSpan, { hint }));
  }
  const exceptions = checkedExceptions(collector, source, rest.exceptions ?? []);
  collector.rules.set(item.name, {
    ...base(collector, item, earlier, collector.rules.size),
    incomplete: item.incomplete,
    source,
    condition: new GrowingText(condition),
    conditionTrail,
    output: new GrowingText(output),
    outputTrail,
    desc: desc.text,
    priority,
    tags: new Set(rest.tags),
    exceptions: new ExceptionSet(exceptions),
    enabled: rest.enabled ?? true,
    warnEventTypes: rest.warnEventTypes ?? true,
    skipIfUnknown: rest.skipIfUnknown ?? false,
    capture: rest.capture ?? false,
    captureDuration: rest.captureDuration ?? 0,
  });
}

function otherSource(collector: Collector, item: RuleItem, earlier: GrowingRule, source: string): void {
  const message = `rule '${item.name}' had the source '${earlier.source}' and cannot be defined again with '${source}'`;
  invalid(collector, message, item.span);
}

function checkedExceptions(
  collector: Collector,
  source: string,
  exceptions: NonNullable<RuleParts['exceptions']>,
): NonNullable<RuleParts['exceptions']> {
  const known = collector.vocabulary.sources.has(source);
  const vocabulary = known ? collector.vocabulary.forSource(source) : undefined;
  return exceptions.filter((exception) => checkException(exception, vocabulary, collector.report));
}

function appendParts(collector: Collector, rule: GrowingRule, parts: RuleParts): GrowingRule {
  const { condition, output, desc, tags = [], exceptions } = parts;
  if (condition !== undefined) rule.condition.append(condition);
  if (output !== undefined) rule.output.append(output);
  for (const tag of tags) rule.tags.add(tag);
  if (exceptions !== undefined) {
    rule.exceptions.append(exceptions, collector.report, (added) => checkedExceptions(collector, rule.source, added));
  }
  return desc === undefined ? rule : { ...rule, desc: `${rule.desc} ${desc.text}` };
}

function replaceParts(collector: Collector, rule: GrowingRule, parts: RuleParts): GrowingRule {
  const { condition, output, desc, tags, exceptions, ...rest } = parts;
  return {
    ...rule,
    ...rest,
    condition: condition === undefined ? rule.condition : new GrowingText(condition),
    output: output === undefined ? rule.output : new GrowingText(output),
    desc: desc?.text ?? rule.desc,
    tags: tags === undefined ? rule.tags : new Set(tags),
    exceptions:
      exceptions === undefined
        ? rule.exceptions
        : new ExceptionSet(checkedExceptions(collector, rule.source, exceptions)),
  };
}
