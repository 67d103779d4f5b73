/** A rules file as YAML: documents, and small readers for their nodes. Every scalar is text; types are the readers'. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { diagnostic, type Report } from './diagnostics.ts';
import type { MappedText } from './mapped-text.ts';
import type { SourceFile, Span } from './source.ts';
import { scalarText } from './yaml-text.ts';

/** A node with what is needed to read it: its file and, for aliases, its document. */
export interface YamlNode {
  readonly file: SourceFile;
  readonly document: Document.Parsed;
  readonly node: Node | null;
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

/** The documents of a file. A document that is not YAML is reported (every error in it) and left out. */
export function parseYaml(file: SourceFile, report: Report): YamlNode[] {
  const roots: YamlNode[] = [];
  const documents = parseAllDocuments(file.text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return roots;
  for (const document of documents) {
    for (const error of document.errors) {
      const [start, end] = error.pos;
      const message = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.message;
      report(diagnostic('LOAD_ERR_YAML_PARSE', message, { file, start, end: Math.max(end, start) }));
    }
    if (document.errors.length > 0) continue;
    const fallback: Span = { file, start: 0, end: 0 };
    const root = located(file, document, document.contents, fallback, report);
    if (!isNull(root)) roots.push(root);
  }
  return roots;
}

function located(
  file: SourceFile,
  document: Document.Parsed,
  node: unknown,
  fallback: Span,
  report?: Report,
): YamlNode {
  let target: Node | null = isMap(node) || isSeq(node) || isScalar(node) ? node : null;
  let span = fallback;
  if (target?.range) span = { file, start: target.range[0], end: target.range[1] };
  if (isAlias(node)) {
    if (node.range) span = { file, start: node.range[0], end: node.range[1] };
    target = node.resolve(document) ?? null;
    if (target === null) report?.(diagnostic('LOAD_ERR_YAML_PARSE', `undefined anchor '${node.source}'`, span));
  }
  return { file, document, node: target, span };
}

function child(parent: YamlNode, node: unknown, fallback: Span): YamlNode {
  return located(parent.file, parent.document, node, fallback);
}

function isPlainNull(node: Scalar): boolean {
  return node.type === 'PLAIN' && (node.value === '' || node.value === '~' || node.value === 'null');
}

/** Nothing there: an empty value, `~` or `null`. */
export function isNull(yaml: YamlNode): boolean {
  return yaml.node === null || (isScalar(yaml.node) && (yaml.node.value === null || isPlainNull(yaml.node)));
}

export function isScalarNode(yaml: YamlNode): boolean {
  return isScalar(yaml.node) && !isNull(yaml);
}

/** The entries of a mapping (of a key that stands twice the first), or `undefined` for anything else. */
export function mapEntries(yaml: YamlNode): YamlEntry[] | undefined {
  if (!isMap(yaml.node)) return undefined;
  const map: YAMLMap = yaml.node;
  const entries: YamlEntry[] = [];
  for (const pair of map.items) {
    const keyNode = child(yaml, pair.key, yaml.span);
    const key = isScalar(keyNode.node) ? String(keyNode.node.value) : '';
    if (entries.some((entry) => entry.key === key)) continue;
    entries.push({ key, keySpan: keyNode.span, value: child(yaml, pair.value, keyNode.span) });
  }
  return entries;
}

/** The elements of a sequence, or `undefined` for anything else. */
export function sequenceItems(yaml: YamlNode): YamlNode[] | undefined {
  if (!isSeq(yaml.node)) return undefined;
  const sequence: YAMLSeq = yaml.node;
  return sequence.items.map((item) => child(yaml, item, yaml.span));
}

/** The text of a scalar, or `undefined` for anything else. */
export function scalarValue(yaml: YamlNode): MappedText | undefined {
  if (!isScalar(yaml.node) || isNull(yaml)) return undefined;
  const value = String(yaml.node.value);
  return yaml.node.range ? scalarText(yaml.node as Scalar.Parsed, value, yaml.file) : undefined;
}

/** A YAML boolean in any of the spellings that rule files use (true, yes, on; any usual case), else `undefined`. */
export function booleanOf(text: string): boolean | undefined {
  if (/^(true|True|TRUE|yes|Yes|YES|y|Y|on|On|ON)$/.test(text)) return true;
  if (/^(false|False|FALSE|no|No|NO|n|N|off|Off|OFF)$/.test(text)) return false;
  return undefined;
}
