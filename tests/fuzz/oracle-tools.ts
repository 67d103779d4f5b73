/** What must hold of the tools for authors: the formatter, the lints, the editor. None of them throws, whatever they get. */
import { lintRules } from '@lanner/engine';
import {
  completionsAt,
  DEFAULT_VOCABULARY,
  FILE_START,
  formatRules,
  hoverAt,
  lineTokens,
  listNames,
  problemsIn,
  renderCoded,
  symbolsOf,
  type LineState,
  type LoadResult,
  type SourceFile,
} from '@lanner/language';
import type { Random } from './random.ts';
import { Violation } from './violation.ts';

/** Formats the files; what is formatted must stay as it is when it is formatted again. */
export function checkFormatter(files: readonly SourceFile[]): void {
  const lists = listNames(files);
  for (const file of files) {
    const { text, diagnostics } = formatRules(file, { lists });
    const refused = diagnostics?.find(({ hint }) => hint?.includes('please report it') === true);
    if (refused !== undefined) throw new Violation('not formatted', refused.message);
    if (text === undefined) continue;
    const again = formatRules({ name: file.name, text }, { lists });
    if (again.text !== text) throw new Violation('not settled', again.text ?? again.diagnostics?.[0]?.message ?? '');
  }
}

/** Looks for lints, and writes out what they say. */
export function checkLints(files: readonly SourceFile[], loaded: LoadResult): void {
  for (const found of lintRules(files, loaded)) {
    if (found.message === '' || found.hint === '') throw new Violation('message', found.code);
    renderCoded(found);
  }
}

/** Asks for what an editor asks for, at a place of chance. */
export function checkEditor(files: readonly SourceFile[], random: Random): void {
  const [file, ...others] = files;
  if (file === undefined) return;
  const { text } = file;
  const options = { vocabulary: DEFAULT_VOCABULARY, symbols: symbolsOf(files) };
  const offset = random.below(text.length + 1);
  completionsAt(text, offset, options);
  hoverAt(text, offset, options);
  problemsIn(file, { after: others, lint: lintRules });
  let state: LineState = FILE_START;
  for (const line of text.split('\n')) {
    const { tokens, state: after } = lineTokens(line, state, DEFAULT_VOCABULARY);
    let end = 0;
    for (const { start, end: stop } of tokens) {
      if (start < end || stop < start || stop > line.length)
        throw new Violation('token', `${start}-${stop} after ${end}: ${line}`);
      end = stop;
    }
    state = after;
  }
}
