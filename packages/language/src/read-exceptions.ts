/** The `exceptions` of a rule, as written. */
import { diagnostic } from './diagnostics.ts';
import { ItemReader, itemTrail, within } from './item-reader.ts';
import type { ExceptionItem, ExceptionValue, OneOrMany } from './items.ts';
import type { Trail } from './location.ts';
import type { MappedText } from './mapped-text.ts';
import { isNull, mapEntries, scalarValue, sequenceItems, type YamlNode } from './yaml.ts';

/** `append`: they are added to those of an earlier rule, so that names of fields may be left out. */
export function readExceptions(rule: ItemReader, append: boolean): ExceptionItem[] | undefined {
  const value = rule.value('exceptions');
  if (value === undefined) return undefined;
  const trail = rule.trailOf('exceptions', 'exceptions');
  const items = sequenceItems(value);
  if (items === undefined) return rule.invalid("'exceptions' must be a sequence", value.span, undefined, trail);
  return items.map((item) => readException(item, rule, trail, append)).filter((item) => item !== undefined);
}

function readException(item: YamlNode, rule: ItemReader, parent: Trail, append: boolean): ExceptionItem | undefined {
  const entries = mapEntries(item);
  const nameless = new ItemReader(entries ?? [], item.span, within(parent, 'exception', '', item), rule.report);
  if (entries === undefined) return nameless.invalid('an exception must be a mapping', item.span);
  const name = nameless.requiredText('name');
  const trail = itemTrail(rule.trail, 'exception', item, 'name');
  const reader = new ItemReader(entries, item.span, trail, rule.report);
  const fields = readOneOrMany(reader, 'fields');
  if (!append && !reader.entries.has('fields')) reader.missing('fields');
  const comps = readOneOrMany(reader, 'comps');
  const values = readValues(reader);
  if (append && !reader.entries.has('values')) {
    const message = `exception '${name?.text ?? ''}' is appended without values`;
    reader.report(diagnostic('LOAD_APPEND_NO_VALUES', message, reader.keySpan));
  }
  if (name === undefined || (!append && fields === undefined)) return undefined;
  return {
    name: name.text,
    span: reader.keySpan,
    trail,
    ...(fields === undefined ? {} : { fields }),
    ...(comps === undefined ? {} : { comps }),
    ...(values === undefined ? {} : { values }),
  };
}

function readOneOrMany(reader: ItemReader, key: string): OneOrMany | undefined {
  const value = reader.entries.get(key)?.value;
  if (value === undefined) return undefined;
  const single = sequenceItems(value) === undefined;
  const text = single ? reader.text(key) : undefined;
  const texts: MappedText[] | undefined = single ? text && [text] : reader.texts(key);
  return texts && { single, texts, span: value.span };
}

function readValues(reader: ItemReader): ExceptionValue[] | undefined {
  const value = reader.entries.get('values')?.value;
  if (value === undefined) return undefined;
  const trail = reader.trailOf('values', 'exception values');
  const items = sequenceItems(value);
  if (items === undefined) {
    return reader.invalid("the 'values' of an exception must be a sequence", value.span, undefined, trail);
  }
  return items.map((item) => readValue(item, reader, trail)).filter((item) => item !== undefined);
}

function readValue(item: YamlNode, reader: ItemReader, parent: Trail): ExceptionValue | undefined {
  const trail = within(parent, 'exception value', '', item);
  const items = sequenceItems(item);
  if (items !== undefined) {
    const values = items.map((inner) => readValue(inner, reader, trail)).filter((inner) => inner !== undefined);
    return { kind: 'list', values, span: item.span };
  }
  const text = scalarValue(item);
  if (text !== undefined) return { kind: 'scalar', text, span: item.span };
  const what = isNull(item) ? 'an empty value' : 'a mapping';
  return reader.invalid(`${what} cannot be a value of an exception`, item.span, undefined, trail);
}
