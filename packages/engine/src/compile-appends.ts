/** Entries of `append_output` → what is added to outputs. */
import { didYouMean, joinTexts, parseOutput, spanOf, standInText } from '@lanner/language';
import type { FieldRef, MappedText, OutputSegment, Report, Span, Vocabulary } from '@lanner/language';
import type { FieldDef } from '@lanner/schema';
import type { CompiledAppend, RuleMatch } from './additions.ts';
import { plainRef } from './output.ts';
import type { ExtraField } from './output.ts';

/** One entry of `append_output`, as written. */
export interface AppendOutput {
  readonly match?: RuleMatch;
  /** An output template that is put behind the output, with a blank between. */
  readonly extraOutput?: MappedText;
  /** Further `output_fields`: a field by its name, or a key with a template for its text. */
  readonly extraFields?: readonly (MappedText | { readonly key: string; readonly template: MappedText })[];
  readonly suggestedOutput?: boolean;
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
