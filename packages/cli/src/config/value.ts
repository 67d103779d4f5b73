/** Values of a configuration, each with its place: YAML without types, since types are those of the keys. */
import {
  isNull,
  mapEntries,
  parseYaml,
  scalarValue,
  sequenceItems,
  standInText,
  type Finding,
  type MappedText,
  type SourceFile,
  type Span,
  type YamlNode,
} from '@lanner/language';
import { expand, type Variables } from './expand.ts';

export interface ScalarValue {
  readonly kind: 'scalar';
  /** After expansion. */
  readonly text: MappedText;
  /** Variables in it that are not set, and stand for nothing. */
  readonly unset: readonly string[];
  readonly span: Span;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly span: Span;
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Value;
}

export interface MapValue {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly span: Span;
}

/** Nothing, `~` or `null`: as if the key were not there. */
export interface NullValue {
  readonly kind: 'null';
  readonly span: Span;
}

export type Value = ScalarValue | ListValue | MapValue | NullValue;

export type ReportFinding = (finding: Finding) => void;

export function scalar(text: string, span: Span): ScalarValue {
  return { kind: 'scalar', text: standInText(text, span), unset: [], span };
}

/**
 * The first document of a file as a value; `undefined` if it is not YAML, which is reported. An empty file has no keys.
 *
 * @param variables for `${NAME}`; without them nothing is expanded
 */
export function readValue(file: SourceFile, report: ReportFinding, variables?: Variables): Value | undefined {
  let good = true;
  const [root, ...more] = parseYaml(file, ({ message, span, hint }) => {
    good = false;
    report({ severity: 'error', message: `not YAML: ${message}`, span, ...(hint === undefined ? {} : { hint }) });
  });
  if (!good) return undefined;
  const next = more[0];
  if (next !== undefined) {
    const message = 'only the first document of a configuration file is read';
    report({ severity: 'warning', message, span: { ...next.span, end: next.span.start } });
  }
  if (root === undefined) return { kind: 'map', entries: [], span: { file, start: 0, end: 0 } };
  return fromYaml(root, report, variables);
}

function fromYaml(node: YamlNode, report: ReportFinding, variables: Variables | undefined): Value {
  const { span } = node;
  if (isNull(node)) return { kind: 'null', span };
  const items = sequenceItems(node);
  if (items !== undefined) return { kind: 'list', items: items.map((item) => fromYaml(item, report, variables)), span };
  const entries = mapEntries(node);
  if (entries !== undefined) {
    return {
      kind: 'map',
      entries: entries.map(({ key, keySpan, value, again }) => {
        for (const place of again) {
          report({
            severity: 'warning',
            message: `'${key}' stands twice; the first counts`,
            span: place,
            related: [{ message: 'the first is here', span: keySpan }],
          });
        }
        return { key, keySpan, value: fromYaml(value, report, variables) };
      }),
      span,
    };
  }
  const text = scalarValue(node) ?? standInText('', span);
  if (variables === undefined || !text.text.includes('$')) return { kind: 'scalar', text, unset: [], span };
  const expanded = expand(text.text, variables);
  if (expanded.text === text.text) return { kind: 'scalar', text, unset: [], span };
  return { kind: 'scalar', text: standInText(expanded.text, span), unset: expanded.unset, span };
}

export function entryOf(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === 'map' ? value.entries.find((entry) => entry.key === key)?.value : undefined;
}

/** The value at a dotted key; nothing where a part of it is missing, null or no mapping. */
export function valueAt(root: Value, dotted: string): Value | undefined {
  let value: Value | undefined = root;
  for (const key of dotted.split('.')) value = entryOf(value, key);
  return value?.kind === 'null' ? undefined : value;
}

/** Where the scalars of a value come from, each place once, in order. */
export function placesOf(value: Value): Span[] {
  switch (value.kind) {
    case 'list':
      return value.items.length === 0 ? [value.span] : value.items.flatMap(placesOf);
    case 'map':
      return value.entries.length === 0 ? [value.span] : value.entries.flatMap((entry) => placesOf(entry.value));
    case 'scalar':
    case 'null':
      return [value.span];
  }
}

/** What a value is, for messages. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'nothing';
    case 'scalar':
      return `'${value.text.text}'`;
    case 'list':
      return 'a list';
    case 'map':
      return 'a mapping';
  }
}
