/** Where in a rules file one is, at the end of a line. */
import { EXCEPTION_KEYS, ITEM_KEYS, type ItemKey, type KeyValue } from '../item-keys.ts';
import { CONDITION_START, type ConditionState } from './condition-tokens.ts';

/** What a text is; `operation`: a value below `override`. */
export type Role = KeyValue | 'operation';

export interface PathKey {
  readonly column: number;
  readonly key: string;
}

/** A value that is not at its end. `open`: nothing of it has been seen yet. */
export interface OpenValue {
  readonly style: 'open' | 'plain' | 'block' | 'single' | 'double' | 'flow';
  /** Lines of the value begin right of this column, that of its key or dash. */
  readonly column: number;
  readonly role: Role;
  readonly condition: ConditionState;
  /** Brackets that are open, of a flow collection. */
  readonly brackets: string;
}

export interface LineState {
  /** The keys one stands below, outermost first; within an item. */
  readonly path: readonly PathKey[];
  readonly value: OpenValue | undefined;
}

export const FILE_START: LineState = { path: [], value: undefined };

export function openValue(column: number, role: Role, style: OpenValue['style'] = 'open'): OpenValue {
  return { style, column, role, condition: CONDITION_START, brackets: '' };
}

const ALL_ITEM_KEYS: ReadonlyMap<string, ItemKey> = new Map(
  Object.values(ITEM_KEYS).flatMap((keys) => keys.map((key) => [key.name, key] as const)),
);
const INNER_KEYS: ReadonlyMap<string, ItemKey> = new Map(EXCEPTION_KEYS.map((key) => [key.name, key]));

/** The key that the path ends with, if it is one that the language knows where it stands. */
export function knownKey(path: readonly PathKey[]): ItemKey | undefined {
  const [outer, inner] = path;
  if (outer === undefined || path.length > 2) return undefined;
  if (inner === undefined) return ALL_ITEM_KEYS.get(outer.key);
  if (outer.key === 'exceptions') return INNER_KEYS.get(inner.key);
  return outer.key === 'override' ? ALL_ITEM_KEYS.get(inner.key) : undefined;
}

export function roleOfPath(path: readonly PathKey[]): Role {
  const key = knownKey(path);
  if (path.length === 2 && path[0]?.key === 'override') return 'operation';
  return key?.value ?? 'other';
}
