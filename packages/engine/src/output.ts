/** Output templates to functions that read what an alert says from an event. */
import type { CheckedRule, FieldRef, Operand, OutputSegment } from '@lanner/language';
import { typeOf } from '@lanner/language';
import { FIELDS, findField } from '@lanner/schema';
import type { FieldDef, FieldValue } from '@lanner/schema';
import type { FieldBinding } from './binding.ts';
import { evaluateOperand } from './interpret.ts';
import { jsonValue, renderText } from './render.ts';
import type { JsonValue } from './render.ts';

export interface RenderedOutput {
  /** The message, not yet escaped. */
  readonly message: string;
  /** Key and value of each field in the template. A token with a transformer has no key, but the fields in it have. */
  readonly fields: readonly (readonly [key: string, value: JsonValue])[];
}

export type Output<E> = (event: E) => RenderedOutput;

/** ` container_id=%container.id …`: what is added to the output of every rule on system calls. */
export function suggestedSegments(): readonly OutputSegment[] {
  return FIELDS.filter((field) => field.suggested === true).flatMap((field): OutputSegment[] => [
    { kind: 'text', text: ` ${field.name.replaceAll('.', '_')}=` },
    { kind: 'token', key: field.name, operand: plainRef(field) },
  ]);
}

function plainRef(field: FieldDef): FieldRef {
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
/** Parts of a second keep their zeros in text. */
const NINE_DIGITS: ReadonlySet<string> = new Set([
  'evt.rawtime.ns',
  'evt.reltime',
  'evt.reltime.ns',
  'evt.deltatime.ns',
]);

function textOf(operand: Operand, value: FieldValue): string {
  const text = renderText(value, typeOf(operand));
  const padded = operand.kind === 'field' && value !== undefined && NINE_DIGITS.has(operand.field.name);
  return padded ? text.padStart(9, '0') : text;
}

/** The fields that an operand reads. */
function fieldsIn(operand: Operand): readonly FieldRef[] {
  if (operand.kind === 'field') return [operand];
  return operand.kind === 'constant' ? [] : operand.operands.flatMap(fieldsIn);
}

/** A star in front says that the output is wanted even if fields have no value, which it always is. */
function withoutStar([first, ...rest]: readonly OutputSegment[]): readonly OutputSegment[] {
  if (first?.kind !== 'text' || !first.text.startsWith('*')) return first === undefined ? [] : [first, ...rest];
  return [{ kind: 'text', text: first.text.slice(1) }, ...rest];
}

/** @returns reads message and fields of one event of the type; to be called while the event is still valid. */
export function compileOutput<E>(
  rule: CheckedRule,
  suggested: readonly OutputSegment[],
  binding: FieldBinding<E>,
  eventType: string,
): Output<E> {
  const output = withoutStar(rule.output);
  const segments = rule.source === 'syscall' ? [...output, ...suggested] : output;
  const time = findField('evt.rawtime');
  const readers = new Map<string, (event: E) => ReturnType<ReturnType<FieldBinding<E>['bind']>>>();
  const reader = (ref: FieldRef) => {
    let read = readers.get(ref.text);
    if (read === undefined) readers.set(ref.text, (read = binding.bind(ref, eventType)));
    return read;
  };
  return (event) => {
    const fields: (readonly [string, JsonValue])[] = [];
    let message = '';
    for (const segment of segments) {
      if (segment.kind === 'text') {
        message += segment.text;
        continue;
      }
      const { operand } = segment;
      const value = evaluateOperand(operand, (ref) => reader(ref)(event));
      const text = textOf(operand, value);
      message += segment.width === undefined ? text : text.slice(0, segment.width).padEnd(segment.width);
      for (const field of fieldsIn(operand)) {
        const key = field === operand ? segment.key : field.text;
        const source = CLOCKS.has(field.field.name) && time !== undefined ? plainRef(time) : field;
        fields.push([key, jsonValue(reader(source)(event), source.field.type)]);
      }
    }
    return { message, fields };
  };
}
