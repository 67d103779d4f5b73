/** The outcome of rule tests as JSON. */
import {
  percentOf,
  placeOfCheck,
  printCheck,
  printValue,
  shareOf,
  type CaseResult,
  type Explanation,
  type Failure,
  type UnitCoverage,
} from '@lanner/engine';
import { positionOf, type Span } from '@lanner/language';
import type { Outcome } from './load.ts';
import { untouchedOf } from './report-coverage.ts';
import { titleOf } from './report.ts';

/** Lines and columns count from 1. */
interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function placeOf({ file, start }: Span): JsonPlace {
  return { file: file.name, ...positionOf(file, start) };
}

/** `coverage`: with that of every rule and macro. */
export function reportJson(outcome: Outcome, coverage: boolean): object {
  const { files, diagnostics, results } = outcome;
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return {
    successful: failed === 0 && errors === 0,
    files,
    events: results.length,
    failed,
    diagnostics: diagnostics.map(({ code, severity, message, hint, span }) => {
      return { ...placeOf(span), severity, code, message, ...(hint === undefined ? {} : { hint }) };
    }),
    results: results.map(resultJson),
    coverage: {
      ...shareJson(outcome.coverage),
      ...(coverage ? { units: outcome.coverage.map(unitJson) } : {}),
    },
  };
}

function resultJson({ test, failures, matched }: CaseResult): object {
  const { item, event } = test;
  return {
    ...placeOf(event.span),
    item,
    title: titleOf(test),
    event: event.written,
    passed: failures.length === 0,
    matched: matched.map(({ name }) => name),
    failures: failures.map(failureJson),
  };
}

function failureJson(failure: Failure): object {
  const { rule } = failure;
  if (failure.kind === 'detail') {
    const { what, expected, actual } = failure;
    return { rule: rule.name, what, expected, actual: actual ?? null };
  }
  const { expected, why, behind, disabled } = failure;
  return {
    rule: rule.name,
    what: 'match',
    expected,
    actual: !expected,
    ...(behind === undefined ? {} : { behind: behind.name }),
    ...(disabled === undefined ? {} : { disabled }),
    why: why.map(({ view, explanation }) => ({ view, ...explanationJson(explanation) })),
  };
}

function explanationJson(node: Explanation): object {
  const macro = node.macros.length === 0 ? {} : { macros: node.macros.map(({ name }) => name) };
  if (node.kind === 'check') {
    const { condition, syntax, holds, left } = node;
    const place = placeOf(syntax?.kind === 'check' ? placeOfCheck(syntax) : condition.span);
    return { check: printCheck(condition), holds, value: printValue(condition.left, left), ...macro, ...place };
  }
  if (node.kind === 'boolean') return { holds: node.holds, ...macro };
  return { kind: node.kind, holds: node.holds, ...macro, children: node.children.map(explanationJson) };
}

function shareJson(units: readonly UnitCoverage[]): object {
  const { touched, all } = shareOf(units);
  return { branches: all, touched, percent: percentOf({ touched, all }) };
}

function unitJson(unit: UnitCoverage): object {
  return {
    ...placeOf(unit.span),
    kind: unit.kind,
    name: unit.name,
    ...shareJson([unit]),
    ...(unit.kind === 'macro'
      ? {}
      : {
          matches: unit.matches,
          mismatches: unit.mismatches,
          event_types: [...(unit.rule.eventTypes ?? [])],
          event_types_matched: [...unit.matchedTypes],
        }),
    untouched: untouchedOf(unit).map(({ text, span, value, seen }) => ({ ...placeOf(span), text, value, seen })),
  };
}
