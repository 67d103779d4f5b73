/**
 * A fast reader for the YAML that rule files are written in: block sequences and mappings, plain, quoted and block
 * scalars, flow sequences, comments. It is many times faster than the library, and gives the very nodes that the library
 * gives; whatever it does not know for certain (anchors, tags, tabs, several documents, odd indentation, every error) is
 * the library's.
 */
import { foldBlock, unfoldPlain, unescapeDouble, withoutBlanksAtEnd } from './yaml-scalars.ts';
import type { ContentNode, MappingNode, Pair, ScalarNode, ScalarStyle, SequenceNode } from './yaml-nodes.ts';

/** Characters that mean something special somewhere, or end a line for some and not for others. */
// oxlint-disable-next-line no-control-regex
const UNUSUAL = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;

const KEY = /[A-Za-z_][A-Za-z0-9_.-]*(?=:(?:[ \n]|$))/y;

/** What a plain scalar does not begin with; `-` may be followed by what is no blank. */
const NO_PLAIN_START = ' \n,[]{}#&*!|>\'"%@`:?';

/** What ends a plain scalar within a flow sequence. */
const FLOW_INDICATORS = ',[]{}';

/** Collections within collections; what is nested deeper is the library's to judge. */
const MAX_NESTING = 20;

/** Ends the reading of a file that is for the library; it never leaves this module. */
class NotPlain extends Error {}

/** What is in a text of one plain document; `undefined` for any other text. */
export function readPlainYaml(text: string): ContentNode | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new PlainReader(text).document();
  } catch (reason) {
    if (reason instanceof NotPlain) return undefined;
    throw reason;
  }
}

/**
 * Reads from `#at` on. Between two nodes of block collections it stands at the next content, whose column decides to
 * which collection it belongs.
 */
