/** Reads the keys of one item and reports what is missing, empty or of the wrong shape. */
import { diagnostic, type Report } from './diagnostics.ts';
import { fileText, type MappedText } from './mapped-text.ts';
import type { Span } from './source.ts';
import { didYouMean } from './suggest.ts';
import { booleanOf, isNull, isScalarNode, scalarValue, sequenceItems, type YamlEntry, type YamlNode } from './yaml.ts';

export class ItemReader {
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly span: Span;
  readonly report: Report;

  constructor(entries: readonly YamlEntry[], span: Span, report: Report) {
    this.entries = new Map(entries.map((entry) => [entry.key, entry]));
    this.span = span;
    this.report = report;
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

  invalid(message: string, span: Span, hint?: string): undefined {
    this.report(diagnostic('LOAD_ERR_YAML_VALIDATE', message, span, { hint }));
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
    const value = this.value(key);
    if (value === undefined) return undefined;
    if (!isScalarNode(value)) return this.invalid(`the value of '${key}' must be a scalar`, value.span);
    const text = scalarValue(value) ?? fileText(value.span.file, value.span.start, value.span.end);
    return text.text === '' ? this.invalid(`the value of '${key}' must not be empty`, value.span) : text;
  }

  requiredText(key: string): MappedText | undefined {
    return this.has(key) ? this.text(key) : this.missing(key);
  }

  boolean(key: string): boolean | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = booleanOf(text.text);
    return value ?? this.invalid(`the value of '${key}' must be true or false, not '${text.text}'`, this.spanOf(key));
  }

  /** Scalars of a sequence; what is none is reported and left out. */
  texts(key: string): MappedText[] | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const items = sequenceItems(value);
    if (items === undefined) return this.invalid(`the value of '${key}' must be a sequence`, value.span);
    const texts: MappedText[] = [];
    for (const item of items) {
      const text = scalarValue(item);
      if (text === undefined) this.invalid(`the elements of '${key}' must be scalars`, item.span);
      else texts.push(text);
    }
    return texts;
  }
}
