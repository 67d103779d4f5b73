/** Columns for a terminal; tab-separated lines for everything else. */
import { escapeControls } from '@lanner/outputs';

export type Row = readonly string[];

const GAP = '  ';
/** The last column is not wrapped to less than this, however narrow the terminal. */
const LEAST_WIDTH = 24;

/** Rows as columns as wide as their widest cell; the last column is wrapped at words to `width`. Ends in a line feed. */
export function formatTable(rows: readonly Row[], width: number): string {
  const clean = rows.map((row) => row.map(escapeControls));
  const columns = Math.max(0, ...clean.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, at) =>
    Math.max(...clean.map((row) => (row[at] ?? '').length)),
  );
  const indent = widths.reduce((sum, cells) => sum + cells + GAP.length, 0);
  const room = Math.max(LEAST_WIDTH, width - indent);
  const lines = clean.flatMap((row) => {
    const front = widths.map((cells, at) => (row[at] ?? '').padEnd(cells) + GAP).join('');
    const [first = '', ...more] = wrap(row[columns - 1] ?? '', room);
    return [front + first, ...more.map((text) => ' '.repeat(indent) + text)];
  });
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** One line a row, cells separated by tabs, for `cut`, `awk` and the like. No cell holds a tab or a line feed. */
export function formatPlain(rows: readonly Row[]): string {
  return rows.map((row) => `${row.map(escapeControls).join('\t')}\n`).join('');
}

/** Breaks text at spaces into lines of at most `width` characters, where its words allow. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
