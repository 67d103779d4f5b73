/** What tests touch of the conditions of rules and macros, and what they do not. */
import {
  percentOf,
  placeOfCheck,
  printCheck,
  shareOf,
  type PartCoverage,
  type RuleCoverage,
  type UnitCoverage,
} from '@lanner/engine';
import { formatCondition, formatPlace, renderSnippet, type Span } from '@lanner/language';
import { escapeControls } from '@lanner/outputs';
import { count } from '../count.ts';
import { painter, type Paint } from './paint.ts';

/** A branch that no test touches. */
export interface Untouched {
  /** The check, or the name of the macro. */
  readonly text: string;
  readonly span: Span;
  readonly value: boolean;
  /** In how many events the part had the value, without deciding. */
  readonly seen: number;
}

export function untouchedOf({ parts }: UnitCoverage): Untouched[] {
  return parts.flatMap((part) => {
    const { syntax } = part;
    const of = { text: textOf(part), span: syntax.kind === 'check' ? placeOfCheck(syntax) : syntax.span };
    return [true, false].flatMap((value): Untouched[] => {
      const { seen, decided } = value ? part.whenTrue : part.whenFalse;
      return decided > 0 ? [] : [{ ...of, value, seen }];
    });
  });
}

function textOf({ syntax, check }: PartCoverage): string {
  return check === undefined ? formatCondition(syntax) : printCheck(check);
}

function rulesOf(units: readonly UnitCoverage[]): RuleCoverage[] {
  return units.filter((unit) => unit.kind === 'rule');
}

/** `coverage: 85 of 89 rules seen to match; 1082 of 2450 branches of conditions (44.1 %)`. */
export function coverageLine(units: readonly UnitCoverage[]): string {
  const rules = rulesOf(units);
  const matched = rules.filter(({ matches }) => matches > 0).length;
  const share = shareOf(units);
  return (
    `coverage: ${matched} of ${count(rules.length, 'rule')} seen to match; ` +
    `${share.touched} of ${share.all} branches of conditions (${percentOf(share)} %)`
  );
}

/** For each rule and macro its share and, with line and caret, the branches that no test touches. */
export function coverageText(units: readonly UnitCoverage[], colour: boolean): string {
  const paint = painter(colour);
  return units.map((unit) => `${unitLines(unit, paint).join('\n')}\n`).join('\n');
}

function unitLines(unit: UnitCoverage, paint: Paint): string[] {
  const head = `${paint('bold', formatPlace(unit.span))}: ${unit.kind} ${escapeControls(unit.name)}`;
  if (unit.kind === 'rule' && unit.matches + unit.mismatches === 0) {
    return [`${head}: ${paint(['bold', 'red'], 'not tested')}`];
  }
  const share = shareOf([unit]);
  const figures =
    share.all === 0 ? 'nothing to touch' : `${share.touched} of ${share.all} branches (${percentOf(share)} %)`;
  return [
    `${head}: ${paint(share.touched === share.all ? 'green' : 'yellow', figures)}`,
    ...(unit.kind === 'rule' ? ruleRemarks(unit) : []),
    ...untouchedOf(unit).flatMap((branch) => branchLines(branch, paint)),
  ];
}

function ruleRemarks({ rule, matches, mismatches, matchedTypes }: RuleCoverage): string[] {
  const missing = [...(rule.eventTypes ?? [])].filter((type) => !matchedTypes.has(type));
  return [
    ...(matches === 0 ? ['  no test shows that it matches'] : []),
    ...(mismatches === 0 ? ['  no test shows an event that it does not match'] : []),
    ...(missing.length > 0 && matches > 0 ? [`  event types not seen to match: ${missing.join(', ')}`] : []),
  ];
}

function branchLines({ text, span, value, seen }: Untouched, paint: Paint): string[] {
  const how =
    seen === 0 ? `is never ${value}` : `never decides by being ${value} (as it is in ${count(seen, 'event')})`;
  return [
    `  ${formatPlace(span)}: '${escapeControls(text)}' ${how}`,
    ...renderSnippet(span, (carets) => paint('yellow', carets)).map((line) => `  ${line}`),
  ];
}
