/** A rules file as YAML: documents, and small readers for their nodes. Every scalar is text; types are the readers'. */
import { Budget } from './budget.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import type { Trail } from './location.ts';
import type { MappedText } from './mapped-text.ts';
import type { SourceFile, Span } from './source.ts';
import { readWithLibrary } from './yaml-library.ts';
import type { AliasNode, ContentNode, TreeNode } from './yaml-nodes.ts';
import { readPlainYaml } from './yaml-plain.ts';
import { scalarText } from './yaml-text.ts';

/** What the nodes of one document have in common. */
interface YamlContext {
  readonly file: SourceFile;
  /** Pays for what is read through aliases, so that a few lines cannot stand for millions. */
  readonly budget: Budget;
  readonly report: Report;
}

/** A node with what is needed to read it. */
export interface YamlNode {
  readonly context: YamlContext;
  readonly node: ContentNode | null;
  readonly span: Span;
  /** Where the node begins, its anchor and tag included; for an alias, where that begins which it stands for. */
  readonly mark: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  /** Where the key begins, its anchor and tag included. */
  readonly keyMark: number;
  readonly value: YamlNode;
  /** Where the same key stands again in the mapping; what it has there does not count. */
  readonly again: readonly Span[];
}

export interface YamlOptions {
  /** Pays for what is read through aliases. */
  readonly budget?: Budget;
  /** Empty documents are left out, or end the file: what stands behind the first of them is left out, too. */
  readonly empty?: 'skip' | 'stop';
}

/** The documents of a file. What is not YAML is reported: every error in it; there is no document then. */
export function parseYaml(original: SourceFile, report: Report, options: YamlOptions = {}): YamlNode[] {
  const { budget = new Budget(), empty = 'skip' } = options;
  const file = original.text.startsWith('\ufeff') ? { ...original, text: original.text.slice(1) } : original;
  const context = { file, budget, report };
  const roots = readRoots(context).map((root) => located(context, root, { file, start: 0, end: 0 }));
  const first = roots.findIndex(isNull);
  return empty === 'stop' && first >= 0 ? roots.slice(0, first) : roots.filter((root) => !isNull(root));
}

/** Most files are plain enough for the fast reader; it is the library that knows YAML, and what is wrong with a file. */
function readRoots({ file, report }: YamlContext): (TreeNode | null)[] {
  const plain = readPlainYaml(file.text);
  if (plain !== undefined) return [plain];
  let broken = false;
  const roots = readWithLibrary(file.text, (message, from, to) => {
    broken = true;
    const start = Math.min(from, file.text.length);
    const end = Math.min(Math.max(to, start), file.text.length);
    const trail: Trail = [
      { type: 'rules content', name: '', file, offset: 0 },
      { type: 'value for', name: '', file, offset: start },
    ];
    report(diagnostic('LOAD_ERR_YAML_PARSE', message, { file, start, end }, { trail }));
  });
  return broken ? [] : roots;
}

function located(context: YamlContext, node: TreeNode | null, fallback: Span): YamlNode {
  const { file } = context;
  const span = node === null ? fallback : { file, start: node.start, end: node.end };
  const content = node?.kind === 'alias' ? followed(context, node, span) : node;
  const isNothing =
    content !== null && content === node && content.start === content.end && content.mark === content.start;
  const mark = isNothing ? nextToken(file.text, content.start) : content?.mark;
  return { context, node: content, span, mark: mark ?? span.start };
}

const NO_TOKEN = /(?:[ \t\r\n]+(?:#[^\r\n]*)?)*/y;

/** Nothing at all stands where the next token does, as in the parser of Falco. */
function nextToken(text: string, at: number): number {
  NO_TOKEN.lastIndex = at;
  NO_TOKEN.test(text);
  return NO_TOKEN.lastIndex;
}

/** What each character that is read through an alias costs: values and places are made of it each time anew. */
const COST_OF_ALIASED = 5;

/** What an alias stands for; it costs by its length, and so do the aliases in it. */
function followed(context: YamlContext, { name, target }: AliasNode, span: Span): ContentNode | null {
  const length = target === null ? 0 : target.end - target.start;
  if (context.budget.spend(1 + COST_OF_ALIASED * length)) return target;
  const message = `alias '${name}' makes the files stand for more than can be read`;
  context.report(diagnostic('LOAD_ERR_YAML_PARSE', message, span));
  return null;
}

const NULL = /^(?:~|null|Null|NULL)?$/;

/** Nothing there: an empty value, `~` or `null`. */
export function isNull({ node }: YamlNode): boolean {
  return node === null || (node.kind === 'scalar' && node.style === 'plain' && NULL.test(node.value));
}

export function isScalarNode(yaml: YamlNode): boolean {
  return yaml.node?.kind === 'scalar' && !isNull(yaml);
}

/** The entries of a mapping (of a key that stands twice the first), or `undefined` for anything else. */
export function mapEntries({ context, node, span }: YamlNode): YamlEntry[] | undefined {
  if (node?.kind !== 'mapping') return undefined;
  const entries = new Map<string, YamlEntry & { readonly again: Span[] }>();
  for (const pair of node.pairs) {
    const keyNode = located(context, pair.key, span);
    const key = keyNode.node?.kind === 'scalar' ? keyNode.node.value : '';
    const before = entries.get(key);
    if (before !== undefined) before.again.push(keyNode.span);
    else {
      const { span: keySpan, mark: keyMark } = keyNode;
      entries.set(key, { key, keySpan, keyMark, value: located(context, pair.value, keySpan), again: [] });
    }
  }
  return Array.from(entries.values());
}

/** The elements of a sequence, or `undefined` for anything else. */
export function sequenceItems({ context, node, span }: YamlNode): YamlNode[] | undefined {
  return node?.kind === 'sequence' ? node.items.map((item) => located(context, item, span)) : undefined;
}

/** The text of a scalar, or `undefined` for anything else. */
export function scalarValue(yaml: YamlNode): MappedText | undefined {
  const { node, context } = yaml;
  return node?.kind === 'scalar' && !isNull(yaml) ? scalarText(node, context.file) : undefined;
}

/** A YAML boolean in any of the spellings that rule files use (true, yes, on; any usual case), else `undefined`. */
export function booleanOf(text: string): boolean | undefined {
  if (/^(true|True|TRUE|yes|Yes|YES|y|Y|on|On|ON)$/.test(text)) return true;
  if (/^(false|False|FALSE|no|No|NO|n|N|off|Off|OFF)$/.test(text)) return false;
  return undefined;
}

/** A number of 32 bits in one of the spellings that rule files use: decimal, 0x…, or octal behind a 0; else `undefined`. */
export function uint32Of(text: string): number | undefined {
  const [, digits] = /^\+?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return value <= 0xffffffff ? value : undefined;
}
