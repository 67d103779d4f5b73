/** The YAML library → nodes: for every file that YAML allows, and the only one that can say what is wrong with a file. */
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
} from 'yaml';
import type { AliasNode, ContentNode, ScalarNode, ScalarStyle, TreeNode } from './yaml-nodes.ts';

/** Collections within collections: a rules file has about eight levels. */
const MAX_NESTING = 64;

export type YamlProblem = (message: string, from: number, to: number) => void;

/** The documents of a text, each with what is in it; those behind the first with a problem may be left out. */
export function readWithLibrary(text: string, problem: YamlProblem): (TreeNode | null)[] {
  const roots: (TreeNode | null)[] = [];
  let broken = false;
  const report: YamlProblem = (...found) => {
    broken = true;
    problem(...found);
  };
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  for (const document of composer.compose(tokensOf(text, report))) {
    const { targets, problems } = resolveAliases(document);
    for (const { pos, message } of [...document.errors, ...problems]) report(message, pos[0], pos[1]);
    if (!broken) roots.push(new Converter(text, targets).convert(document.contents));
  }
  return roots;
}

/** The tokens of a file, up to where it is nested too deeply for anybody to mean it. */
function* tokensOf(text: string, problem: YamlProblem): Generator<CST.Token> {
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

/** Nodes of the library → nodes of this package. */
class Converter {
  readonly #text: string;
  readonly #targets: ReadonlyMap<Alias, Node>;
  /** What aliases can stand for. */
  readonly #anchored = new Map<unknown, ContentNode>();

  constructor(text: string, targets: ReadonlyMap<Alias, Node>) {
    this.#text = text;
    this.#targets = targets;
  }

  /** Nodes without a place, which some tags bring, are nothing. */
  convert(node: unknown): TreeNode | null {
    if (isAlias(node)) return this.#alias(node);
    if ((!isMap(node) && !isSeq(node) && !isScalar(node)) || !node.range) return null;
    const [start, end] = node.range;
    const place = { start, end, mark: this.#markOf(node, start) };
    let converted: ContentNode;
    if (isScalar(node)) converted = scalar(node, place);
    else if (isSeq(node)) {
      converted = { kind: 'sequence', ...place, items: node.items.map((item) => this.convert(item)) };
    } else {
      const pairs = node.items.map(({ key, value }) => ({ key: this.convert(key), value: this.convert(value) }));
      converted = { kind: 'mapping', ...place, pairs };
    }
    if (node.anchor !== undefined) this.#anchored.set(node, converted);
    return converted;
  }

  #alias(node: Alias): AliasNode {
    const [start, end] = node.range ?? [0, 0];
    const target = this.#anchored.get(this.#targets.get(node)) ?? null;
    return { kind: 'alias', name: node.source, start, end, mark: start, target };
  }

  #markOf(node: Exclude<Node, Alias>, start: number): number {
    if (node.anchor === undefined && node.tag === undefined) return start;
    const properties = /(?:[&!][^\s,[\]{}]*\s+)+$/.exec(this.#text.slice(Math.max(0, start - 256), start));
    return properties === null ? start : start - properties[0].length;
  }
}

const STYLES: Readonly<Record<Scalar.Type, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_FOLDED: 'folded',
  BLOCK_LITERAL: 'literal',
};

function scalar(node: Scalar, place: Pick<ScalarNode, 'start' | 'end' | 'mark'>): ScalarNode {
  return { kind: 'scalar', style: STYLES[node.type as Scalar.Type], value: String(node.value), ...place };
}
