/** A rules file → its items. Whatever is wrong is reported and left out; the rest is read nevertheless. */
import { diagnostic, type Report } from './diagnostics.ts';
import { ITEM_KEYS, ITEM_KINDS, itemKind, keyNames, overridableKeys, type ItemKind } from './item-keys.ts';
import { ItemReader, itemTrail, within } from './item-reader.ts';
import type { Item, ListItem, MacroItem, Mode } from './items.ts';
import { inTrail, type Trail } from './location.ts';
import type { MappedText } from './mapped-text.ts';
import { readOverride } from './read-override.ts';
import { readRule, warnAboutAppend } from './read-rule.ts';
import { readEngineVersion, readPluginVersions } from './read-versions.ts';
import type { SourceFile } from './source.ts';
import { didYouMean } from './suggest.ts';
import { isNull, mapEntries, parseYaml, scalarValue, sequenceItems, type YamlEntry, type YamlNode } from './yaml.ts';

const READERS: Readonly<Record<ItemKind, (reader: ItemReader) => Iterable<Item>>> = {
  required_engine_version: readEngineVersion,
  required_plugin_versions: readPluginVersions,
  list: readList,
  macro: readMacro,
  rule: readRule,
};

const MACRO_NAME = /^[a-zA-Z]+[a-zA-Z0-9_]*$/;
const LIST_NAME = /^[^()"'\s=,]+$/;

/** The items of the documents of one file, one after the other, so that each can be used before the next is read. */
export function* readItems(documents: readonly YamlNode[], report: Report): Generator<Item> {
  for (const root of documents) {
    const trail: Trail = [{ type: 'rules content', name: '', file: root.span.file, offset: 0 }];
    yield* readDocument(root, trail, inTrail(report, trail));
  }
}

/** All items of a file, read without regard to those before it. */
export function itemsOf(file: SourceFile, report: Report): Item[] {
  return Array.from(readItems(parseYaml(file, report), report));
}

function* readDocument(root: YamlNode, trail: Trail, report: Report): Generator<Item> {
  const nodes = sequenceItems(root);
  if (nodes === undefined) {
    const hint = "begin each item with '- rule:', '- macro:' or '- list:'";
    report(diagnostic('LOAD_ERR_YAML_VALIDATE', 'a rules file must be a sequence of items', root.span, { hint }));
    return;
  }
  for (const node of nodes) {
    if (isNull(node)) continue;
    yield* readItem(node, trail, report);
  }
}

/** What is said after an item has been yielded concerns what has been applied. */
function* readItem(node: YamlNode, parent: Trail, report: Report): Generator<Item> {
  const entries = mapEntries(node);
  const unknown = within(parent, 'rules content item', '', node);
  if (entries === undefined) {
    const text = scalarValue(node)?.text;
    const message = `${text === undefined ? 'an item' : `'${text}'`} must be a mapping of keys to values`;
    report(diagnostic('LOAD_ERR_YAML_VALIDATE', message, node.span, { trail: unknown }));
    return;
  }
  const kind = itemKind((key) => entries.some((entry) => entry.key === key));
  if (kind !== undefined) {
    const trail = trailOfKind(kind, node, entries, parent);
    yield* READERS[kind](new ItemReader(entries, node.span, trail, report));
    const whole = kind === 'required_plugin_versions' ? within(parent, 'required plugin versions', '', node) : trail;
    new ItemReader(entries, node.span, whole, report).warnAboutKeys(keyNames(ITEM_KEYS[kind]));
    return;
  }
  const reader = new ItemReader(entries, node.span, unknown, report);
  const key = entries[0]?.key ?? '';
  const hint = didYouMean(key, ITEM_KINDS);
  reader.report(diagnostic('LOAD_UNKNOWN_ITEM', `unknown item '${key}' is ignored`, reader.keySpan, { hint }));
}

function trailOfKind(key: ItemKind, node: YamlNode, entries: readonly YamlEntry[], parent: Trail): Trail {
  if (key === 'required_engine_version') return within(parent, key, '', node);
  if (key !== 'required_plugin_versions') return itemTrail(parent, key, node, key);
  const value = entries.find((entry) => entry.key === key)?.value ?? node;
  return within(parent, 'required plugin versions', '', value);
}

/** How a list or macro relates to the earlier one: `key` is what it consists of. */
function readMode(reader: ItemReader, kind: 'list' | 'macro', key: string): Mode | undefined {
  const append = reader.boolean('append') === true;
  if (append) warnAboutAppend(reader, `write 'override: {${key}: append}'`);
  const override = readOverride(reader, overridableKeys(kind));
  if (override === 'broken') return undefined;
  if (append && override !== undefined) {
    reader.invalid("'append: true' and 'override' exclude each other", reader.spanOf('append'));
  }
  if (append || override?.append.has(key) === true) return 'append';
  return override?.replace.has(key) === true ? 'replace' : 'define';
}

function* readList(reader: ItemReader): Generator<ListItem> {
  const name = readName(reader, 'list', LIST_NAME, 'no blanks and none of ( ) " \' = ,');
  const items = reader.entries.has('items') ? reader.texts('items') : reader.missing('items');
  const mode = readMode(reader, 'list', 'items');
  if (name === undefined || items === undefined || mode === undefined) return;
  const { span, trail } = reader;
  yield { kind: 'list', mode, name: name.text, nameSpan: reader.spanOf('list'), span, trail, items };
}

function* readMacro(reader: ItemReader): Generator<MacroItem> {
  const name = readName(reader, 'macro', MACRO_NAME, 'a letter, then letters, digits and underscores');
  const condition = reader.requiredText('condition');
  const mode = readMode(reader, 'macro', 'condition');
  if (name === undefined || condition === undefined || mode === undefined) return;
  const { span, trail } = reader;
  const conditionTrail = reader.trailOf('condition', 'macro condition');
  const nameSpan = reader.spanOf('macro');
  yield { kind: 'macro', mode, name: name.text, nameSpan, span, trail, condition, conditionTrail };
}

function readName(reader: ItemReader, kind: 'list' | 'macro', pattern: RegExp, rule: string): MappedText | undefined {
  const name = reader.requiredText(kind);
  if (name !== undefined && !pattern.test(name.text)) {
    const code = kind === 'list' ? 'LOAD_INVALID_LIST_NAME' : 'LOAD_INVALID_MACRO_NAME';
    const message = `conditions cannot refer to a ${kind} of the name '${name.text}'`;
    reader.report(diagnostic(code, message, reader.spanOf(kind), { hint: `names consist of ${rule}` }));
  }
  return name;
}
