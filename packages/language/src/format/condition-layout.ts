/**
 * How a condition is laid out: on one line where it fits; else one operand of `and` or `or` a line, what stands in
 * parentheses between them, indented.
 *
 * Only blanks change, `==`, single quotes where double ones do as well, and parentheses right within parentheses.
 */
import { formatOperand } from '../print.ts';
import type { CheckSyntax, TextSyntax } from '../syntax.ts';
import { readGroups, unwrapped, type Group, type GroupOperand } from './condition-groups.ts';

const INDENT = '  ';
/** What lists are found between, when their names are replaced in a condition. */
const DELIMITERS = /[ \t\n\r(),=]+/;

export interface LayoutOptions {
  /** Columns that are there. */
  readonly width: number;
  /** Names of lists. Where another spelling would have other names of lists in it, there is no layout. */
  readonly lists?: ReadonlySet<string>;
}

/**
 * The lines of a condition, or of a piece that is appended to one; `undefined` if it does not parse by itself. A line
 * holds a line feed where a quoted text does.
 */
export function layoutCondition(text: string, options: LayoutOptions): readonly string[] | undefined {
  const { group } = readGroups(text);
  if (group === undefined) return undefined;
  const lines = new Layout(text).group(group, options.width);
  return sameLists(text, lines.join(' '), options.lists) ? lines : undefined;
}

function sameLists(before: string, after: string, lists: ReadonlySet<string> | undefined): boolean {
  if (lists === undefined || lists.size === 0) return true;
  const names = (text: string): string => JSON.stringify(text.split(DELIMITERS).filter((word) => lists.has(word)));
  return names(before) === names(after);
}

class Layout {
  private readonly text: string;
  private readonly flatTexts = new Map<Group, string>();

  constructor(text: string) {
    this.text = text;
  }

  /** The operands of a group, without the parentheses around it. */
  group(group: Group, width: number): string[] {
    const flat = this.flat(group);
    if (flat.length <= width) return [flat];
    const alternatives = splitAlternatives(group.operands);
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return only.flatMap((one) => this.operand(one, width));
    return alternatives.flatMap((operands) => this.alternative(operands, width));
  }

  /** One operand of `or`, which may be several joined by `and`. */
  private alternative(operands: readonly GroupOperand[], width: number): string[] {
    const flat = operands.map((one) => this.flatOperand(one)).join(' ');
    if (flat.length <= width) return [flat];
    const [first, ...rest] = operands;
    if (first === undefined) return [];
    const inner = rest.flatMap((one) => this.operand(one, width - INDENT.length));
    return [...this.operand(first, width), ...inner.map(indented)];
  }

  private operand(operand: GroupOperand, width: number): string[] {
    const flat = this.flatOperand(operand);
    if (flat.length <= width) return [flat];
    const before = prefix(operand);
    const term = unwrapped(operand.term);
    if (term.kind === 'group') {
      return [`${before}(`, ...this.group(term, width - INDENT.length).map(indented), ')'];
    }
    const values = term.kind === 'check' && term.right?.kind === 'list' ? term.right.values : [];
    if (term.kind !== 'check' || values.length < 2) return [flat];
    const texts = values.map((value, at) => this.literal(value) + (at < values.length - 1 ? ',' : ''));
    return [`${before}${this.head(term)} (`, ...fill(texts, width - INDENT.length).map(indented), ')'];
  }

  private flat(group: Group): string {
    const known = this.flatTexts.get(group);
    if (known !== undefined) return known;
    const flat = group.operands.map((operand) => this.flatOperand(operand)).join(' ');
    this.flatTexts.set(group, flat);
    return flat;
  }

  private flatOperand(operand: GroupOperand): string {
    const term = unwrapped(operand.term);
    if (term.kind === 'group') return `${prefix(operand)}(${this.flat(term)})`;
    return prefix(operand) + (term.kind === 'macro' ? term.name : this.check(term));
  }

  private check(check: CheckSyntax): string {
    const { right } = check;
    if (right === undefined) return this.head(check);
    if (right.kind !== 'list') return `${this.head(check)} ${formatOperand(right, this.literal)}`;
    const values = right.values.map(this.literal).join(', ');
    // A word may stand in place of a list; parentheses around it would matter if it were the name of one.
    return `${this.head(check)} ${this.text[right.span.start] === '(' ? `(${values})` : values}`;
  }

  private head({ left, operator, modifier }: CheckSyntax): string {
    const words = [formatOperand(left, this.literal), operator];
    if (modifier !== undefined) words.push(modifier);
    return words.join(' ');
  }

  /** Texts stay as they are written, with the quotes that all others have where that needs no escapes. */
  private readonly literal = ({ span }: TextSyntax): string => {
    const written = this.text.slice(span.start, span.end);
    return written.startsWith("'") && !/["\\]/.test(written) ? `"${written.slice(1, -1)}"` : written;
  };
}

function indented(line: string): string {
  return INDENT + line;
}

function prefix({ connector, negations }: GroupOperand): string {
  return (connector === undefined ? '' : `${connector} `) + 'not '.repeat(negations);
}

function splitAlternatives(operands: readonly GroupOperand[]): GroupOperand[][] {
  const alternatives: GroupOperand[][] = [];
  for (const operand of operands) {
    const last = alternatives.at(-1);
    if (last === undefined || operand.connector === 'or') alternatives.push([operand]);
    else last.push(operand);
  }
  return alternatives;
}

/** As many words a line as fit. */
export function fill(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
