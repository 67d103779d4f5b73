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

type Shape = ReadonlyMap<PropertyKey, unknown>;

/** Accessors are compared by their getters; reading them could load what is loaded lazily. */
function shapeOf(object: object): Shape {
  const shape = new Map<PropertyKey, unknown>([['[[Prototype]]', Object.getPrototypeOf(object)]]);
  for (const key of Reflect.ownKeys(object)) {
    const property = Reflect.getOwnPropertyDescriptor(object, key);
    shape.set(key, property?.get ?? property?.value);
  }
  return shape;
}

export type GlobalsSnapshot = readonly (readonly [name: string, object: object, shape: Shape])[];

/** Looking at some of them makes Node.js load more, once: the second look counts. */
export function snapshotGlobals(): GlobalsSnapshot {
  for (const [, object] of SHARED) shapeOf(object);
  return SHARED.map(([name, object]) => [name, object, shapeOf(object)]);
}

/** The first thing that is not as it was, or `undefined`. */
export function changedGlobal(snapshot: GlobalsSnapshot): string | undefined {
  for (const [name, object, before] of snapshot) {
    const now = shapeOf(object);
    for (const key of new Set([...before.keys(), ...now.keys()])) {
      if (!Object.is(before.get(key), now.get(key)) || before.has(key) !== now.has(key))
        return `${name}.${String(key)}`;
    }
  }
  return undefined;
}
