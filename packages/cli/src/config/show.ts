/** `lanner config show`: every key, its value, and where it comes from. */
import { positionOf, type Span } from '@lanner/language';
import type { Listing } from '../print.ts';
import type { Row } from '../table.ts';
import { ROWS } from './keys.ts';
import { DEFAULT, isOption } from './option.ts';
import { typeOfRow, type Configuration } from './settings.ts';
import { placesOf, type Value } from './value.ts';

export interface ShowOptions {
  /** Only keys with this in their name. */
  readonly text?: string | undefined;
  /** Only keys that are set somewhere. */
  readonly changed?: boolean | undefined;
}

export function showConfiguration(
  { values }: Configuration,
  { text = '', changed = false }: ShowOptions = {},
): Listing {
  const shown = ROWS.flatMap(([key, row]) => {
    const value = values.get(key);
    if (value === undefined || !key.includes(text)) return [];
    const origins = originsOf(value);
    return changed && origins.every((origin) => origin === DEFAULT)
      ? []
      : [{ key, value: typeOfRow(row).plain(value), origins }];
  });
  const rows: Row[] = shown.map(({ key, value, origins }) => [key, formatValue(value), origins.join(', ')]);
  return {
    groups: [{ heading: '', rows }],
    plain: rows,
    json: shown.map(({ key, value, origins }) => ({ key, value, origins })),
  };
}

/** On one line, as it could be written behind `-o KEY=`. */
function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `default`, a switch, or `file:line`; a list that was put together has several. */
function originsOf(value: Value): string[] {
  return [...new Set(placesOf(value).map(originOf))];
}

function originOf(span: Span): string {
  const { name } = span.file;
  return name === DEFAULT || isOption(span.file) ? name : `${name}:${positionOf(span.file, span.start).line}`;
}
