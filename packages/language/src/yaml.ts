/** A rules file as YAML: documents, and small readers for their nodes. Every scalar is text; types are the readers'. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
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

/** What the nodes of one document have in common. */
interface YamlContext {
  readonly file: SourceFile;
  readonly document: Document.Parsed;
  /** Aliases that may still be followed, so that a few lines cannot stand for a million. */
  aliasesLeft: number;
}

/** A node with what is needed to read it. */
export interface YamlNode {
  readonly context: YamlContext;
  readonly node: Node | null;
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
  /** Where the same key stands again in the mapping; what it has there does not count. */
  readonly again: readonly Span[];
}

const MAX_ALIASES = 10_000;

/** The documents of a file. A document that is not YAML is reported (every error in it) and left out. */
export function parseYaml(original: SourceFile, report: Report): YamlNode[] {
  const roots: YamlNode[] = [];
  const file = original.text.startsWith('\ufeff') ? { ...original, text: original.text.slice(1) } : original;
  const documents = parseAllDocuments(file.text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return roots;
  for (const document of documents) {
    const problems = [...document.errors.map(({ pos, message }) => ({ pos, message })), ...aliasProblems(document)];
    for (const { pos, message } of problems) {
      const text = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
      const start = Math.min(pos[0], file.text.length);
      const end = Math.min(Math.max(pos[1], start), file.text.length);
      report(diagnostic('LOAD_ERR_YAML_PARSE', text, { file, start, end }));
    }
    if (problems.length > 0) continue;
    const context = { file, document, aliasesLeft: MAX_ALIASES };
    const root = located(context, document.contents, { file, start: 0, end: 0 });
    if (!isNull(root)) roots.push(root);
  }
  return roots;
}

/** Aliases without their anchor, or within what they stand for. */
function aliasProblems(document: Document.Parsed): { pos: readonly [number, number]; message: string }[] {
  const problems: { pos: readonly [number, number]; message: string }[] = [];
  visit(document, {
    Alias(_key, alias, path) {
      const target = alias.resolve(document);
      const pos = alias.range ? ([alias.range[0], alias.range[1]] as const) : ([0, 0] as const);
      if (target === undefined) problems.push({ pos, message: `undefined anchor '${alias.source}'` });
      else if (path.some((ancestor) => ancestor === target)) {
        problems.push({ pos, message: `alias '${alias.source}' stands within what it stands for` });
      }
    },
  });
  return problems;
}

function located(context: YamlContext, node: unknown, fallback: Span): YamlNode {
  const { file, document } = context;
  let target: Node | null = isMap(node) || isSeq(node) || isScalar(node) ? node : null;
  let span = fallback;
  if (isAlias(node)) {
    context.aliasesLeft--;
    if (context.aliasesLeft >= 0) target = node.resolve(document) ?? null;
    if (node.range) span = { file, start: node.range[0], end: node.range[1] };
  } else if (target?.range) {
    span = { file, start: target.range[0], end: target.range[1] };
  }
  return { context, node: target, span };
}

function child(parent: YamlNode, node: unknown, fallback: Span): YamlNode {
  return located(parent.context, node, fallback);
}

function isPlainNull(node: Scalar): boolean {
  return node.type === 'PLAIN' && /^(~|null|Null|NULL)?$/.test(String(node.value));
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
  const entries = new Map<string, YamlEntry & { readonly again: Span[] }>();
  for (const pair of map.items) {
    const keyNode = child(yaml, pair.key, yaml.span);
    const key = isScalar(keyNode.node) ? String(keyNode.node.value) : '';
    const before = entries.get(key);
    if (before !== undefined) before.again.push(keyNode.span);
    else entries.set(key, { key, keySpan: keyNode.span, value: child(yaml, pair.value, keyNode.span), again: [] });
  }
  return [...entries.values()];
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
  return yaml.node.range ? scalarText(yaml.node as Scalar.Parsed, value, yaml.context.file) : undefined;
}

/** A YAML boolean in any of the spellings that rule files use (true, yes, on; any usual case), else `undefined`. */
export function booleanOf(text: string): boolean | undefined {
  if (/^(true|True|TRUE|yes|Yes|YES|y|Y|on|On|ON)$/.test(text)) return true;
  if (/^(false|False|FALSE|no|No|NO|n|N|off|Off|OFF)$/.test(text)) return false;
  return undefined;
}
