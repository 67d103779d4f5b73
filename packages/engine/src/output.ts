/** Output templates to functions that read what an alert says from an event. */
import type { CheckedRule, FieldRef, OutputSegment } from '@lanner/language';
import { typeOf } from '@lanner/language/operands';
import { EVENTS, findField, findParam } from '@lanner/schema';
import type { FieldDef, FieldValue } from '@lanner/schema';
import type { FieldBinding, FieldReader } from './binding.ts';
import { extractionOf } from './extracted.ts';
import { extractOperand } from './interpret.ts';
import { fieldsIn } from './operands.ts';
import { utf8Units } from './operators/ascii.ts';
import { jsonValue, renderText } from './render.ts';
import type { JsonValue, RenderOptions } from './render.ts';

export interface RenderedOutput {
  /** The message, not yet escaped. */
  readonly message: string;
  /** Key and value of each field in the template. A token with a transformer has no key, but the fields in it have. */
  readonly fields: readonly (readonly [key: string, value: JsonValue])[];
}

export type Output<E> = (event: E) => RenderedOutput;

/** A further entry of `output_fields`: the value of a field, or the text of a template. */
export interface ExtraField {
  readonly key: string;
  readonly value: FieldRef | readonly OutputSegment[];
}

/** What is added to the output of a rule. */
export interface OutputAdditions {
  /** Put behind the output. */
  readonly segments: readonly OutputSegment[];
  readonly fields: readonly ExtraField[];
}

export const NO_ADDITIONS: OutputAdditions = { segments: [], fields: [] };

/** A field without an argument, which stands nowhere in a file. */
export function plainRef(field: FieldDef): FieldRef {
  const span = { file: { name: '<output>', text: '' }, start: 0, end: 0 };
  return { kind: 'field', field, text: field.name, span };
}

/** Fields whose text is a time of day or a date, but whose JSON value is the time of the event in nanoseconds. */
const CLOCKS: ReadonlySet<string> = new Set([
  'evt.time',
  'evt.time.s',
  'evt.time.iso8601',
  'evt.datetime',
  'evt.datetime.s',
]);
type Format = FieldDef['format'];

/** How the numbers of a field are written, on events of a type: those of flags in hexadecimal. */
function formatOf({ field, argument }: FieldRef, eventType: string): Format {
  if (field.name !== 'evt.rawarg' || argument === undefined) return field.format;
  const event = EVENTS.find(({ name }) => name === eventType);
  return event !== undefined && findParam(event, argument)?.type.startsWith('FLAGS') === true ? 'hex' : field.format;
}

/** The text of a number that is not written in decimal. What is hexadecimal has 32 bits. */
function formatted(value: FieldValue, format: Format): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  if (format === 'nine digits') return String(value).padStart(9, '0');
  return format === 'hex' ? BigInt.asUintN(32, BigInt(value)).toString(16).toUpperCase() : undefined;
}

/** A star in front says that the output is wanted even if fields have no value, which it always is. */
function withoutStar([first, ...rest]: readonly OutputSegment[]): readonly OutputSegment[] {
  if (first?.kind !== 'text' || !first.text.startsWith('*')) return first === undefined ? [] : [first, ...rest];
  return [{ kind: 'text', text: first.text.slice(1) }, ...rest];
}

function isTemplate(value: ExtraField['value']): value is readonly OutputSegment[] {
  return Array.isArray(value);
}

/** Cut or padded to so many bytes; a character that would be cut in half is left out. */
function fitted(text: string, width: number): string {
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    const size = utf8Units(character).length;
    if (bytes + size > width) break;
    kept += character;
    bytes += size;
  }
  return kept + ' '.repeat(width - bytes);
}

/** @returns reads message and fields of one event of the type; to be called while the event is still valid. */
export function compileOutput<E>(
  rule: CheckedRule,
  additions: OutputAdditions,
  binding: FieldBinding<E>,
  eventType: string,
  options: RenderOptions = {},
): Output<E> {
  const segments = [...withoutStar(rule.output), ...additions.segments];
  const time = findField('evt.rawtime');
  const readers = new Map<string, FieldReader<E>>();
  const reader = (ref: FieldRef): FieldReader<E> => {
    let read = readers.get(ref.text);
    if (read === undefined) readers.set(ref.text, (read = binding.bind(ref, eventType)));
    return read;
  };
  const fieldValue = (field: FieldRef, event: E): JsonValue => {
    const source = CLOCKS.has(field.field.name) && time !== undefined ? plainRef(time) : field;
    const { ref, join = (one) => one } = extractionOf(source);
    const value = join(reader(ref)(event));
    const format = formatOf(ref, eventType);
    const text = format === 'hex' ? formatted(value, format) : undefined;
    return text ?? jsonValue(value, ref.field.type, options);
  };
  const segmentText = (segment: OutputSegment, event: E): string => {
    if (segment.kind === 'text') return segment.text;
    const { operand, width } = segment;
    const value = extractOperand(operand, (ref) => reader(ref)(event));
    const text =
      (operand.kind === 'field' ? formatted(value, formatOf(operand, eventType)) : undefined) ??
      renderText(value, typeOf(operand), options);
    return width === undefined ? text : fitted(text, width);
  };
  return (event) => {
    const fields: (readonly [string, JsonValue])[] = [];
    let message = '';
    for (const segment of segments) {
      message += segmentText(segment, event);
      if (segment.kind === 'text') continue;
      const { operand } = segment;
      for (const field of fieldsIn(operand)) {
        fields.push([field === operand ? segment.key : field.text, fieldValue(field, event)]);
      }
    }
    for (const { key, value } of additions.fields) {
      const text = isTemplate(value)
        ? value.map((segment) => segmentText(segment, event)).join('')
        : fieldValue(value, event);
      fields.push([key, text]);
    }
    return { message, fields };
  };
}
