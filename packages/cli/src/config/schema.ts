/** The JSON schema of the configuration, made from the table of keys. */
import { FALCO_KEYS } from './falco-keys.ts';
import { ROWS, type KeyRow } from './keys.ts';
import type { JsonSchema } from './readers.ts';
import { typeOfRow } from './settings.ts';

export interface ConfigurationSchema extends JsonSchema {
  readonly $schema: string;
  readonly title: string;
}

/** Draft 2020-12. Keys that only Falco has are allowed, since they are accepted. */
export function configurationSchema(): ConfigurationSchema {
  const root: SchemaTree = new Map();
  for (const [key, row] of ROWS) {
    put(root, key.split('.'), schemaOf(row));
    if (row.alias !== undefined) put(root, row.alias.split('.'), schemaOf(row));
  }
  for (const { key } of FALCO_KEYS) {
    put(root, key.split('.'), { description: 'A key of Falco without effect in Lanner.' });
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of Lanner',
    ...objectSchema(root),
  };
}

type SchemaTree = Map<string, JsonSchema | SchemaTree>;

function put(tree: SchemaTree, [part = '', ...rest]: readonly string[], schema: JsonSchema): void {
  const before = tree.get(part);
  if (rest.length === 0) {
    if (before === undefined) tree.set(part, schema);
    return;
  }
  const member: SchemaTree = before instanceof Map ? before : new Map();
  tree.set(part, member);
  put(member, rest, schema);
}

function objectSchema(tree: SchemaTree): JsonSchema {
  const members = Array.from(tree, ([key, one]) => [key, one instanceof Map ? objectSchema(one) : one] as const);
  return { type: 'object', properties: Object.fromEntries(members), additionalProperties: false };
}

function schemaOf(row: KeyRow): JsonSchema {
  return { description: row.meaning, default: row.default, ...typeOfRow(row).schema };
}
