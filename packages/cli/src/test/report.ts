/** The outcome of rule tests as text: what failed, how, and why. */
import type { CaseResult, Failure } from '@lanner/engine';
import { formatPlace, renderDiagnostic, renderSnippet, type TestCase } from '@lanner/language';
import { escapeControls } from '@lanner/outputs';
import { count } from '../count.ts';
import type { Outcome } from './load.ts';
import { painter, type Paint } from './paint.ts';
import { treeLines } from './tree.ts';

export interface ReportOptions {
  readonly colour: boolean;
  /** Explanations show every check. */
  readonly full: boolean;
}

/** What is wrong with files, each failure, and a line that sums up. */
export function reportText(outcome: Outcome, { colour, full }: ReportOptions): string {
  const paint = painter(colour);
  const wrong = outcome.diagnostics.map((found) => `${renderDiagnostic(found, { colour })}\n\n`);
  const failed = outcome.results.filter(({ failures }) => failures.length > 0);
  const failures = failed.map((result) => `${failureLines(result, full, paint).join('\n')}\n\n`);
  return [...wrong, ...failures, `${summaryLine(outcome, paint)}\n`].join('');
}

function summaryLine({ files, diagnostics, results }: Outcome, paint: Paint): string {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const parts = [count(failed, 'failure'), ...(errors === 0 ? [] : [count(errors, 'error')])].join(', ');
  const ran = `${count(files.length, 'test file')}, ${count(results.length, 'event')}`;
  return `${ran}: ${paint(failed + errors > 0 ? ['bold', 'red'] : ['bold', 'green'], parts)}`;
}

/** What a test says of its event, in words. */
export function titleOf({ item, event, expected }: TestCase): string {
  const label = event.label === undefined ? '' : ` (${event.label})`;
  switch (expected.kind) {
    case 'match':
      return `${item}: must match${label}`;
    case 'no_match':
      return `${item}: must not match${label}`;
    case 'quiet':
      return `${item}: must raise nothing of priority ${expected.priority} or above${label}`;
    case 'alerts':
      return `${item}: must raise ${expected.alerts.length === 0 ? 'nothing' : 'these alerts'}${label}`;
  }
}

/** Without the final line feed. */
export function failureLines(result: CaseResult, full: boolean, paint: Paint): string[] {
  const { test, failures, matched } = result;
  const place = formatPlace(test.event.span);
  return [
    `${paint('bold', place)}: ${paint(['bold', 'red'], 'failed')}: ${escapeControls(titleOf(test))}`,
    ...renderSnippet(test.event.span, (carets) => paint(['bold', 'red'], carets)),
    ...diffLines(
      test,
      failures,
      matched.map(({ name }) => name),
      paint,
    ),
    ...failures.flatMap((failure) => whyLines(failure, full, paint)),
  ];
}

/** What was expected (`-`) and what happened (`+`). */
function diffLines(test: TestCase, failures: readonly Failure[], matched: readonly string[], paint: Paint): string[] {
  const lines = failures.flatMap((failure): string[] => {
    if (failure.kind === 'detail') return detailLines(failure, paint);
    const { rule, expected } = failure;
    const name = escapeControls(rule.name);
    if (test.expected.kind === 'match' || test.expected.kind === 'no_match') {
      const verdicts = [`'${name}' matches`, `'${name}' does not match`];
      return minusPlus(expected ? verdicts : verdicts.toReversed(), paint);
    }
    const alert = `alert of '${name}' (${rule.priority})`;
    return expected ? [paint('red', `  - ${alert}`)] : [paint('green', `  + ${alert}`)];
  });
  const failed = new Set(failures.map(({ rule }) => rule.name));
  const others = matched.filter((name) => !failed.has(name));
  const remark = others.map((name) => `'${escapeControls(name)}'`).join(', ');
  return others.length === 0 ? lines : [...lines, paint('dim', `    the event matches ${remark}`)];
}

function minusPlus([expected = '', happened = '']: readonly string[], paint: Paint): string[] {
  return [paint('red', `  - ${expected}`), paint('green', `  + ${happened}`)];
}

function detailLines({ what, expected, actual }: Failure & { kind: 'detail' }, paint: Paint): string[] {
  const shown = (value: string | null | undefined): string => {
    if (value === undefined) return 'not in the output of the rule';
    return value === null ? 'no value' : escapeControls(value);
  };
  const [wanted, got] = [shown(expected), shown(actual)];
  const lines = minusPlus([`${what}: ${wanted}`, `${what}: ${got}`], paint);
  if (typeof expected !== 'string' || typeof actual !== 'string') return lines;
  let same = 0;
  while (same < wanted.length && wanted[same] === got[same]) same++;
  return same === 0 ? lines : [...lines, paint('dim', `    ${' '.repeat(what.length + 2 + same)}^ from here on`)];
}

function whyLines(failure: Failure, full: boolean, paint: Paint): string[] {
  if (failure.kind === 'detail') return [];
  const { rule, why, behind, disabled } = failure;
  const name = escapeControls(rule.name);
  if (disabled === true) return [`  '${name}' is turned off (enabled: false)`];
  if (behind !== undefined) {
    return [`  '${name}' matches too, but '${escapeControls(behind.name)}' comes first (rule_matching: first)`];
  }
  const wrong = why.filter(({ explanation }) => explanation.holds !== failure.expected);
  return wrong.flatMap(({ view, explanation }) => {
    const which = why.length === 1 ? '' : `, ${view} view of the path`;
    const head = `  why '${name}' ${explanation.holds ? 'matches' : 'does not match'}${which}:`;
    const tree = treeLines(explanation, rule.written, { full, shallow: explanation.holds, paint });
    return [paint('bold', head), ...tree.map((line) => `    ${line}`)];
  });
}
