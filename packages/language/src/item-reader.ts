/** Reads the keys of one item and reports what is missing, empty or of the wrong shape. */
import { diagnostic, type Report } from './diagnostics.ts';
import { inTrail, type ItemType, type Trail } from './location.ts';
import { fileText, type MappedText } from './mapped-text.ts';
import type { Span } from './source.ts';
import { didYouMean } from './suggest.ts';
import {
  booleanOf,
  isNull,
  isScalarNode,
  mapEntries,
  scalarValue,
  sequenceItems,
  type YamlEntry,
  type YamlNode,
} from './yaml.ts';

/** A chain of items with one more at its end: `node`, called `name`. */
export function within(trail: Trail, type: ItemType, name: string, node: YamlNode): Trail {
  return [...trail, { type, name, file: node.span.file, offset: node.mark }];
}

/** The chain of an item that has its name under one of its keys. */
export function itemTrail(parent: Trail, type: ItemType, node: YamlNode, nameKey: string): Trail {
  const value = mapEntries(node)?.find(({ key }) => key === nameKey)?.value;
  return within(parent, type, value === undefined ? '' : (scalarValue(value)?.text ?? ''), node);
}

export class ItemReader {
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly span: Span;
  /** The items around what is read, this one included. */
  readonly trail: Trail;
  readonly report: Report;

  constructor(entries: readonly YamlEntry[], span: Span, trail: Trail, report: Report) {
    this.entries = new Map(entries.map((entry) => [entry.key, entry]));
    this.span = span;
    this.trail = trail;
    this.report = inTrail(report, trail);
  }

  /** The place by which the item is named: its first key. */
  get keySpan(): Span {
    return this.entries.values().next().value?.keySpan ?? this.span;
  }

  /** Is the key there with a value? */
  has(key: string): boolean {
    const entry = this.entries.get(key);
    return entry !== undefined && !isNull(entry.value);
  }

  value(key: string): YamlNode | undefined {
    return this.has(key) ? this.entries.get(key)?.value : undefined;
  }

  spanOf(key: string): Span {
    return this.entries.get(key)?.value.span ?? this.span;
  }

  /** The chain that ends with the value of a key. */
  trailOf(key: string, type: ItemType = 'value for', name: string = type === 'value for' ? key : ''): Trail {
    const value = this.entries.get(key)?.value;
    return value === undefined ? this.trail : within(this.trail, type, name, value);
  }

  invalid(message: string, span: Span, hint?: string, trail: Trail = this.trail): undefined {
    this.report(diagnostic('LOAD_ERR_YAML_VALIDATE', message, span, { hint, trail }));
  }

  /** Reports what is wrong with the value of a key. */
  invalidValue(key: string, message: string, hint?: string): undefined {
    return this.invalid(message, this.spanOf(key), hint, this.trailOf(key));
  }

  warnAboutKeys(known: readonly string[]): void {
    for (const { key, keySpan } of this.entries.values()) {
      if (known.includes(key)) continue;
      const hint = didYouMean(key, known);
      this.report(diagnostic('LOAD_UNKNOWN_KEY', `unknown key '${key}' is ignored`, keySpan, { hint }));
    }
  }

  /** Reports a key that is not there, or empty. */
  missing(key: string): undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) this.invalid(`key '${key}' is missing`, this.keySpan);
    else this.invalid(`key '${key}' is empty`, entry.keySpan);
  }

  /** A non-empty scalar, or nothing if the key is not there. */
  text(key: string): MappedText | undefined {
    const value = this.entries.get(key)?.value;
    if (value === undefined) return undefined;
    if (isNull(value)) return this.missing(key);
    if (!isScalarNode(value)) return this.invalidValue(key, `the value of '${key}' must be a scalar`);
    const text = scalarValue(value) ?? fileText(value.span.file, value.span.start, value.span.end);
    return text.text === '' ? this.invalidValue(key, `the value of '${key}' must not be empty`) : text;
  }

  requiredText(key: string): MappedText | undefined {
    return this.has(key) ? this.text(key) : this.missing(key);
  }

  boolean(key: string): boolean | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = booleanOf(text.text);
    return value ?? this.invalidValue(key, `the value of '${key}' must be true or false, not '${text.text}'`);
  }

  /** Scalars of a sequence; what is none is reported and left out. */
  texts(key: string): MappedText[] | undefined {
    const value = this.entries.get(key)?.value;
    if (value === undefined) return undefined;
    const items = sequenceItems(value);
    if (items === undefined) return this.invalidValue(key, `the value of '${key}' must be a sequence`);
    const texts: MappedText[] = [];
    for (const item of items) {
      const text = scalarValue(item);
      const trail = within(this.trailOf(key), 'list item', '', item);
      if (text === undefined) this.invalid(`the elements of '${key}' must be scalars`, item.span, undefined, trail);
      else texts.push(text);
    }
    return texts;
  }
}
