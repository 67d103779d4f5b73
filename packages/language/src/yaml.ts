/** A rules file as YAML: documents, and small readers for their nodes. Every scalar is text; types are the readers'. */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  visit,
  type Alias,
  type CST,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Budget } from './budget.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import type { Trail } from './location.ts';
import type { MappedText } from './mapped-text.ts';
import type { SourceFile, Span } from './source.ts';
import { scalarText } from './yaml-text.ts';

/** What the nodes of one document have in common. */
interface YamlContext {
  readonly file: SourceFile;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Pays for what is read through aliases, so that a few lines cannot stand for millions. */
  readonly budget: Budget;
  readonly report: Report;
}

/** A node with what is needed to read it. */
export interface YamlNode {
  readonly context: YamlContext;
  readonly node: Node | null;
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

/** Collections within collections: a rules file has about eight levels. */
const MAX_NESTING = 64;

export interface YamlOptions {
  /** Pays for what is read through aliases. */
  readonly budget?: Budget;
  /** Empty documents are left out, or end the file: what stands behind the first of them is left out, too. */
  readonly empty?: 'skip' | 'stop';
}

/** The documents of a file. What is not YAML is reported: every error in it; there is no document then. */
export function parseYaml(original: SourceFile, report: Report, options: YamlOptions = {}): YamlNode[] {
  const { budget = new Budget(), empty = 'skip' } = options;
  const roots: YamlNode[] = [];
  let broken = false;
  const file = original.text.startsWith('\ufeff') ? { ...original, text: original.text.slice(1) } : original;
  const problem = (message: string, from: number, to: number): void => {
    broken = true;
    const start = Math.min(from, file.text.length);
    const end = Math.min(Math.max(to, start), file.text.length);
    const trail: Trail = [
      { type: 'rules content', name: '', file, offset: 0 },
      { type: 'value for', name: '', file, offset: start },
    ];
    report(diagnostic('LOAD_ERR_YAML_PARSE', message, { file, start, end }, { trail }));
  };
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  for (const document of composer.compose(tokensOf(file.text, problem))) {
    const { targets, problems } = resolveAliases(document);
    for (const { pos, message } of [...document.errors, ...problems]) problem(message, pos[0], pos[1]);
    if (broken) continue;
    roots.push(located({ file, targets, budget, report }, document.contents, { file, start: 0, end: 0 }));
  }
  if (broken) return [];
  const first = roots.findIndex(isNull);
  return empty === 'stop' && first >= 0 ? roots.slice(0, first) : roots.filter((root) => !isNull(root));
}

/** The tokens of a file, up to where it is nested too deeply for anybody to mean it. */
function* tokensOf(text: string, problem: (message: string, from: number, to: number) => void): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length <= MAX_NESTING) continue;
    problem(`nested deeper than ${MAX_NESTING} levels`, parser.offset - 1, parser.offset);
    return;
  }
  yield* parser.end();
}

interface AliasProblem {
  readonly pos: readonly [number, number];
  readonly message: string;
}

/** An alias stands for the last node before it with its anchor; there must be one, and not one that it is within. */
function resolveAliases(document: Document.Parsed): { targets: Map<Alias, Node>; problems: AliasProblem[] } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const problems: AliasProblem[] = [];
  visit(document, {
    Node(_key, node, path) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      const pos = node.range ? ([node.range[0], node.range[1]] as const) : ([0, 0] as const);
      if (target === undefined) problems.push({ pos, message: `undefined anchor '${node.source}'` });
      else if (path.includes(target)) {
        problems.push({ pos, message: `alias '${node.source}' stands within what it stands for` });
      } else {
        targets.set(node, target);
      }
    },
  });
  return { targets, problems };
}

function located(context: YamlContext, node: unknown, fallback: Span): YamlNode {
  const { file } = context;
  let target: Node | null = isMap(node) || isSeq(node) || isScalar(node) ? node : null;
  let span = fallback;
  if (isAlias(node)) {
    if (node.range) span = { file, start: node.range[0], end: node.range[1] };
    target = followed(context, node, span);
  } else if (target?.range) {
    span = { file, start: target.range[0], end: target.range[1] };
  }
  return { context, node: target, span, mark: target === null ? span.start : markOf(target, file.text, span.start) };
}

function markOf(node: Node, text: string, fallback: number): number {
  const start = node.range?.[0];
  if (start === undefined) return fallback;
  const properties = /(?:[&!][^\s,[\]{}]*\s+)+$/.exec(text.slice(Math.max(0, start - 256), start));
  const hasProperties = (isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined;
  const tagged = properties?.[0].startsWith('!') === true || properties?.[0].includes(' !') === true;
  return properties !== null && (hasProperties || tagged) ? start - properties[0].length : start;
}

/** What each character that is read through an alias costs: values and places are made of it each time anew. */
const COST_OF_ALIASED = 5;

/** What an alias stands for; it costs by its length, and so do the aliases in it. */
function followed(context: YamlContext, alias: Alias, span: Span): Node | null {
  const target = context.targets.get(alias) ?? null;
  const length = target?.range ? target.range[1] - target.range[0] : 0;
  if (context.budget.spend(1 + COST_OF_ALIASED * length)) return target;
  const message = `alias '${alias.source}' makes the files stand for more than can be read`;
  context.report(diagnostic('LOAD_ERR_YAML_PARSE', message, span));
  return null;
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
    else {
      const { span: keySpan, mark: keyMark } = keyNode;
      entries.set(key, { key, keySpan, keyMark, value: child(yaml, pair.value, keySpan), again: [] });
    }
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
