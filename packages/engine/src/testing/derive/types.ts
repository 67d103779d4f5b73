/** What derivations of fields are, and what they can ask. */
import type { EventDef, FieldValue, Scalar } from '@lanner/schema';

/** The fields of an event in one view of its paths. Names are canonical spellings (`FieldRef.text`). */
export interface EventFields {
  readonly type: EventDef;
  /** The lexical view; itself, if this is it. */
  readonly lexical: EventFields;
  /** What the test says of the field; `undefined` also for what is taken away. */
  given(text: string): FieldValue;
  /** Whether the test says something of the field, be it that there is no value. */
  isGiven(text: string): boolean;
  /** What is given, else what follows from what is given. */
  value(name: string, argument?: string): FieldValue;
  text(name: string, argument?: string): string | undefined;
  /** The values of a field that holds several, or the one. */
  values(name: string): readonly Scalar[];
}

/** How a field follows from others. It may ask for any field that does not follow from it. */
export type Derivation = (event: EventFields, argument: string | undefined) => FieldValue;
export type DerivationTable = Readonly<Record<string, Derivation>>;

/** The last part of a path. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
