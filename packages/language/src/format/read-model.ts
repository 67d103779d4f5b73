/** YAML text → model. The text must be free of errors; what the formatter cannot lay out becomes verbatim items. */
import { CST } from 'yaml';
import type { DocumentModel, Entry, FileModel, OwnLineComment, ScalarNode, ScalarStyle, YamlNode } from './model.ts';
import { readTrivia, splitAtColumn, type PlacedComment, type Trivia } from './trivia.ts';

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** A key that stands on a line before its colon may have 1,024 characters in YAML, quotes and blanks included. */
const LONGEST_KEY = 500;

type Tokens = readonly CST.SourceToken[] | undefined;

/** An item that has to stay as it is, with indentation, which the others will not have. */
export class IndentedItem extends Error {
  /** Of the sequence of items, in the source. */
  readonly offset: number;

  constructor(offset: number) {
    super('an item that cannot be laid out is indented');
    this.offset = offset;
  }
}

/** Ends the reading of one item; it never leaves this file. */
class Unsupported extends Error {}

/** @param tokens of the text, whose places they name */
export function readModel(text: string, tokens: readonly CST.Token[]): FileModel {
  const parts: FileModel['parts'][number][] = [];
  const lines = (trivia: Trivia): boolean => {
    for (const line of ownLines(trivia)) parts.push({ kind: 'line', line });
    return trivia.blankAfter;
  };
  let loose: CST.SourceToken[] = [];
  let fresh = true;
  const flush = (): boolean => {
    const blankAfter = lines(readTrivia(text, loose, fresh));
    loose = [];
    fresh = true;
    return blankAfter;
  };
  for (const token of tokens) {
    if (token.type === 'document') {
      loose.push(...token.start);
      const start = loose.findIndex(({ type }) => type === 'doc-start');
      const inside = loose.splice(start + 1);
      const blankBefore = start >= 0 && flush();
      const document = new ModelReader(text).document({ ...token, start: inside }, start >= 0);
      parts.push({ kind: 'document', document: { ...document, blankBefore } });
      loose = [];
      fresh = true;
    } else if (token.type === 'directive') {
      const blankBefore = flush();
      parts.push({ kind: 'line', line: { text: token.source.trimEnd(), blankBefore } });
      fresh = false;
    } else if (token.type === 'doc-end') {
      flush();
      const last = parts.at(-1);
      if (last?.kind === 'document') {
        parts[parts.length - 1] = { kind: 'document', document: { ...last.document, ended: true } };
      }
      lines(readTrivia(text, token.end, false));
    } else if (token.type === 'comment' || token.type === 'newline' || token.type === 'space') {
      loose.push(token);
    }
  }
  flush();
  return { parts };
}

function ownLines({ sameLine, ownLine }: Trivia): OwnLineComment[] {
  return [...sameLine.map((text) => ({ text, blankBefore: false })), ...ownLine];
}

class ModelReader {
  private readonly text: string;
  /** Comments that have been read and belong to what comes next. */
  private pending: PlacedComment[] = [];
  private blank = false;

  constructor(text: string) {
    this.text = text;
  }

  document({ start, value, end }: CST.Document, started: boolean): Omit<DocumentModel, 'blankBefore'> {
    const before = this.trivia(start, !started);
    const root = value === undefined ? this.empty(before.properties) : this.node(value, before.properties, true);
    const after = this.trivia(end, false);
    root.comments.push(...after.sameLine);
    return { started, startComments: before.sameLine, root, trailing: this.take(), ended: false };
  }

  /** Reads what stands before or behind a node; comments on lines of their own become pending. */
  private trivia(tokens: Tokens, fresh: boolean): Trivia {
    const trivia = readTrivia(this.text, tokens, fresh);
    const [first, ...rest] = trivia.ownLine;
    if (first !== undefined) {
      this.pending.push({ ...first, blankBefore: first.blankBefore || this.blank }, ...rest);
      this.blank = false;
    }
    this.blank ||= trivia.blankAfter;
    return trivia;
  }

  private take(): PlacedComment[] {
    const { pending } = this;
    this.pending = [];
    return pending;
  }

