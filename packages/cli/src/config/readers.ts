/** Types of settings: each says what it is, as a JSON schema as well, and reads a value of the configuration. */
import { booleanOf, didYouMean, type MappedText } from '@lanner/language';
import { describeValue, type MapValue, type ReportFinding, type Value } from './value.ts';

/** As much of JSON schema as is needed. */
export interface JsonSchema {
  readonly type?: 'boolean' | 'number' | 'string' | 'array' | 'object';
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly oneOf?: readonly JsonSchema[];
}

export interface SettingType<T> {
  /** For people, as in `a list of paths`. */
  readonly name: string;
  readonly schema: JsonSchema;
  /** What is wrong is reported; `undefined` then. */
  read(value: Value, report: ReportFinding): T | undefined;
  /** A value that can be read as JSON, in the form in which it is written. */
  plain(value: Value): unknown;
}

function plainScalar(value: Value): unknown {
  return value.kind === 'scalar' ? value.text.text : null;
}

function wrong(value: Value, wanted: string, report: ReportFinding, hint?: string): undefined {
  const unset = value.kind === 'scalar' ? value.unset : [];
  const advice = unset.length > 0 ? `not set in the environment: ${unset.join(', ')}` : hint;
  report({
    severity: 'error',
    message: `${wanted} is expected, not ${describeValue(value)}`,
    span: value.span,
    ...(advice === undefined ? {} : { hint: advice }),
  });
}

export const boolean: SettingType<boolean> = {
  name: 'true or false',
  schema: { type: 'boolean' },
  read(value, report) {
    const read = value.kind === 'scalar' ? booleanOf(value.text.text) : undefined;
    return read ?? wrong(value, 'true or false', report);
  },
  plain: (value) => (value.kind === 'scalar' ? booleanOf(value.text.text) : null),
};

/** Text that still knows its place. */
export const template: SettingType<MappedText> = {
  name: 'a text with fields',
  schema: { type: 'string' },
  read: (value, report) => (value.kind === 'scalar' ? value.text : wrong(value, 'a text', report)),
  plain: plainScalar,
};

/** Any text; `name` says of what kind. */
export function text(name = 'a text'): SettingType<string> {
  return {
    name,
    schema: { type: 'string' },
    read: (value, report) => (value.kind === 'scalar' ? value.text.text : wrong(value, name, report)),
    plain: plainScalar,
  };
}

/** A text of which `parse` makes a value; `undefined`: it is not of the kind. */
export function parsed<T>(
  name: string,
  pattern: string,
  parse: (text: string) => T | undefined,
  hint?: string,
): SettingType<T> {
  return {
    name,
    schema: { type: 'string', pattern },
    read(value, report) {
      const read = value.kind === 'scalar' ? parse(value.text.text.trim()) : undefined;
      return read ?? wrong(value, name, report, hint);
    },
    plain: plainScalar,
  };
}

/** One of the values, in any case. */
export function choice<const T extends string>(
  values: readonly T[],
  aliases: Readonly<Record<string, T>> = {},
): SettingType<T> {
  const known = [...values, ...Object.keys(aliases)];
  const wanted = `one of ${values.join(', ')}`;
  return {
    name: wanted,
    schema: { type: 'string', enum: [...new Set([...known.map((one) => one.toLowerCase()), ...known])] },
    read(value, report) {
      const given = value.kind === 'scalar' ? value.text.text.toLowerCase() : undefined;
      const read = values.find((one) => one.toLowerCase() === given) ?? (given === undefined ? given : aliases[given]);
      return read ?? wrong(value, wanted, report, given === undefined ? undefined : meant(given, known));
    },
    plain: plainScalar,
  };
}

/** The beginning of a value is taken for it, however short it is. */
function meant(given: string, known: readonly string[]): string | undefined {
  const longer = given === '' ? undefined : known.find((one) => one.toLowerCase().startsWith(given));
  return longer === undefined ? didYouMean(given, known) : `did you mean '${longer}'?`;
}

