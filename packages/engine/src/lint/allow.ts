/**
 * `# lanner-lint: allow CODE reason`: a comment in a rule, macro or list, or right above it, that accepts what a lint
 * finds there. It must give a reason, and is a finding itself where there is nothing to accept.
 */
import type { SourceFile, Span } from '@lanner/language';
import type { LintFinding } from './lint.ts';
import { LINT_CODES, UNUSED_ALLOWANCE } from './table.ts';

const COMMENT = /^[ \t]*#[ \t]*lanner-lint:[ \t]*(.*)$/gm;
const ALLOW = /^allow[ \t]+(\S+)(?:[ \t]+(\S.*))?$/;
/** The beginning of an item, or of an entry in one. */
const ITEM = /^([ \t]*)-[ \t]+\{?[ \t]*["']?[a-z_]+["']?[ \t]*:/gm;

interface Allowance {
  readonly code: string;
  readonly span: Span;
  /** Where the item that it is for begins. */
  readonly item: number | undefined;
  used: boolean;
}

/** The findings without those that are allowed, with those about the comments. */
export function applyAllowances(
  files: readonly SourceFile[],
  findings: readonly LintFinding[],
  codes: ReadonlySet<string> | undefined,
): LintFinding[] {
  const problems: LintFinding[] = [];
  const items = new Map(files.map((file) => [file.name, itemStarts(file)]));
  const allowances = files.flatMap((file) => readAllowances(file, items.get(file.name) ?? [], problems));
  const left = findings.filter((finding) => {
    const allowing = [finding.span, finding.item].flatMap(({ file, start }) => {
      const item = itemAt(items.get(file.name) ?? [], start);
      return allowances.filter(
        (one) => one.code === finding.code && one.span.file.name === file.name && one.item === item,
      );
    });
    for (const one of allowing) one.used = true;
    return allowing.length === 0;
  });
  for (const { code, span, used } of allowances) {
    if (!used && (codes?.has(code) ?? true)) problems.push(problem(`nothing here is found by ${code}`, span));
  }
  const wanted = codes?.has(UNUSED_ALLOWANCE.code) ?? true;
  return wanted ? [...left, ...problems] : left;
}

function problem(message: string, span: Span): LintFinding {
  const { code, title, advice } = UNUSED_ALLOWANCE;
  return { severity: 'note', code, title, message, hint: advice, span, item: span };
}

function readAllowances(file: SourceFile, items: readonly number[], problems: LintFinding[]): Allowance[] {
  const allowances: Allowance[] = [];
  for (const found of file.text.matchAll(COMMENT)) {
    const [line, text = ''] = found;
    const start = found.index + line.indexOf('#');
    const span: Span = { file, start, end: found.index + line.trimEnd().length };
    const [, code, reason] = ALLOW.exec(text.trim()) ?? [];
    if (code === undefined) problems.push(problem("expected 'lanner-lint: allow CODE reason'", span));
    else if (!LINT_CODES.has(code)) problems.push(problem(`there is no lint ${code}`, span));
    else if (reason === undefined) problems.push(problem(`say why ${code} is allowed here`, span));
    else allowances.push({ code, span, item: itemFor(file, items, start), used: false });
  }
  return allowances;
}

/** Where the items of a file begin: lists within items are indented further than the items themselves. */
function itemStarts({ text }: SourceFile): number[] {
  const found = Array.from(text.matchAll(ITEM));
  const indentation = found[0]?.[1]?.length ?? 0;
  return found.filter((match) => (match[1] ?? '').length <= indentation).map(({ index }) => index);
}

/** The item in which an offset lies. */
function itemAt(items: readonly number[], offset: number): number | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

/** The item for which a comment is: the one below it, with nothing but comments between; else the one around it. */
function itemFor({ text }: SourceFile, items: readonly number[], offset: number): number | undefined {
  const below = items.find((start) => start > offset);
  const between = below === undefined ? '' : text.slice(offset, below);
  const adjacent =
    between.endsWith('\n') &&
    between
      .slice(0, -1)
      .split('\n')
      .every((line) => /^[ \t]*#/.test(line));
  return adjacent ? below : itemAt(items, offset);
}
