/** What a configuration adds to the outputs of rules: text, fields, and the fields that are suggested. */
import type { CheckedRule, OutputSegment } from '@lanner/language';
import type { ExtraField, OutputAdditions } from './output.ts';

/** Which rules are meant: those for which all that is given holds. */
export interface RuleMatch {
  readonly rule?: string;
  readonly source?: string;
  /** The rule must have all of them. */
  readonly tags?: readonly string[];
}

/** An entry with its templates compiled; plain data. */
export interface CompiledAppend {
  readonly match: RuleMatch;
  readonly segments: readonly OutputSegment[];
  readonly fields: readonly ExtraField[];
  /** Fields that are suggested for every source, and those for system calls alone. */
  readonly suggested: { readonly always: readonly OutputSegment[]; readonly syscall: readonly OutputSegment[] };
}

/** What is added to the output of one rule, in the order of the entries. */
export function additionsFor(rule: CheckedRule, appends: readonly CompiledAppend[]): OutputAdditions {
  const applying = appends.filter(({ match }) => applies(match, rule));
  return {
    segments: applying.flatMap(({ segments, suggested }) => [
      ...suggested.always,
      ...(rule.source === 'syscall' ? suggested.syscall : []),
      ...segments,
    ]),
    fields: applying.flatMap(({ fields }) => fields),
  };
}

function applies({ rule: name, source, tags = [] }: RuleMatch, rule: CheckedRule): boolean {
  return (
    (name === undefined || name === rule.name) &&
    (source === undefined || source === rule.source) &&
    tags.every((tag) => rule.tags.includes(tag))
  );
}
