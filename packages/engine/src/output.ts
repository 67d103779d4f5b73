/** Output templates to functions that read what an alert says from an event. */
import type { CheckedRule, FieldRef, OutputSegment } from '@lanner/language';
import { typeOf } from '@lanner/language';
import { FIELDS } from '@lanner/schema';
import type { FieldBinding } from './binding.ts';
import { evaluateOperand } from './interpret.ts';
import { jsonValue, renderText } from './render.ts';
import type { JsonValue } from './render.ts';

export interface RenderedOutput {
  /** The message, not yet escaped. */
  readonly message: string;
  /** Key and value of each plain field in the template. Tokens with a transformer have no key, as in Falco. */
  readonly fields: readonly (readonly [key: string, value: JsonValue])[];
}

export type Output<E> = (event: E) => RenderedOutput;

/** ` container_id=%container.id …`: what is added to the output of every rule on system calls. */
export function suggestedSegments(): readonly OutputSegment[] {
  const file = { name: '<suggested>', text: '' };
  return FIELDS.filter((field) => field.suggested === true).flatMap((field): OutputSegment[] => [
    { kind: 'text', text: ` ${field.name.replaceAll('.', '_')}=` },
    {
      kind: 'token',
      key: field.name,
      operand: { kind: 'field', field, text: field.name, span: { file, start: 0, end: 0 } },
    },
  ]);
}

/** @returns reads message and fields of one event of the type; to be called while the event is still valid. */
export function compileOutput<E>(
  rule: CheckedRule,
  suggested: readonly OutputSegment[],
  binding: FieldBinding<E>,
  eventType: string,
): Output<E> {
  const segments = rule.source === 'syscall' ? [...rule.output, ...suggested] : rule.output;
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
      const text = renderText(value, typeOf(operand) ?? 'CHARBUF');
      message += segment.width === undefined ? text : text.slice(0, segment.width).padEnd(segment.width);
      if (operand.kind === 'field') fields.push([segment.key, jsonValue(value, operand.field.type)]);
    }
    return { message, fields };
  };
}
