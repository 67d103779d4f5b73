/** What a configuration adds to the outputs of rules: text, fields, and the fields that are suggested. */
import { didYouMean, joinTexts, parseOutput, spanOf, standInText } from '@lanner/language';
import type { CheckedRule, FieldRef, MappedText, OutputSegment, Report, Span, Vocabulary } from '@lanner/language';
import type { FieldDef } from '@lanner/schema';
import { plainRef } from './output.ts';
import type { ExtraField, OutputAdditions } from './output.ts';

/** Which rules are meant: those for which all that is given holds. */
export interface RuleMatch {
  readonly rule?: string;
  readonly source?: string;
  /** The rule must have all of them. */
  readonly tags?: readonly string[];
}

/** One entry of `append_output`, as written. */
export interface AppendOutput {
  readonly match?: RuleMatch;
  /** An output template that is put behind the output, with a blank between. */
  readonly extraOutput?: MappedText;
  /** Further `output_fields`: a field by its name, or a key with a template for its text. */
  readonly extraFields?: readonly (MappedText | { readonly key: string; readonly template: MappedText })[];
  readonly suggestedOutput?: boolean;
}

/** An entry with its templates compiled; plain data. */
export interface CompiledAppend {
  readonly match: RuleMatch;
  readonly segments: readonly OutputSegment[];
  readonly fields: readonly ExtraField[];
  /** Fields that are suggested for every source, and those for system calls alone. */
  readonly suggested: { readonly always: readonly OutputSegment[]; readonly syscall: readonly OutputSegment[] };
}

const NO_SUGGESTIONS = { always: [], syscall: [] };

/** Compiles the templates. What is wrong with them is reported, and left out. */
export function compileAppends(
  entries: readonly AppendOutput[],
  context: { readonly vocabulary: Vocabulary; readonly report: Report },
): CompiledAppend[] {
  return entries.map(({ match = {}, extraOutput, extraFields = [], suggestedOutput }) => ({
    match,
    segments: extraOutput === undefined ? [] : [{ kind: 'text', text: ' ' }, ...templateOf(extraOutput, context)],
    fields: extraFields.flatMap((field): ExtraField[] => {
      if ('key' in field) return [{ key: field.key, value: templateOf(field.template, context) }];
      const ref = fieldOf(field, context);
      return ref === undefined ? [] : [{ key: ref.text, value: ref }];
    }),
    suggested: suggestedOutput === true ? suggestions(context.vocabulary) : NO_SUGGESTIONS,
  }));
}

type Context = Parameters<typeof compileAppends>[1];

function templateOf(template: MappedText, context: Context): readonly OutputSegment[] {
  return parseOutput(template, context) ?? [];
}

/** A plain field is a template of one token. */
function fieldOf(name: MappedText, context: Context): FieldRef | undefined {
  const span = spanOfWhole(name);
  const segments = parseOutput(joinTexts([standInText('%', span), name]), context);
  if (segments === undefined) return undefined;
  const [first, ...rest] = segments;
  if (first?.kind === 'token' && first.operand.kind === 'field' && rest.length === 0) return first.operand;
  const isName = /^[\w.]+$/.test(name.text);
  const meant = isName ? didYouMean(name.text, context.vocabulary.fieldNames()) : undefined;
  context.report({
    code: 'LOAD_ERR_COMPILE_OUTPUT',
    severity: 'error',
    message: `'${name.text}' is not a field`,
    hint: meant ?? "for more than a field give a key and a template: {key: 'pid %proc.pid'}",
    span,
  });
  return undefined;
}

function spanOfWhole(text: MappedText): Span {
  return spanOf(text, 0, text.text.length);
}

function suggestions(vocabulary: Vocabulary): CompiledAppend['suggested'] {
  const fields = [...vocabulary.suggestedFields()];
  return {
    always: fields.filter((field) => field.class === 'static').flatMap(suggestion),
    syscall: fields.filter((field) => field.class !== 'static').flatMap(suggestion),
  };
}

/** ` container_id=%container.id` */
function suggestion(field: FieldDef): OutputSegment[] {
  return [
    { kind: 'text', text: ` ${field.name.replaceAll('.', '_')}=` },
    { kind: 'token', key: field.name, operand: plainRef(field) },
  ];
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