  private takeBlank(): boolean {
    const { blank } = this;
    this.blank = false;
    return blank;
  }

  private empty(properties: readonly string[]): YamlNode {
    return { kind: 'empty', properties, comments: [] };
  }

  private node(token: CST.Token, properties: readonly string[], isRoot = false): YamlNode {
    switch (token.type) {
      case 'alias': {
        const { sameLine } = this.trivia(token.end, false);
        return { kind: 'alias', source: token.source, properties, comments: sameLine };
      }
      case 'scalar':
      case 'single-quoted-scalar':
      case 'double-quoted-scalar':
      case 'block-scalar':
        return this.scalar(token, properties);
      case 'block-map':
        return this.collection(
          token,
          'map',
          properties,
          token.items.map((item) => () => this.mapEntry(item)),
        );
      case 'block-seq': {
        const read = (at: number) => () => (isRoot ? this.rootEntry(token, at) : this.seqEntry(token.items[at]));
        return this.collection(
          token,
          'seq',
          properties,
          token.items.map((_, at) => read(at)),
        );
      }
      case 'flow-collection':
        return this.flow(token, properties);
      default:
        throw new Unsupported(token.type);
    }
  }

  private scalar(token: CST.FlowScalar | CST.BlockScalar, properties: readonly string[]): ScalarNode {
    const { value, type } = CST.resolveAsScalar(token, true, () => undefined);
    const end = token.type === 'block-scalar' ? token.props.filter(isSourceToken) : token.end;
    const { sameLine } = this.trivia(end, false);
    if (token.type === 'block-scalar') this.blank = endsInBlankLine(token.source);
    return { kind: 'scalar', style: STYLES[type ?? ''] ?? 'plain', value, properties, comments: sameLine };
  }

  private collection(
    token: CST.BlockMap | CST.BlockSequence,
    kind: 'map' | 'seq',
    properties: readonly string[],
    readers: readonly (() => Entry | undefined)[],
  ): YamlNode {
    const entries = readers.map((read) => read()).filter((entry) => entry !== undefined);
    const { inside, outside } = splitAtColumn(this.take(), token.indent);
    this.pending = outside;
    return { kind, flow: false, properties, comments: [], entries, trailing: inside };
  }

  private mapEntry(item: CST.BlockMap['items'][number]): Entry | undefined {
    const start = this.trivia(item.start, true);
    if (item.key === undefined) return undefined;
    if (item.explicitKey === true || item.key === null || !CST.isScalar(item.key)) throw new Unsupported('key');
    const leading = this.take();
    const blankBefore = this.takeBlank();
    const key = this.scalar(item.key, start.properties);
    if (key.style === 'literal' || key.style === 'folded') throw new Unsupported('key');
    const { sameLine, properties } = this.trivia(item.sep, false);
    return this.entry({ leading, blankBefore, key, comments: sameLine }, item.value, properties);
  }

  private seqEntry(item: CST.BlockSequence['items'][number] | undefined): Entry | undefined {
    if (item === undefined) return undefined;
    const dash = item.start.findIndex(({ type }) => type === 'seq-item-ind');
    this.trivia(item.start.slice(0, dash < 0 ? undefined : dash), true);
    if (dash < 0) return undefined;
    const leading = this.take();
    const blankBefore = this.takeBlank();
    const { sameLine, properties } = this.trivia(item.start.slice(dash + 1), false);
    return this.entry({ leading, blankBefore, comments: sameLine }, item.value, properties);
  }

  /** Comments between key and value go before the key, unless the value has entries of its own to take them. */
  private entry(head: Omit<Entry, 'value'>, token: CST.Token | null | undefined, properties: readonly string[]): Entry {
    if (token === undefined || token === null) return { ...head, value: this.empty(properties) };
    const hasLines = token.type === 'block-map' || token.type === 'block-seq';
    const before = hasLines ? [] : this.take();
    this.blank = false;
    const value = this.node(token, properties);
    if (before.length === 0) return { ...head, value };
    const aside = head.comments.map((text) => ({ text, blankBefore: false }));
    return { ...head, leading: [...head.leading, ...aside, ...before], comments: [], value };
  }