class PlainReader {
  readonly #text: string;
  #at = 0;
  /** Of the content at `#at`; -1 at the end of the text. */
  #column = 0;
  /** Where the last node ends for those around it: behind its line, and the comments that belong to it. */
  #after = 0;
  /** The deepest column of the comments between the last node and the content at `#at`; -1 if there are none. */
  #comments = -1;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): ContentNode {
    this.#toContent();
    const root = this.#column === 0 ? this.#collection(0) : undefined;
    return root !== undefined && this.#at === this.#text.length ? root : this.#giveUp();
  }

  #giveUp(): never {
    throw new NotPlain();
  }

  /** A block sequence or mapping that begins here, if one does. */
  #collection(column: number): ContentNode | undefined {
    const sequence = this.#startsWith('- ');
    if (!sequence && this.#key() === undefined) return undefined;
    if (++this.#depth > MAX_NESTING) this.#giveUp();
    const node = sequence ? this.#sequence(column) : this.#mapping(column);
    this.#depth--;
    // Comments behind the last node that stand as far right as the collection are its own.
    if (column > 0 && this.#comments >= column) {
      this.#after = this.#at;
      this.#comments = -1;
    }
    return node;
  }

  #sequence(column: number): SequenceNode {
    const start = this.#at;
    const items: ContentNode[] = [];
    do {
      const blanks = this.#blanks(this.#at + 1);
      this.#at += 1 + blanks;
      items.push(this.#collection(column + 1 + blanks) ?? this.#inline(column));
    } while (this.#column === column && this.#startsWith('- '));
    if (this.#column > column) this.#giveUp();
    return { kind: 'sequence', start, end: this.#after, mark: start, items };
  }

  #mapping(column: number): MappingNode {
    const start = this.#at;
    const pairs: Pair[] = [];
    do {
      const name = this.#key() ?? this.#giveUp();
      const key = this.#scalar('plain', name, this.#at, this.#at + name.length);
      this.#at = key.end + 1;
      pairs.push({ key, value: this.#value(column) });
    } while (this.#column === column);
    if (this.#column > column) this.#giveUp();
    return { kind: 'mapping', start, end: this.#after, mark: start, pairs };
  }

  /** What stands behind a key and its colon, or on the lines below it. */
  #value(column: number): ContentNode {
    const colon = this.#at;
    this.#at += this.#blanks(colon);
    const next = this.#text[this.#at];
    if (next !== '\n' && (next !== '#' || this.#at === colon)) return this.#inline(column);
    this.#at = this.#endOfLine(this.#at);
    this.#toContent();
    if (this.#column > column) return this.#collection(this.#column) ?? this.#inline(column);
    // A sequence may stand as far left as its key.
    if (this.#column === column && this.#startsWith('- ')) return this.#collection(column) ?? this.#giveUp();
    return this.#giveUp();
  }

  /** A node that is no block collection, within one of the given column. */
  #inline(column: number): ContentNode {
    const next = this.#text[this.#at];
    if (next === '>' || next === '|') {
      const node = this.#block(next === '>' ? 'folded' : 'literal', column);
      this.#after = node.end;
      this.#toContent();
      return node;
    }
    const node = next === '[' ? this.#flow(column, 1) : (this.#quoted() ?? this.#plain(column));
    this.#at = node.end;
    const blanks = this.#blanks(this.#at);
    this.#at += blanks;
    const behind = this.#text[this.#at];
    if (behind !== '\n' && behind !== undefined && (behind !== '#' || blanks === 0)) this.#giveUp();
    this.#at = this.#after = this.#endOfLine(this.#at);
    this.#toContent(column);
    return node;
  }

  /**
   * Skips empty lines and comments. The first comments that stand further right than `column` belong to the node before
   * them, up to one that does not.
   */
  #toContent(column = Number.POSITIVE_INFINITY): void {
    let belongs = true;
    this.#comments = -1;
    for (;;) {
      const blanks = this.#blanks(this.#at);
      const next = this.#text[this.#at + blanks];
      if (next === '#') {
        this.#at = this.#endOfLine(this.#at);
        belongs &&= blanks > column;
        if (belongs) this.#after = this.#at;
        else this.#comments = Math.max(this.#comments, blanks);
      } else {
        this.#at += blanks;
        this.#column = next === undefined ? -1 : blanks;
        if (next !== '\n') return;
        this.#at++;
      }
    }
  }

  /** The key of a mapping that stands here, if one does. */
  #key(): string | undefined {
    KEY.lastIndex = this.#at;
    return KEY.exec(this.#text)?.[0];
  }

  #startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  /** How many blanks stand there. */
  #blanks(at: number): number {
    let end = at;
    while (this.#text.charCodeAt(end) === 0x20) end++;
    return end - at;
  }

  /** Where the next line begins, or the text ends. */
  #endOfLine(at: number): number {
    const end = this.#text.indexOf('\n', at);
    return end < 0 ? this.#text.length : end + 1;
  }

  /** The line that `at` is in, from there on. */
  #line(at: number): string {
    const end = this.#text.indexOf('\n', at);
    return end < 0 ? this.#text.slice(at) : this.#text.slice(at, end);
  }

  #scalar(style: ScalarStyle, value: string, start: number, end: number): ScalarNode {
    return { kind: 'scalar', style, value, start, end, mark: start };
  }

  /** A plain scalar in a block collection; it goes on over lines that are indented further than the collection. */
  #plain(column: number): ScalarNode {
    const start = this.#at;
    if (!this.#beginsPlain('')) this.#giveUp();
    let end = start;
    for (let at = start; ;) {
      const line = this.#line(at);
      const comment = line.indexOf(' #');
      const content = withoutBlanksAtEnd(comment < 0 ? line : line.slice(0, comment));
      if (content.includes(': ') || content.endsWith(':')) this.#giveUp();
      if (content !== '') end = at + content.length;
      at += line.length + 1;
      if (comment >= 0 || !this.#goesOn(at, column)) break;
    }
    const source = this.#text.slice(start, end);
    return this.#scalar('plain', unfoldPlain(source), start, end);
  }

  /** Is this line empty, or indented further than `column`? */
  #goesOn(at: number, column: number): boolean {
    const blanks = this.#blanks(at);
    const next = this.#text[at + blanks];
    return next !== undefined && (next === '\n' || blanks > column);
  }

  #beginsPlain(noBlanks: string): boolean {
    const first = this.#text[this.#at];
    if (first === undefined || NO_PLAIN_START.includes(first)) return false;
    const second = this.#text[this.#at + 1];
    return first !== '-' || (second !== undefined && !` \n${noBlanks}`.includes(second));
  }

  /** A quoted scalar on one line, if one begins here. */
  #quoted(): ScalarNode | undefined {
    const start = this.#at;
    const quote = this.#text[start];
    if (quote !== '"' && quote !== "'") return undefined;
    const line = this.#line(start);
    const pattern = quote === '"' ? /^"((?:[^"\\]|\\.)*)"/ : /^'((?:[^']|'')*)'/;
    const found = pattern.exec(line) ?? this.#giveUp();
    const content = found[1] ?? '';
    const end = start + found[0].length;
    if (quote === "'") return this.#scalar('single-quoted', content.replaceAll("''", "'"), start, end);
    return this.#scalar('double-quoted', unescapeDouble(content) ?? this.#giveUp(), start, end);
  }

  #flow(column: number, level: number): SequenceNode {
    const start = this.#at++;
    const items: ContentNode[] = [];
    if (level > MAX_NESTING) this.#giveUp();
    for (;;) {
      if (this.#toFlowContent(column, level) === ']') break;
      const item =
        this.#text[this.#at] === '[' ? this.#flow(column, level + 1) : (this.#quoted() ?? this.#plainInFlow());
      items.push(item);
      this.#at = item.end;
      const next = this.#toFlowContent(column, level);
      if (next === ']') break;
      if (next !== ',') this.#giveUp();
      this.#at++;
    }
    this.#at++;
    return { kind: 'sequence', start, end: this.#at, mark: start, items };
  }

  /** Skips blanks, ends of lines and comments; gives the character that comes then. */
  #toFlowContent(column: number, level: number): string | undefined {
    let lineStart = -1;
    for (;;) {
      const blanks = this.#blanks(this.#at);
      this.#at += blanks;
      const next = this.#text[this.#at];
      if (next === '#') {
        if (blanks === 0 && this.#at !== lineStart) this.#giveUp();
        this.#at += this.#line(this.#at).length;
      } else if (next === '\n') lineStart = ++this.#at;
      else {
        // The last bracket may stand as far left as the key.
        const least = next === ']' && level === 1 ? column : column + 1;
        if (lineStart >= 0 && this.#at - lineStart < least) this.#giveUp();
        return next;
      }
    }
  }

  #plainInFlow(): ScalarNode {
    const start = this.#at;
    if (!this.#beginsPlain(FLOW_INDICATORS)) this.#giveUp();
    const found = /^[^\n,[\]{}]*/.exec(this.#line(start))?.[0] ?? '';
    const comment = found.indexOf(' #');
    const content = withoutBlanksAtEnd(comment < 0 ? found : found.slice(0, comment));
    if (content.includes(': ') || content.endsWith(':')) this.#giveUp();
    return this.#scalar('plain', content, start, start + content.length);
  }

  /** `>`, `>-`, `|` or `|-`, and the lines below that are indented further than the collection. */
  #block(style: 'folded' | 'literal', column: number): ScalarNode {
    const start = this.#at;
    const header = this.#line(start);
    const chomped = header[1] === '-';
    if (withoutBlanksAtEnd(header).length !== (chomped ? 2 : 1)) this.#giveUp();
    let at = this.#endOfLine(start);
    let end = at;
    let indent = 0;
    const lines: string[] = [];
    for (let empty = 0; ;) {
      const blanks = this.#blanks(at);
      const next = this.#text[at + blanks];
      if (next === undefined && blanks === 0) break;
      if (next === '\n' && blanks === 0) {
        empty++;
        at++;
        continue;
      }
      // Lines of nothing but blanks count or do not, depending on how many those are.
      if (next === undefined || next === '\n') this.#giveUp();
      if (indent === 0 && blanks > column) indent = blanks;
      if (indent === 0 || blanks < indent) break;
      for (; empty > 0; empty--) lines.push('');
      lines.push(this.#line(at).slice(indent));
      at = end = this.#endOfLine(at);
    }
    if (indent === 0) this.#giveUp();
    this.#at = end;
    const value = style === 'folded' ? foldBlock(lines) : lines.join('\n');
    return this.#scalar(style, chomped ? value : `${value}\n`, start, end);
  }
}
