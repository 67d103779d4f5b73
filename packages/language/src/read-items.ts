/** A rules file → its items. Whatever is wrong is reported and left out; the rest is read nevertheless. */
import { Budget } from './budget.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import { ITEM_KEYS, ITEM_KINDS, itemKind, keyNames, overridableKeys, type ItemKind } from './item-keys.ts';
import { ItemReader } from './item-reader.ts';
import type { Item, ListItem, MacroItem, Mode } from './items.ts';
import type { MappedText } from './mapped-text.ts';
import { readOverride } from './read-override.ts';
import { readRule, warnAboutAppend } from './read-rule.ts';
import { readEngineVersion, readPluginVersions } from './read-versions.ts';
import type { SourceFile } from './source.ts';
import { didYouMean } from './suggest.ts';
import { isNull, mapEntries, parseYaml, scalarValue, sequenceItems, type YamlNode } from './yaml.ts';

const READERS: Readonly<Record<ItemKind, (reader: ItemReader) => Item | undefined>> = {
  required_engine_version: readEngineVersion,
  required_plugin_versions: readPluginVersions,
  list: readList,
  macro: readMacro,
  rule: readRule,
};

const MACRO_NAME = /^[a-zA-Z]+[a-zA-Z0-9_]*$/;
const LIST_NAME = /^[^()"'\s=,]+$/;

export function readItems(file: SourceFile, report: Report, budget: Budget = new Budget()): Item[] {
  return parseYaml(file, report, budget).flatMap((root) => readDocument(root, report));
}

function readDocument(root: YamlNode, report: Report): Item[] {
  const nodes = sequenceItems(root);
  if (nodes === undefined) {
    const hint = "begin each item with '- rule:', '- macro:' or '- list:'";
    report(diagnostic('LOAD_ERR_YAML_VALIDATE', 'a rules file must be a sequence of items', root.span, { hint }));
    return [];
  }
  const items: Item[] = [];
  for (const node of nodes) {
    if (isNull(node)) continue;
    const item = readItem(node, report);
    if (item !== undefined) items.push(item);
  }
  return items;
}

function readItem(node: YamlNode, report: Report): Item | undefined {
  const entries = mapEntries(node);
  if (entries === undefined) {
    const text = scalarValue(node)?.text;
    const what = text === undefined ? 'an item' : `'${text}'`;
    report(diagnostic('LOAD_ERR_YAML_VALIDATE', `${what} must be a mapping of keys to values`, node.span));
    return undefined;
  }
  const reader = new ItemReader(entries, node.span, report);
  const kind = itemKind((key) => reader.entries.has(key));
  if (kind !== undefined) return READERS[kind](reader);
  const key = entries[0]?.key ?? '';
  const hint = didYouMean(key, ITEM_KINDS);
  report(diagnostic('LOAD_UNKNOWN_ITEM', `unknown item '${key}' is ignored`, reader.keySpan, { hint }));
  return undefined;
}

/** How a list or macro relates to the earlier one: `key` is what it consists of. */
function readMode(reader: ItemReader, kind: 'list' | 'macro', key: string): Mode {
  const override = readOverride(reader, overridableKeys(kind));
  const append = reader.boolean('append') === true;
  if (append) warnAboutAppend(reader, `write 'override: {${key}: append}'`);
  if (append && override !== undefined) {
    reader.invalid("'append: true' and 'override' exclude each other", reader.spanOf('append'));
  }
  if (append || override?.append.has(key) === true) return 'append';
  return override?.replace.has(key) === true ? 'replace' : 'define';
}

function readList(reader: ItemReader): ListItem | undefined {
  reader.warnAboutKeys(keyNames(ITEM_KEYS.list));
  const name = readName(reader, 'list', LIST_NAME, 'no blanks and none of ( ) " \' = ,');
  const mode = readMode(reader, 'list', 'items');
  const items = reader.has('items') ? reader.texts('items') : reader.missing('items');
  if (name === undefined || items === undefined) return undefined;
  return { kind: 'list', mode, name: name.text, nameSpan: reader.spanOf('list'), span: reader.span, items };
}

function readMacro(reader: ItemReader): MacroItem | undefined {
  reader.warnAboutKeys(keyNames(ITEM_KEYS.macro));
  const name = readName(reader, 'macro', MACRO_NAME, 'a letter, then letters, digits and underscores');
  const mode = readMode(reader, 'macro', 'condition');
  const condition = reader.requiredText('condition');
  if (name === undefined || condition === undefined) return undefined;
  return { kind: 'macro', mode, name: name.text, nameSpan: reader.spanOf('macro'), span: reader.span, condition };
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
