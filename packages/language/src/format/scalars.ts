/** How a text is written as a YAML scalar. */
import { fill } from './condition-layout.ts';
import type { ScalarNode } from './model.ts';

/** What a plain scalar may be made of and begin with, so that it is a text for every reader of YAML. */
const PLAIN = /^[^\s\-?:,[\]{}#&*!|>'"%@`]|^[-?:][^\s,[\]{}]/;
const NOT_PLAIN = /: |:$| #|^\s|\s$|[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\uffef\u{10000}-\u{10ffff}]/u;
const NOT_PLAIN_IN_FLOW = /[,[\]{}]/;
/** Texts that are something else when they are plain: nothing, booleans, numbers, the end of a document. */
const NOT_TEXT =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?(?:0[xo])?[\d_.]+(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|nan)|<<|=|---.*|\.\.\..*)$/i;
/** All that can be in a block scalar as it is. */
const IN_BLOCK = /^[\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\uffef\u{10000}-\u{10ffff}]*$/u;

export interface Written {
  /** What stands behind the key or dash. */
  readonly head: string;
  /** Lines below, without indentation. */
  readonly lines: readonly string[];
}

export function canBePlain(value: string, inFlow: boolean): boolean {
  if (!PLAIN.test(value) || NOT_PLAIN.test(value) || NOT_TEXT.test(value)) return false;
  return !inFlow || !NOT_PLAIN_IN_FLOW.test(value);
}

/** On one line: plain where it is or can be, else quoted. */
export function writeInline(node: ScalarNode, inFlow: boolean): string {
  const { value, style } = node;
  const wasPlain = style === 'plain' && !NOT_PLAIN.test(value) && !value.includes('\n');
  if (wasPlain && (!inFlow || !NOT_PLAIN_IN_FLOW.test(value))) return value;
  if (style !== 'single' && style !== 'double' && canBePlain(value, inFlow)) return value;
  return quote(value, style === 'double');
}

/** In single quotes, unless it is double-quoted already and has none, or there is what only double quotes can hold. */
function quote(value: string, double: boolean): string {
  const escapes = !IN_BLOCK.test(value) || /[\n\t]/.test(value);
  const apostrophes = value.includes("'");
  if (!escapes && (!apostrophes || (/["\\]/.test(value) && !double))) return `'${value.replaceAll("'", "''")}'`;
  return escapeDouble(value);
}

function escapeDouble(value: string): string {
  const escaped = JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufff0-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return escaped;
}

export interface TextOptions {
  /** Columns behind `key: `, and in the lines below. */
  readonly inlineWidth: number;
  readonly blockWidth: number;
  /** Blanks around the text do not count. */
  readonly trimmed: boolean;
}

/** Without blanks around it; a text of nothing but blanks stays, because an empty one is something else. */
export function trimBlanks(value: string): string {
  return value.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '') || value;
}

/** A text for people, such as a description: on one line where it fits, else folded, or as it is where lines matter. */
export function writeText(node: ScalarNode, { inlineWidth, blockWidth, trimmed }: TextOptions): Written {
  const value = trimmed ? trimBlanks(node.value) : node.value;
  const text: ScalarNode = { ...node, value };
  if (!value.includes('\n')) {
    const inline = inlineText(text, inlineWidth);
    if (inline !== undefined) return { head: inline, lines: [] };
  }
  return writeBlock(text, blockWidth, trimmed) ?? { head: writeInline(text, false), lines: [] };
}

function inlineText(node: ScalarNode, width: number): string | undefined {
  const written = writeInline(node, false);
  if (written.length <= width) return written;
  // What does not fit in double quotes may in others: how it is quoted must not decide whether it is folded.
  const other = canBePlain(node.value, false) ? node.value : quote(node.value, false);
  return other.length <= width ? other : undefined;
}

/** `undefined` where no block scalar can hold the text. */
function writeBlock({ value, style }: ScalarNode, width: number, trimmed: boolean): Written | undefined {
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  if (!IN_BLOCK.test(value) || /^\s|\s$/.test(body) || body === '') return undefined;
  const chomping = value.endsWith('\n') || trimmed ? '' : '-';
  const paragraphs = body.split('\n');
  const asIs = style === 'literal' || style === 'double' || paragraphs.some((line) => /^[ \t]/.test(line));
  if (paragraphs.length > 1 && asIs) {
    // A blank at the end of a line would not be seen.
    if (paragraphs.some((line) => /[ \t]$/.test(line))) return undefined;
    return { head: `|${chomping}`, lines: paragraphs };
  }
  if (paragraphs.some((line) => /[ \t]$/.test(line))) return undefined;
  // A line feed of the text is an empty line here; the line feeds around it only fold.
  const lines = paragraphs.flatMap((line, at) => [
    ...(at > 0 ? [''] : []),
    ...(line === '' ? [] : fill(words(line), width)),
  ]);
  return { head: `>${chomping}`, lines };
}

/** Pieces between which a line may be broken: at single blanks. */
function words(line: string): string[] {
  return line.split(/(?<=[^ \t]) (?=[^ \t])/);
}

/** Ready lines that may be folded: `>`, or `|` where a line feed within one of them matters. */
export function writeLines(lines: readonly string[]): Written | undefined {
  const text = lines.join('\n');
  if (!IN_BLOCK.test(text)) return undefined;
  const literal = lines.some((line) => line.includes('\n'));
  return { head: literal ? '|' : '>', lines: text.split('\n') };
}
