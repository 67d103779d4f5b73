/** Other names of keys: they are exchanged for the names of the table where they come in. */
import { ROWS } from './keys.ts';
import type { Option } from './option.ts';
import type { MapValue } from './value.ts';

const ALIASES: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(([key, { alias }]) => (alias === undefined ? [] : [[alias, key] as const])),
);

/** A file with the names of the table. One that has a key under both names keeps both, which is an error. */
export function withOwnNames(file: MapValue): MapValue {
  const present = new Set(file.entries.map(({ key }) => key));
  const entries = file.entries.map((entry) => {
    const key = ALIASES.get(entry.key);
    return key === undefined || present.has(key) ? entry : { ...entry, key };
  });
  return { ...file, entries };
}

export function withOwnName(option: Option): Option {
  const [first, ...rest] = option.path;
  const key = first?.kind === 'key' ? ALIASES.get(first.key) : undefined;
  return first === undefined || key === undefined
    ? option
    : { ...option, path: [{ kind: 'key', key, span: first.span }, ...rest] };
}
