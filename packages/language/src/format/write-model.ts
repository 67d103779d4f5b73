/** Model → text: key order, indentation, styles of scalars, one empty line between items. */
import { arrangeItems, kindOf } from './arrange.ts';
import { layoutCondition } from './condition-layout.ts';
import type { ItemKind } from '../item-keys.ts';
import { roleOf, type KeyRole } from './keys.ts';
import type { CollectionNode, DocumentModel, Entry, FileModel, OwnLineComment, ScalarNode, YamlNode } from './model.ts';
import { canBePlain, writeInline, writeLines, writeText, type Written } from './scalars.ts';

const INDENT = '  ';
const ITEM_COLUMN = 2;

export interface WriteOptions {
  readonly width: number;
  /** Names of lists, which must not come to stand in a condition by another spelling of it. */
  readonly lists: ReadonlySet<string>;
}

/** Where a node stands. */
interface Place {
  /** Of the lines that are its own. Those of an item are at column 2. */
  readonly column: number;
  /** Of the item whose keys stand here. */
  readonly kind: ItemKind | undefined;
  /** Of the key above. */
  readonly role: KeyRole;
}

const TOP: Place = { column: 0, kind: undefined, role: 'other' };

export function writeModel(model: FileModel, options: WriteOptions): string {
  const writer = new Writer(options);
  const lines: string[] = [];
  for (const part of model.parts) {
    if (part.kind === 'document') {
      if (part.document.blankBefore && lines.length > 0) lines.push('');
      lines.push(...writer.document(part.document));
      continue;
    }
    if (part.line.blankBefore && lines.length > 0) lines.push('');
    lines.push(part.line.text);
  }
  return lines.map((line) => `${line}\n`).join('');
}

class Writer {
  private readonly options: WriteOptions;

  constructor(options: WriteOptions) {
    this.options = options;
  }

  document({ started, startComments, root, trailing, ended }: DocumentModel): string[] {
    const lines = started ? [['---', ...startComments].join(' ')] : [];
    const body = isItems(root) ? this.items(root) : this.otherRoot(root);
    const behind = [...ownLines(root.comments), ...trailing];
    body.push(...comments(behind, body.length > 0));
    lines.push(...body);
    if (ended) lines.push('...');
    return lines;
  }

  /** A document that holds no items, such as an empty sequence. */
  private otherRoot(root: YamlNode): string[] {
    const { head: text, lines } = this.value(root, TOP, 0);
    return text === '' ? [...lines] : [text, ...lines];
  }

  private items(root: CollectionNode): string[] {
    const lines = arrangeItems(root).entries.flatMap((entry, at) => {
      const written = this.seqEntry(entry, TOP, false);
      return at > 0 ? ['', ...written] : written;
    });
    return [...lines, ...comments(root.trailing, lines.length > 0)];
  }

  private collection(node: CollectionNode, place: Place): string[] {
    const kind = node.kind === 'map' && place.column === ITEM_COLUMN ? kindOf(node) : undefined;
    const lines = node.entries.flatMap((entry, at) => {
      if (node.kind === 'seq') return this.seqEntry(entry, place, at > 0);
      return this.mapEntry(entry, { ...place, kind }, at > 0);
    });
    return [...lines, ...comments(node.trailing, lines.length > 0)];
  }

  private seqEntry(entry: Entry, place: Place, follows: boolean): string[] {
    const first = entry.value.kind === 'map' || entry.value.kind === 'seq' ? entry.value : undefined;
    const { value, hoisted } = first === undefined || first.flow ? { value: entry.value, hoisted: [] } : hoist(first);
    const inner = { ...place, column: place.column + INDENT.length, role: 'other' } as const;
    const written = this.value(value, inner, inner.column);
    const inBlock = written.head === '' && written.lines.length > 0;
    const asides = [...entry.comments, ...value.comments];
    const aside = inBlock ? undefined : asides.pop();
    const leading = [...entry.leading, ...ownLines(asides), ...hoisted];
    const blank = entry.blankBefore && (follows || leading.length > 0);
    const lines = head(leading, blank, follows);
    if (inBlock) {
      const [line = '', ...rest] = written.lines;
      return [...lines, `- ${line}`, ...rest.map(indent)];
    }
    return [...lines, joined('-', written.head, aside), ...written.lines.map(indent)];
  }

  private mapEntry(entry: Entry, place: Place, follows: boolean): string[] {
    const { key, value } = entry;
    if (key === undefined) return [];
    const text = [...key.properties, `${writeInline(key, false)}:`].join(' ');
    const role = roleOf(place.kind, key.value);
    const inner: Place = { column: place.column + INDENT.length, kind: undefined, role };
    const written = this.value(value, inner, place.column + text.length + 1);
    const asides = [...key.comments, ...entry.comments, ...value.comments];
    const aside = asides.pop();
    const leading = [...entry.leading, ...ownLines(asides)];
    const lines = head(leading, entry.blankBefore && leading.length > 0, follows);
    return [...lines, joined(text, written.head, aside), ...written.lines.map(indent)];
  }

