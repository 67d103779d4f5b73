/** An alert as text and back, without loss: what stands in the log. */
import type { Alert, JsonScalar, JsonValue } from '@lanner/engine/runtime';

/** Integers beyond JSON's numbers, as `{"n":"123"}`. */
interface Big {
  readonly n: string;
}

type Stored<T> = T extends bigint ? Big : T;
type StoredValue = Stored<JsonScalar> | readonly Stored<JsonScalar>[];

type StoredAlert = Omit<Alert, 'time' | 'fields'> & {
  readonly time: string;
  readonly fields: readonly (readonly [key: string, value: StoredValue])[];
};

export function encodeAlert(alert: Alert): string {
  const stored: StoredAlert = {
    ...alert,
    time: alert.time.toString(),
    fields: alert.fields.map((field) => {
      const [key, value] = field;
      if (typeof value === 'bigint') return [key, stored1(value)] as const;
      return isList(value) ? ([key, value.map(stored1)] as const) : (field as readonly [string, StoredValue]);
    }),
  };
  return JSON.stringify(stored);
}

/** Throws if the text is not what `encodeAlert` gave. */
export function decodeAlert(text: string): Alert {
  const stored = JSON.parse(text) as StoredAlert;
  // Most fields are as they are stored: those that are not are put in their place
  const fields = stored.fields as (readonly [key: string, value: JsonValue | StoredValue])[];
  for (const [index, [key, value]] of fields.entries()) {
    if (typeof value !== 'object' || value === null) continue;
    fields[index] = [key, isStoredList(value) ? value.map(scalar) : scalar(value as Big)];
  }
  return { ...stored, time: BigInt(stored.time), fields: fields as Alert['fields'] };
}

function stored1(value: JsonScalar): Stored<JsonScalar> {
  return typeof value === 'bigint' ? { n: value.toString() } : value;
}

function scalar(value: Stored<JsonScalar>): JsonScalar {
  return typeof value === 'object' && value !== null ? BigInt(value.n) : value;
}

function isList(value: JsonValue): value is readonly JsonScalar[] {
  return Array.isArray(value);
}

function isStoredList(value: JsonValue | StoredValue): value is readonly Stored<JsonScalar>[] {
  return Array.isArray(value);
}
