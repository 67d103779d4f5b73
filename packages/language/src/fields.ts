/** A field as it is written → the field of the table, with its argument. */
import type { FieldDef } from '@lanner/schema';
import type { FieldRef } from './ir.ts';
import type { Span } from './source.ts';
import { didYouMean } from './suggest.ts';
import type { Vocabulary } from './vocabulary.ts';

export type FieldResult =
  | { readonly field: FieldRef; readonly problem?: undefined }
  | {
      readonly field?: undefined;
      readonly problem: string;
      readonly hint?: string | undefined;
      readonly unknown: boolean;
    };

/** No field has a longer name, its argument included. */
const LONGEST_NAME = 256;

/** Finds `name[argument]`; the argument may also be a further part of the name (`evt.arg.flags`). */
export function resolveField(
  vocabulary: Vocabulary,
  name: string,
  argument: string | undefined,
  span: Span,
): FieldResult {
  if (name.length > LONGEST_NAME) return { problem: `unknown field '${name}'`, unknown: true };
  const field = vocabulary.findField(name);
  if (field !== undefined) return withArgument(field, argument, span);
  if (argument === undefined) {
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const owner = vocabulary.findField(name.slice(0, dot));
      if (owner?.argument?.dotted === true) return withDottedArgument(vocabulary, owner, name.slice(dot + 1), span);
    }
  }
  return {
    problem: `unknown field '${name}'`,
    // Looked for when it is asked for: outputs try every beginning of a name.
    get hint() {
      return didYouMean(name, vocabulary.fieldNames());
    },
    unknown: true,
  };
}

function withArgument(field: FieldDef, argument: string | undefined, span: Span): FieldResult {
  const { name } = field;
  if (argument === undefined) {
    if (field.argument?.required === true) {
      const hint = field.argument.dotted === true ? `write '${name}.NAME' or '${name}[NUMBER]'` : `write '${name}[…]'`;
      return { problem: `field '${name}' needs an argument`, hint, unknown: true };
    }
    return { field: { kind: 'field', field, text: name, span } };
  }
  if (field.argument === undefined) {
    return { problem: `field '${name}' takes no argument`, hint: `write '${name}'`, unknown: true };
  }
  const isIndex = /^-?\d+$/.test(argument);
  const keyed = field.argument.kinds.includes('key') && !(field.argument.dotted === true);
  if (!keyed && !isIndex) {
    const hint = field.argument.dotted === true ? `write '${name}.${argument}'` : undefined;
    return { problem: `the argument of '${name}' must be a number, not '${argument}'`, hint, unknown: true };
  }
  return { field: { kind: 'field', field, argument, text: `${name}[${argument}]`, span } };
}

function withDottedArgument(vocabulary: Vocabulary, owner: FieldDef, argument: string, span: Span): FieldResult {
  const text = `${owner.name}.${argument}`;
  let field = owner;
  if (owner.name === 'evt.arg' || owner.name === 'evt.rawarg') {
    const type = vocabulary.parameterType(argument);
    if (type === undefined) {
      const hint = didYouMean(argument, vocabulary.parameterNames());
      return { problem: `no event has a parameter '${argument}'`, hint, unknown: true };
    }
    if (owner.type === 'DYNAMIC') field = { ...owner, type };
  }
  if (owner.name === 'evt.type.is' && !vocabulary.isEventName(argument)) {
    const hint = didYouMean(argument, vocabulary.eventNames());
    return { problem: `unknown event type '${argument}'`, hint, unknown: true };
  }
  return { field: { kind: 'field', field, argument, text, span } };
}