  /** An item of the file. If it cannot be read it is kept as text, up to the comments that belong to the next one. */
  private rootEntry(token: CST.BlockSequence, at: number): Entry | undefined {
    const pending = [...this.pending];
    const { blank } = this;
    try {
      return this.seqEntry(token.items[at]);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      this.pending = pending;
      this.blank = blank;
    }
    if (token.indent > 0) throw new IndentedItem(token.offset);
    const item = token.items[at] ?? { start: [] };
    const dash = item.start.findIndex(({ type }) => type === 'seq-item-ind');
    this.trivia(item.start.slice(0, dash), true);
    const leading = this.take();
    const blankBefore = this.takeBlank();
    const lines = CST.stringify({ ...item, start: item.start.slice(dash) }).split('\n');
    const outside: string[] = [];
    while (lines.length > 1 && /^(#.*|[ \t]*)$/.test(lines.at(-1) ?? '')) outside.unshift(lines.pop() ?? '');
    for (const line of outside) {
      if (line.trim() === '') this.blank = true;
      else this.pending.push({ text: line.trimEnd(), blankBefore: this.takeBlank(), column: 0 });
    }
    const text = lines.join('\n').trimEnd();
    return { leading, blankBefore, comments: [], value: { kind: 'verbatim', text, properties: [], comments: [] } };
  }

  private flow(token: CST.FlowCollection, properties: readonly string[]): YamlNode {
    const kind = token.start.source === '{' ? 'map' : 'seq';
    const entries: Entry[] = [];
    for (const item of token.items) {
      const comma = item.start.findIndex(({ type }) => type === 'comma');
      const last = entries.at(-1)?.value.comments;
      if (comma > 0) last?.push(...this.trivia(item.start.slice(0, comma), false).sameLine);
      const start = this.trivia(item.start.slice(comma + 1), false);
      // A comment behind the comma speaks of what stands before it.
      if (last !== undefined) last.push(...start.sameLine);
      else this.pending.unshift(...start.sameLine.map((text) => ({ text, blankBefore: false, column: 0 })));
      const entry = this.flowEntry(kind, item, start.properties);
      if (entry !== undefined) entries.push(entry);
    }
    const trailing = this.take();
    this.blank = false;
    const { sameLine } = this.trivia(token.end, false);
    return { kind, flow: true, properties, comments: sameLine, entries, trailing };
  }

  private flowEntry(kind: 'map' | 'seq', item: CST.CollectionItem, properties: readonly string[]): Entry | undefined {
    if (kind === 'map' && item.key === undefined && item.value !== undefined) throw new Unsupported('key');
    if (item.key === undefined && item.value === undefined) {
      if (properties.length > 0) throw new Unsupported('empty element');
      return undefined;
    }
    const leading = this.take();
    const blankBefore = this.takeBlank();
    if (kind === 'seq') {
      if (item.key !== undefined || item.sep !== undefined) throw new Unsupported('pair in a sequence');
      return this.entry({ leading, blankBefore, comments: [] }, item.value, properties);
    }
    if (item.start.some(({ type }) => type === 'explicit-key-ind') || !CST.isScalar(item.key)) {
      throw new Unsupported('key');
    }
    const key = this.scalar(item.key, properties);
    if (key.value.length > LONGEST_KEY) throw new Unsupported('key');
    const sep = this.trivia(item.sep, false);
    const comments = [...key.comments, ...sep.sameLine];
    key.comments = [];
    return this.entry({ leading, blankBefore, key, comments }, item.value, sep.properties);
  }
}

function isSourceToken(token: CST.Token): token is CST.SourceToken {
  return token.type === 'comment' || token.type === 'newline' || token.type === 'space';
}

/** Looked at from the end: the text may be long, and have many lines. */
function endsInBlankLine(text: string): boolean {
  let lines = 0;
  for (let at = text.length - 1; at >= 0 && lines < 2; at--) {
    if (text[at] === '\n') lines++;
    else if (text[at] !== ' ' && text[at] !== '\t') return false;
  }
  return lines === 2;
}
