/** Rule tests as they are read from a test file: events, and what is expected of each. */
import type { EventDef, FieldValue } from '@lanner/schema';
import type { CheckedRule, FieldRef, Priority } from '../ir.ts';
import type { Span } from '../source.ts';

/** A field that a test gives to an event. */
export interface GivenField {
  readonly ref: FieldRef;
  /** As the type of the field is held; `undefined`: the event has no value of this field. */
  readonly value: FieldValue;
  readonly span: Span;
}

/** By the canonical spelling of the field (`FieldRef.text`). */
export type GivenFields = ReadonlyMap<string, GivenField>;

/** An event by the fields that a test gives; what follows from them is not among them. */
export interface GivenEvent {
  readonly type: EventDef;
  /** Those common to the item included. */
  readonly fields: GivenFields;
  /** What is different in the real view of its paths; empty: there is one view only. */
  readonly real: GivenFields;
  /** What the test says of the event in words. */
  readonly label?: string;
  /** The fields that this event does not share with the others of its item, as they are written. */
  readonly written: string;
  readonly span: Span;
}

/** Something wanted, and where it is wanted. */
export interface Wanted<T> {
  readonly value: T;
  readonly span: Span;
}

export type View = 'lexical' | 'real';

/** What an alert must be like beyond being raised. */
export interface AlertDetails {
  readonly priority?: Wanted<Priority>;
  /** The rendered output of the rule, without what is added to every output. */
  readonly output?: Wanted<string>;
  /** Values as text, `null` for a field without a value; keys as in `output_fields` of an alert. */
  readonly outputFields?: readonly (Wanted<string | null> & { readonly key: string })[];
  /** The view of the paths in which the rule matches; where it matches in both, that is `lexical`. */
  readonly view?: Wanted<View>;
}

export interface ExpectedAlert extends AlertDetails {
  readonly rule: string;
  readonly span: Span;
}

export type Expectation =
  | { readonly kind: 'match'; readonly rule: CheckedRule; readonly details: AlertDetails }
  | { readonly kind: 'no_match'; readonly rule: CheckedRule }
  /** No alert of at least this priority. */
  | { readonly kind: 'quiet'; readonly priority: Priority }
  /** These alerts and no others. */
  | { readonly kind: 'alerts'; readonly matching: 'first' | 'all'; readonly alerts: readonly ExpectedAlert[] };

/** One event, and what is expected of it. */
export interface TestCase {
  /** The rule, or the words, by which the item is named. */
  readonly item: string;
  readonly event: GivenEvent;
  readonly expected: Expectation;
}

export interface TestFile {
  readonly name: string;
  readonly cases: readonly TestCase[];
}
