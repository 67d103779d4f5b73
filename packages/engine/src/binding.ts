/** The seam to whoever has the events: live capture, replay, a test. */
import type { FieldRef } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';

/**
 * An event as the engine sees it. Path fields have two views: the lexical one (what the process asked for) and, where it
 * differs, the real one (where the kernel went). `realView` says which one the readers are to give.
 */
export interface JudgedEvent {
  readonly hasRealView: boolean;
  realView: boolean;
}

export type FieldReader<E> = (event: E) => FieldValue;

export interface FieldBinding<E> {
  /** The reader of a field for events of one type. */
  bind(ref: FieldRef, eventType: string): FieldReader<E>;
}
