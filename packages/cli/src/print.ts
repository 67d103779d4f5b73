/** Writing what a command found to standard output. */
import { formatPlain, formatTable, type Row } from './table.ts';

/** For terminals that do not say how wide they are: they give 0. */
const UNTOLD_WIDTH = 80;

export interface Listing {
  /** Rows for a terminal; a heading stands before each group. */
  readonly groups: readonly { readonly heading: string; readonly rows: readonly Row[] }[];
  /** Rows for a pipe. */
  readonly plain: readonly Row[];
  /** What `--json` shows. */
  readonly json: unknown;
}

export function printListing(listing: Listing, options: { readonly json?: boolean | undefined }): void {
  if (options.json === true) return printJson(listing.json);
  const { stdout } = process;
  if (!stdout.isTTY) return void stdout.write(formatPlain(listing.plain));
  const text = listing.groups.map(({ heading, rows }) => {
    const indented = formatTable(rows, (stdout.columns || UNTOLD_WIDTH) - 2).replace(/^(?=.)/gm, '  ');
    return heading === '' ? indented : `${heading}\n${indented}`;
  });
  stdout.write(text.join('\n'));
}

/** One JSON text, indented for a terminal, on one line for a pipe. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, undefined, process.stdout.isTTY ? 2 : 0);
  process.stdout.write(`${text}\n`);
}
