/** What all code of a process shares: whether anything in it has been changed. */

const SHARED: readonly (readonly [name: string, object: object])[] = [
  ['globalThis', globalThis],
  ['Object', Object],
  ['Object.prototype', Object.prototype],
  ['Function.prototype', Function.prototype],
  ['Array.prototype', Array.prototype],
  ['String.prototype', String.prototype],
  ['Number.prototype', Number.prototype],
  ['BigInt.prototype', BigInt.prototype],
  ['RegExp.prototype', RegExp.prototype],
  ['Map.prototype', Map.prototype],
  ['Set.prototype', Set.prototype],
  ['Symbol.prototype', Symbol.prototype],
  ['Error.prototype', Error.prototype],
  ['JSON', JSON],
  ['Math', Math],
  ['Reflect', Reflect],
];

/** What an object has of its own. Accessors are told by their getters: reading them could load what is loaded lazily. */
interface Shape {
  readonly name: string;
  readonly object: object;
  readonly prototype: unknown;
  readonly values: readonly (readonly [key: string | symbol, value: unknown])[];
  readonly getters: readonly (readonly [key: string | symbol, getter: unknown])[];
}

function shapeOf(name: string, object: object): Shape {
  const values: [string | symbol, unknown][] = [];
  const getters: [string | symbol, unknown][] = [];
  for (const key of Reflect.ownKeys(object)) {
    const property = Reflect.getOwnPropertyDescriptor(object, key);
    if (property?.get === undefined) values.push([key, property?.value]);
    else getters.push([key, property.get]);
  }
  return { name, object, prototype: Object.getPrototypeOf(object), values, getters };
}

export type GlobalsSnapshot = readonly Shape[];

/** Looking at some of them makes Node.js load more, once: the second look counts. */
export function snapshotGlobals(): GlobalsSnapshot {
  for (const [name, object] of SHARED) shapeOf(name, object);
  return SHARED.map(([name, object]) => shapeOf(name, object));
}

/** The first thing that is not as it was, or `undefined`. Looked at after every case: values are compared where they stand. */
export function changedGlobal(snapshot: GlobalsSnapshot): string | undefined {
  for (const { name, object, prototype, values, getters } of snapshot) {
    if (Object.getPrototypeOf(object) !== prototype) return `${name}.[[Prototype]]`;
    // Not seen: a getter that gives what the value was.
    for (const [key, value] of values) {
      if (!Object.is((object as Record<string | symbol, unknown>)[key], value)) return `${name}.${String(key)}`;
    }
    for (const [key, getter] of getters) {
      if (Reflect.getOwnPropertyDescriptor(object, key)?.get !== getter) return `${name}.${String(key)}`;
    }
    const keys = Reflect.ownKeys(object);
    if (keys.length === values.length + getters.length) continue;
    const before = new Set([...values, ...getters].map(([key]) => key));
    const other = keys.find((key) => !before.has(key)) ?? Array.from(before).find((key) => !keys.includes(key));
    return `${name}.${String(other)}`;
  }
  return undefined;
}
