/** Options of channels as types of settings. */
import { readFileSync } from 'node:fs';
import { readOptionValue, type OptionRow, type SecretSources } from '@lanner/outputs';
import { booleanOf } from '@lanner/language';
import type { JsonSchema, SettingType } from './readers.ts';
import type { Value } from './value.ts';

/** Secrets of this machine. */
export const SECRETS: SecretSources = {
  file: (path) => readFileSync(path, 'utf8'),
  env: (name) => process.env[name],
};

const HIDDEN = '***';

const NAMES: Readonly<Record<OptionRow['type'], string>> = {
  text: 'a text',
  path: 'a path',
  template: 'a text with {fields}',
  url: 'a URL',
  secret: 'a secret: a text, or a mapping with file or env',
  number: 'a number',
  duration: 'a duration, such as 500ms, 10s or 1h30m',
  size: 'a size, such as 64KiB or 16MiB',
  boolean: 'true or false',
  choice: 'one of a few values',
  list: 'a list of texts',
  map: 'a mapping of names to texts',
  secrets: 'a mapping of names to secrets',
};

/** What an option is, for people. */
export function optionTypeName(row: OptionRow): string {
  return row.type === 'choice' ? `one of ${row.values.join(', ')}` : NAMES[row.type];
}

export function optionSetting(row: OptionRow): SettingType<unknown> {
  return {
    name: optionTypeName(row),
    schema: optionSchema(row),
    read(value, report) {
      const read = readOptionValue(row, plainOf(value), SECRETS);
      if ('value' in read) return read.value;
      report({ severity: 'error', message: read.problem, span: value.span });
      return undefined;
    },
    plain: (value) => shown(row, value),
  };
}

/** A value as plain data. */
export function plainOf(value: Value): unknown {
  switch (value.kind) {
    case 'null':
      return undefined;
    case 'scalar':
      return value.text.text;
    case 'list':
      return value.items.map(plainOf);
    case 'map':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plainOf(entry.value)]));
  }
}

/** Secrets are not shown; where they are is. */
function shown(row: OptionRow, value: Value): unknown {
  const plain = plainOf(value);
  if (row.type === 'secret') return typeof plain === 'string' && plain !== '' ? HIDDEN : plain;
  if (row.type === 'secrets' && typeof plain === 'object' && plain !== null) {
    return Object.fromEntries(
      Object.entries(plain).map(([name, one]) => [name, typeof one === 'string' ? HIDDEN : (one as unknown)]),
    );
  }
  if (typeof plain !== 'string') return plain;
  if (row.type === 'boolean') return booleanOf(plain);
  return row.type === 'number' && plain !== '' ? Number(plain) : plain;
}

export function optionSchema(row: OptionRow): JsonSchema {
  const secret: JsonSchema = {
    oneOf: [
      { type: 'string' },
      { type: 'object', properties: { file: { type: 'string' } }, additionalProperties: false },
      { type: 'object', properties: { env: { type: 'string' } }, additionalProperties: false },
    ],
  };
  switch (row.type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'number':
      return { type: 'number' };
    case 'choice':
      return { type: 'string', enum: row.values };
    case 'list':
      return { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
    case 'map':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'secrets':
      return { type: 'object', additionalProperties: secret };
    case 'secret':
      return secret;
    default:
      return { type: 'string' };
  }
}
