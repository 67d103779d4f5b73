/** The seam to whoever has the events: live capture, replay, a test. */
import type { FieldRef } from '@lanner/language';
import type { FieldValue } from '@lanner/schema';
import type { ProcessVerdicts, Subject } from './kept-conditions.ts';

/**
 * An event as the engine sees it. Path fields have two views: the lexical one (what the process asked for) and, where it
 * differs, the real one (where the kernel went). `realView` says which one the readers are to give.
 */
export interface JudgedEvent {
  readonly hasRealView: boolean;
  realView: boolean;
  /**
   * Kept for the process of the event by whoever has the events, until something changes that a field of the process
   * reads.
   */
  processVerdicts?: ProcessVerdicts | undefined;
  /** Name of the object in the view that is asked for, and what else fields of the object read. */
  readonly objectName?: string | undefined;
  readonly objectKind?: unknown;
}

export type FieldReader<E> = (event: E) => FieldValue;

export interface FieldBinding<E> {
  /** The reader of a field for events of one type. */
  bind(ref: FieldRef, eventType: string): FieldReader<E>;
  /**
   * What a field hangs on alone: `process`, if it has the same value in all events of one while `processVerdicts` are
   * kept; `object`, if it has the same in all events of the type with the same `objectName` and `objectKind`.
   */
  subjectOf?(ref: FieldRef): Subject | undefined;
}

/** A binding that also reads the constants of a configuration, `static.NAME`. */
export function withStatics<E>(binding: FieldBinding<E>, statics: ReadonlyMap<string, string>): FieldBinding<E> {
  if (statics.size === 0) return binding;
  return {
    ...binding,
    bind(ref, eventType) {
      if (ref.field.class !== 'static') return binding.bind(ref, eventType);
      const value = statics.get(ref.field.name.slice('static.'.length));
      return () => value;
    },
  };
}