  /** What stands behind key or dash, from `column` on, and the lines below, without indentation. */
  private value(node: YamlNode, place: Place, column: number): Written {
    const before = node.properties;
    const withProperties = (head: string, lines: readonly string[] = []): Written => {
      return { head: [...before, head].filter((part) => part !== '').join(' '), lines };
    };
    switch (node.kind) {
      case 'empty':
        return withProperties('');
      case 'alias':
        return withProperties(node.source);
      case 'verbatim': {
        // The text begins with the dash, which is written already.
        const [first = '', ...rest] = node.text.split('\n');
        return { head: first.replace(/^-[ \t]?/, ''), lines: rest.map(outdent) };
      }
      case 'scalar': {
        const { head: text, lines } = this.scalar(node, place, column + before.join(' ').length);
        return withProperties(text, lines);
      }
      case 'map':
      case 'seq': {
        const flow = node.flow ? flowText(node) : undefined;
        const fits = flow !== undefined && column + before.join(' ').length + flow.length <= this.options.width;
        if (flow !== undefined && (fits || node.entries.length === 0)) return withProperties(flow);
        return withProperties('', this.collection(node, place));
      }
    }
  }

  private scalar(node: ScalarNode, { column: indentation, role }: Place, column: number): Written {
    const { width, lists } = this.options;
    const inlineWidth = width - column;
    const blockWidth = width - indentation;
    const shared = node.properties.length > 0;
    if (role === 'name') return { head: writeInline(node, false), lines: [] };
    const nothing = node.style === 'plain' && /^(~|null|Null|NULL)?$/.test(node.value);
    if (role === 'condition' && !shared && !nothing) {
      const written = this.condition(node.value, inlineWidth, blockWidth, lists);
      if (written !== undefined) return written;
    }
    return writeText(node, { inlineWidth, blockWidth, trimmed: role === 'output' && !shared });
  }

  private condition(
    text: string,
    inlineWidth: number,
    blockWidth: number,
    lists: ReadonlySet<string>,
  ): Written | undefined {
    const [line, ...more] = layoutCondition(text, { width: inlineWidth, lists }) ?? [];
    if (line === undefined) return undefined;
    if (more.length === 0 && line.length <= inlineWidth && canBePlain(line, false)) return { head: line, lines: [] };
    // What is to be broken is broken as if it stood on the line of the key: one operand a line.
    const broken = layoutCondition(text, { width: more.length === 0 ? blockWidth : inlineWidth, lists });
    return broken && writeLines(broken);
  }
}

function isItems(node: YamlNode): node is CollectionNode {
  return node.kind === 'seq' && node.entries.length > 0;
}

/** Comments before the first entry of a collection that begins on the line of its dash: they go above the dash. */
function hoist(node: CollectionNode): { readonly value: CollectionNode; readonly hoisted: readonly OwnLineComment[] } {
  const [first, ...rest] = node.entries;
  if (first === undefined || node.properties.length > 0) return { value: node, hoisted: [] };
  const inner =
    first.key === undefined && isBlock(first.value) ? hoist(first.value) : { value: first.value, hoisted: [] };
  const entries = [{ ...first, value: inner.value, leading: [], blankBefore: false }, ...rest];
  return { value: { ...node, entries }, hoisted: [...first.leading, ...inner.hoisted] };
}

function isBlock(node: YamlNode): node is CollectionNode {
  return (node.kind === 'map' || node.kind === 'seq') && !node.flow;
}

/** Comments above an entry, with the empty lines before and behind them. */
function head(leading: readonly OwnLineComment[], blankBehind: boolean, follows: boolean): string[] {
  return [...comments(leading, follows), ...(blankBehind ? [''] : [])];
}

function comments(list: readonly OwnLineComment[], follows: boolean): string[] {
  return list.flatMap(({ text, blankBefore }, at) => (blankBefore && (follows || at > 0) ? ['', text] : [text]));
}

function ownLines(texts: readonly string[]): OwnLineComment[] {
  return texts.map((text) => ({ text, blankBefore: false }));
}

function joined(start: string, text: string, aside: string | undefined): string {
  return [start, text, aside ?? ''].filter((part) => part !== '').join(' ');
}

function indent(line: string): string {
  return line === '' ? '' : INDENT + line;
}

function outdent(line: string): string {
  return line.startsWith(INDENT) ? line.slice(INDENT.length) : line;
}

/** A collection on one line; `undefined` if there is something in it that needs lines. */
function flowText(node: CollectionNode): string | undefined {
  if (node.trailing.length > 0) return undefined;
  const texts: string[] = [];
  for (const { leading, key, comments: asides, value } of node.entries) {
    const text = flowValue(value);
    if (leading.length > 0 || asides.length > 0 || value.comments.length > 0 || text === undefined) return undefined;
    if (key === undefined) texts.push(text);
    else texts.push(`${[...key.properties, writeInline(key, true)].join(' ')}: ${text}`);
  }
  if (node.kind === 'seq') return `[${texts.join(', ')}]`;
  return texts.length === 0 ? '{}' : `{ ${texts.join(', ')} }`;
}

function flowValue(node: YamlNode): string | undefined {
  const before = node.properties.join(' ');
  let text: string | undefined;
  if (node.kind === 'empty') text = '';
  else if (node.kind === 'alias') text = node.source;
  else if (node.kind === 'scalar') text = writeInline(node, true);
  else if (node.kind !== 'verbatim') text = flowText(node);
  return text === undefined || before === '' ? text : `${before} ${text}`;
}
