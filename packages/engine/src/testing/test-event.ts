/** Events made by hand: the fields that a test gives, and what follows from them. */
import { hasRealView, impossibleField } from '@lanner/language';
import type { FieldRef, GivenEvent, GivenField } from '@lanner/language';
import { pathParam } from '@lanner/schema';
import type { EventDef, FieldValue, Scalar } from '@lanner/schema';
import type { FieldBinding, JudgedEvent } from '../binding.ts';
import { DERIVATIONS } from './derive/table.ts';
import type { EventFields } from './derive/types.ts';

/** One view of an event. Whatever is asked for is worked out when it is asked for. */
class EventView implements EventFields {
  readonly type: EventDef;
  readonly lexical: EventFields;
  readonly #given: ReadonlyMap<string, FieldValue>;
  readonly #known = new Map<string, FieldValue>();

  constructor(type: EventDef, given: ReadonlyMap<string, FieldValue>, lexical?: EventFields) {
    this.type = type;
    this.#given = given;
    this.lexical = lexical ?? this;
  }

  given(text: string): FieldValue {
    return this.#given.get(text);
  }

  isGiven(text: string): boolean {
    return this.#given.has(text);
  }

  read(ref: FieldRef): FieldValue {
    const { text } = ref;
    if (this.#given.has(text)) return this.#given.get(text);
    if (!this.#known.has(text)) {
      const possible = impossibleField(this.type, ref) === undefined;
      this.#known.set(text, possible ? this.value(ref.field.name, ref.argument) : undefined);
    }
    return this.#known.get(text);
  }

  value(name: string, argument?: string): FieldValue {
    const text = spelling(name, argument);
    return this.#given.has(text) ? this.#given.get(text) : DERIVATIONS.get(name)?.(this, argument);
  }

  text(name: string, argument?: string): string | undefined {
    const value = this.value(name, argument);
    return typeof value === 'string' ? value : undefined;
  }

  values(name: string): readonly Scalar[] {
    const value = this.value(name);
    if (value === undefined) return [];
    return isList(value) ? value : [value];
  }
}

function isList(value: Scalar | readonly Scalar[]): value is readonly Scalar[] {
  return Array.isArray(value);
}

/** The canonical spelling of a field with its argument, as `FieldRef.text` has it. */
function spelling(name: string, argument: string | undefined): string {
  if (argument === undefined) return name;
  const dotted = name.startsWith('evt.') && !/^\d+$/.test(argument);
  return dotted ? `${name}.${argument}` : `${name}[${argument}]`;
}

export class TestEvent implements JudgedEvent {
  readonly type: string;
  readonly hasRealView: boolean;
  realView = false;
  readonly #lexical: EventView;
  readonly #real: EventView;

  constructor({ type, fields, real }: GivenEvent) {
    this.type = type.name;
    this.hasRealView = real.size > 0;
    this.#lexical = new EventView(type, valuesOf(fields.values()));
    // What speaks of a path that is another in the real view has no say there.
    const other = new Set([...real.values()].map(({ ref }) => pathOf(type, ref)));
    const kept = [...fields.values()].filter(({ ref }) => !hasRealView(type, ref) || !other.has(pathOf(type, ref)));
    const inReal = valuesOf([...kept, ...real.values()]);
    this.#real = this.hasRealView ? new EventView(type, inReal, this.#lexical) : this.#lexical;
  }

  read(ref: FieldRef): FieldValue {
    return (this.realView ? this.#real : this.#lexical).read(ref);
  }
}

function valuesOf(fields: Iterable<GivenField>): ReadonlyMap<string, FieldValue> {
  return new Map(Array.from(fields, ({ ref, value }) => [ref.text, value]));
}

/** Which of the paths of the event a field speaks of, by the name of the parameter. */
function pathOf(type: EventDef, { field, argument }: FieldRef): string | undefined {
  if (field.name === 'evt.arg') return argument;
  const role = field.name === 'fs.path.source' || argument === 'src' ? 'source' : 'target';
  return (pathParam(type, 'name') ?? pathParam(type, role))?.name;
}

/** Reads the fields of events made by hand. */
export const TEST_BINDING: FieldBinding<TestEvent> = {
  bind(ref) {
    return (event) => event.read(ref);
  },
};