/** A single element may stand without a list around it. */
export function list<T>(of: SettingType<T>, name: string): SettingType<readonly T[]> {
  return {
    name,
    schema: of.schema.type === 'string' ? { oneOf: [of.schema, listSchema(of)] } : listSchema(of),
    read(value, report) {
      if (value.kind === 'map') return wrong(value, name, report, "write '- ' before each element");
      const items = value.kind === 'list' ? value.items : [value];
      const read = items.map((item) => of.read(item, report));
      return read.every((one) => one !== undefined) ? read : undefined;
    },
    plain: (value) => (value.kind === 'list' ? value.items : [value]).map((item) => of.plain(item)),
  };
}

function listSchema({ schema }: SettingType<unknown>): JsonSchema {
  return { type: 'array', items: schema };
}

/** Any keys that fit the pattern, with values of one type. */
export function record<T>(of: SettingType<T>, name: string, keys: RegExp): SettingType<ReadonlyMap<string, T>> {
  return {
    name,
    schema: { type: 'object', additionalProperties: of.schema },
    read(value, report) {
      if (value.kind !== 'map') return wrong(value, name, report);
      const read = new Map<string, T>();
      let good = true;
      for (const { key, keySpan, value: one } of value.entries) {
        if (!keys.test(key)) {
          const hint = 'letters, digits, _ and . can be used, the first is a letter';
          report({ severity: 'error', message: `'${key}' cannot be a name here`, span: keySpan, hint });
          good = false;
        }
        const found = of.read(one, report);
        if (found === undefined) good = false;
        else read.set(key, found);
      }
      return good ? read : undefined;
    },
    plain: (value) => plainEntries(value, () => of),
  };
}

function plainEntries(value: Value, typeAt: (key: string) => SettingType<unknown> | undefined): unknown {
  const entries = value.kind === 'map' ? value.entries : [];
  return Object.fromEntries(entries.map((entry) => [entry.key, typeAt(entry.key)?.plain(entry.value)]));
}

type Properties<T> = { readonly [K in keyof T]-?: SettingType<NonNullable<T[K]>> };

/** A mapping with known keys, all optional; `check` says what is wrong with them together. */
export function object<T extends object>(
  properties: Properties<T>,
  name: string,
  limits: Pick<JsonSchema, 'minProperties' | 'maxProperties'> = {},
  check?: (value: MapValue) => string | undefined,
): SettingType<T> {
  const types = properties as Readonly<Record<string, SettingType<unknown>>>;
  const schemas = Object.entries(types).map(([key, { schema }]) => [key, schema] as const);
  return {
    name,
    schema: { type: 'object', properties: Object.fromEntries(schemas), additionalProperties: false, ...limits },
    read(value, report) {
      if (value.kind !== 'map') return wrong(value, name, report);
      let good = true;
      const read: [string, unknown][] = [];
      for (const { key, keySpan, value: one } of value.entries) {
        const type = Object.hasOwn(types, key) ? types[key] : undefined;
        if (type === undefined) {
          const known = Object.keys(types);
          const hint = didYouMean(key, known) ?? `known here: ${known.join(', ')}`;
          report({ severity: 'error', message: `unknown key '${key}'`, span: keySpan, hint });
          good = false;
        } else if (one.kind !== 'null') {
          const found = type.read(one, report);
          if (found === undefined) good = false;
          else read.push([key, found]);
        }
      }
      const problem = good ? check?.(value) : undefined;
      if (problem !== undefined) report({ severity: 'error', message: problem, span: value.span });
      return good && problem === undefined ? (Object.fromEntries(read) as T) : undefined;
    },
    plain: (value) => plainEntries(value, (key) => (Object.hasOwn(types, key) ? types[key] : undefined)),
  };
}

/** A scalar of one type or anything else of the other. */
export function either<A, B>(scalar: SettingType<A>, other: SettingType<B>): SettingType<A | B> {
  return {
    name: `${scalar.name}, or ${other.name}`,
    schema: { oneOf: [scalar.schema, other.schema] },
    read: (value, report) => (value.kind === 'scalar' ? scalar.read(value, report) : other.read(value, report)),
    plain: (value) => (value.kind === 'scalar' ? scalar.plain(value) : other.plain(value)),
  };
}

/** The same values in another form. */
export function mapped<A, B>(type: SettingType<A>, to: (value: A) => B): SettingType<B> {
  return {
    name: type.name,
    schema: type.schema,
    read(value, report) {
      const read = type.read(value, report);
      return read === undefined ? undefined : to(read);
    },
    plain: (value) => type.plain(value),
  };
}
