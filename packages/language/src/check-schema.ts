/**
 * Does a rules file have the shape that its JSON schema asks for? What departs from it is told beside the result of
 * loading; it is stricter about spellings (upper-case priorities, plain booleans) and milder about what is missing.
 */
import { isNull, isScalarNode, mapEntries, scalarValue, sequenceItems, type YamlNode } from './yaml.ts';

export interface SchemaResult {
  /** `undefined`: there is nothing to check. */
  readonly valid: boolean | undefined;
  /** One sentence each, with the path of the value: `[0][priority]: must be one of …`. */
  readonly warnings: readonly string[];
}

type Shape =
  | { readonly kind: 'any' | 'string' | 'integer' | 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'array'; readonly items: Shape }
  | {
      readonly kind: 'object';
      readonly required: readonly string[];
      readonly keys: Readonly<Record<string, Shape>>;
      readonly mayBeEmpty: boolean;
    };

const ANY: Shape = { kind: 'any' };
const STRING: Shape = { kind: 'string' };
const INTEGER: Shape = { kind: 'integer' };
const BOOLEAN: Shape = { kind: 'boolean' };
const OPERATION: Shape = { kind: 'enum', values: ['append', 'replace'] };
const PRIORITY: Shape = {
  kind: 'enum',
  values: ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'INFORMATIONAL', 'DEBUG'],
};

function array(items: Shape): Shape {
  return { kind: 'array', items };
}

function object(required: readonly string[], keys: Readonly<Record<string, Shape>>, mayBeEmpty = true): Shape {
  return { kind: 'object', required, keys, mayBeEmpty };
}

const PLUGIN: Readonly<Record<string, Shape>> = { name: STRING, version: STRING };

/** The one shape of a document: items of all kinds share their keys. */
const DOCUMENT: Shape = array(
  object([], {
    required_engine_version: STRING,
    required_plugin_versions: array(
      object(['name', 'version'], { ...PLUGIN, alternatives: array(object(['name', 'version'], PLUGIN)) }),
    ),
    list: STRING,
    items: array(STRING),
    macro: STRING,
    rule: STRING,
    condition: STRING,
    desc: STRING,
    output: STRING,
    priority: PRIORITY,
    source: STRING,
    enabled: BOOLEAN,
    tags: array(STRING),
    warn_evttypes: BOOLEAN,
    'skip-if-unknown-filter': BOOLEAN,
    capture: BOOLEAN,
    capture_duration: INTEGER,
    append: BOOLEAN,
    exceptions: array(object(['name'], { name: STRING, fields: ANY, comps: ANY, values: ANY })),
    override: object(
      [],
      {
        items: OPERATION,
        condition: OPERATION,
        desc: OPERATION,
        output: OPERATION,
        priority: OPERATION,
        enabled: OPERATION,
        tags: OPERATION,
        exceptions: OPERATION,
        warn_evttypes: OPERATION,
        'skip-if-unknown-filter': OPERATION,
        capture: OPERATION,
        capture_duration: OPERATION,
      },
      false,
    ),
  }),
);

/** Checks the documents of a file; the first decides whether the file is valid. */
export function checkSchema(documents: readonly YamlNode[]): SchemaResult {
  const [first] = documents;
  if (first === undefined) return { valid: undefined, warnings: [] };
  const warnings = departures(first, DOCUMENT, '');
  return { valid: warnings.length === 0, warnings };
}

function departures(node: YamlNode, shape: Shape, path: string): string[] {
  const wrong = (what: string): string[] => [`${path === '' ? 'the document' : path}: ${what}`];
  switch (shape.kind) {
    case 'any':
      return [];
    case 'string':
      return isScalarNode(node) ? [] : wrong('must be a text');
    case 'integer':
      return /^[+-]?\d+$/.test(textOf(node) ?? '') ? [] : wrong('must be an integer');
    case 'boolean':
      return /^(true|false)$/.test(textOf(node) ?? '') ? [] : wrong('must be true or false');
    case 'enum':
      return shape.values.includes(textOf(node) ?? '') ? [] : wrong(`must be one of ${shape.values.join(', ')}`);
    case 'array': {
      const items = sequenceItems(node);
      if (items === undefined) return wrong('must be a sequence');
      return items.flatMap((item, at) => departures(item, shape.items, `${path}[${at}]`));
    }
    case 'object':
      return objectDepartures(node, shape, path, wrong);
  }
}

function textOf(node: YamlNode): string | undefined {
  return isNull(node) ? undefined : scalarValue(node)?.text;
}

function objectDepartures(
  node: YamlNode,
  shape: Shape & { readonly kind: 'object' },
  path: string,
  wrong: (what: string) => string[],
): string[] {
  const entries = mapEntries(node);
  if (entries === undefined) return wrong('must be a mapping');
  const keys = new Set(entries.map(({ key }) => key));
  const missing = shape.required.filter((key) => !keys.has(key));
  const found = missing.flatMap((key) => wrong(`has no '${key}'`));
  if (!shape.mayBeEmpty && entries.length === 0) found.push(...wrong('must not be empty'));
  for (const { key, value, again } of entries) {
    const inner = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (inner === undefined) found.push(...wrong(`'${key}' is not a key that belongs here`));
    else found.push(...departures(value, inner, `${path}[${key}]`));
    if (again.length > 0) found.push(...wrong(`'${key}' stands there more than once`));
  }
  return found;
}
