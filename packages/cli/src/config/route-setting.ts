/** The keys `route` and `inhibit_rules`: trees of mappings, read with the place of whatever is wrong. */
import {
  INHIBIT_OPTIONS,
  MatcherError,
  ROUTE_OPTIONS,
  THROTTLE_OPTIONS,
  matchEntry,
  parseMatcher,
  readOptionValue,
  type HoldOptions,
  type InhibitRule,
  type Matcher,
  type OptionTable,
  type RouteSettings,
} from '@lanner/outputs';
import { didYouMean, type Span } from '@lanner/language';
import { SECRETS, optionSchema, plainOf } from './option-setting.ts';
import type { JsonSchema, SettingType } from './readers.ts';
import type { RouteName } from './route-names.ts';
import { describeValue, entryOf, type MapValue, type ReportFinding, type Value } from './value.ts';

export interface RouteSetting {
  /** Without it there is no routing. */
  readonly root?: RouteSettings;
  /** All receivers that are named, in order: they must be channels. */
  readonly receivers: readonly { readonly name: string; readonly span: Span }[];
  /** All names of parts and fields of alerts, for `unknownNames`. */
  readonly names: readonly RouteName[];
}

export interface InhibitSetting extends InhibitRule {
  readonly names: readonly RouteName[];
}

const MATCHING = ['match', 'matchers'] as const;
const ROUTE_KEYS = ['receiver', 'receivers', ...MATCHING, 'throttle', 'routes', ...Object.keys(ROUTE_OPTIONS)];
const INHIBIT_KEYS = [
  'source_match',
  'source_matchers',
  'target_match',
  'target_matchers',
  ...Object.keys(INHIBIT_OPTIONS),
];

const MATCHERS_SCHEMA: JsonSchema = { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };

export const routeSetting: SettingType<RouteSetting> = {
  name: 'a tree of routes',
  schema: routeSchema([{ type: 'array', items: { type: 'object' } }]),
  read(value, report) {
    if (value.kind === 'map' && value.entries.length === 0) return { receivers: [], names: [] };
    const reading = new Reading(report);
    const root = reading.route(value, true);
    return reading.isGood && root !== undefined
      ? { root, receivers: reading.receivers, names: reading.names }
      : undefined;
  },
  plain: (value) => plainOf(value),
};

export const inhibitRules: SettingType<readonly InhibitSetting[]> = {
  name: 'a list of mappings with source and target',
  schema: {
    type: 'array',
    items: objectSchema(INHIBIT_KEYS, INHIBIT_OPTIONS),
  },
  read(value, report) {
    const reading = new Reading(report);
    if (value.kind !== 'list') return reading.wrong(value, 'a list of mappings with source and target');
    const rules = value.items.map((item) => reading.inhibit(item)).filter((one) => one !== undefined);
    return reading.isGood ? rules : undefined;
  },
  plain: (value) => plainOf(value),
};

function routeSchema([routes = {}]: readonly JsonSchema[]): JsonSchema {
  const schema = objectSchema(ROUTE_KEYS, ROUTE_OPTIONS);
  const throttle = objectSchema(Object.keys(THROTTLE_OPTIONS), THROTTLE_OPTIONS);
  return { ...schema, properties: { ...schema.properties, routes, throttle } };
}

function objectSchema(keys: readonly string[], table: OptionTable): JsonSchema {
  const properties = keys.map((key): [string, JsonSchema] => {
    const row = table[key];
    if (row !== undefined) return [key, optionSchema(row)];
    return [key, key.endsWith('match') ? { type: 'object' } : MATCHERS_SCHEMA];
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

class Reading {
  readonly #report: ReportFinding;
  readonly receivers: { readonly name: string; readonly span: Span }[] = [];
  readonly names: RouteName[] = [];
  isGood = true;

  constructor(report: ReportFinding) {
    this.#report = report;
  }

  route(value: Value, isRoot: boolean): RouteSettings | undefined {
    if (value.kind !== 'map') return this.wrong(value, 'a mapping with receivers and routes');
    this.#known(value, ROUTE_KEYS);
    for (const { key, keySpan } of value.entries) {
      if (isRoot && (key === 'match' || key === 'matchers' || key === 'continue')) {
        this.#fail(`the first route takes all alerts: it has no ${key}`, keySpan, 'put it into one of its routes');
      }
    }
    const options = this.#options(ROUTE_OPTIONS, value);
    const receivers = this.#receivers(value);
    if (isRoot && receivers === undefined) this.#fail('the first route names no receivers', firstLine(value.span));
    const throttle = entryOf(value, 'throttle');
    const routes = entryOf(value, 'routes');
    return {
      matchers: this.#matchers(value, ''),
      ...(receivers === undefined ? {} : { receivers }),
      continue: options.continue,
      hold: {
        ...given('groupBy', options.group_by),
        ...given('groupWaitMs', options.group_wait),
        ...given('groupIntervalMs', options.group_interval),
        ...given('repeatIntervalMs', options.repeat_interval),
        ...given('repeatBy', options.repeat_by),
        ...(throttle === undefined ? {} : this.#throttle(throttle)),
      },
      routes: routes === undefined ? [] : this.#list(routes).flatMap((one) => this.route(one, false) ?? []),
    };
  }

  inhibit(value: Value): InhibitSetting | undefined {
    if (value.kind !== 'map') return this.wrong(value, 'a mapping with source and target');
    this.#known(value, INHIBIT_KEYS);
    const before = this.names.length;
    const options = this.#options(INHIBIT_OPTIONS, value);
    const source = this.#matchers(value, 'source_');
    const target = this.#matchers(value, 'target_');
    for (const [side, matchers] of [
      ['source', source],
      ['target', target],
    ] as const) {
      if (matchers.length === 0) this.#fail(`${side}_match or ${side}_matchers is missing`, firstLine(value.span));
    }
    return { source, target, equal: options.equal ?? [], forMs: options.for, names: this.names.slice(before) };
  }

  wrong(value: Value, wanted: string): undefined {
    return this.#fail(`${wanted} is expected, not ${describeValue(value)}`, value.span);
  }

  #fail(message: string, span: Span, hint?: string): undefined {
    this.isGood = false;
    this.#report({ severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
  }

  #known({ entries }: MapValue, known: readonly string[]): void {
    for (const { key, keySpan } of entries) {
      if (!known.includes(key))
        this.#fail(`unknown key '${key}'`, keySpan, didYouMean(key, known) ?? `known here: ${known.join(', ')}`);
    }
  }

  /** What is not given and has no default is `undefined`, lists too. */
  #options<T extends OptionTable>(table: T, value: MapValue): Read<T> {
    const read = Object.entries(table).map(([name, row]): [string, unknown] => {
      const entry = entryOf(value, name);
      if (entry === undefined && row.type === 'list' && row.default === undefined) return [name, undefined];
      const found = readOptionValue(row, entry && plainOf(entry), SECRETS);
      // All lists are of names
      if (entry !== undefined && row.type === 'list') this.#named(entry);
      if ('value' in found) return [name, found.value];
      this.#fail(`${name}: ${found.problem}`, (entry ?? value).span);
      return [name, undefined];
    });
    return Object.fromEntries(read) as Read<T>;
  }

  #throttle(value: Value): Pick<HoldOptions, 'throttle'> | undefined {
    if (value.kind !== 'map') return this.wrong(value, 'a mapping with by, limit and per');
    this.#known(value, Object.keys(THROTTLE_OPTIONS));
    const { by, limit, per } = this.#options(THROTTLE_OPTIONS, value);
    return { throttle: { by, limit, perMs: per } };
  }

  #receivers(value: MapValue): readonly string[] | undefined {
    const one = entryOf(value, 'receiver');
    const several = entryOf(value, 'receivers');
    if (one !== undefined && several !== undefined) {
      return this.#fail('receiver and receivers mean the same; only one of them can be set', several.span);
    }
    const found = one ?? several;
    return (
      found &&
      this.#list(found).flatMap((item) => {
        if (item.kind !== 'scalar') return this.wrong(item, 'the name of a channel') ?? [];
        this.receivers.push({ name: item.text.text, span: item.span });
        return [item.text.text];
      })
    );
  }

  #matchers(value: MapValue, prefix: '' | 'source_' | 'target_'): readonly Matcher[] {
    const match = entryOf(value, `${prefix}match`);
    const matchers = entryOf(value, `${prefix}matchers`);
    const found: (Matcher | undefined)[] = [];
    if (match !== undefined && match.kind !== 'map') this.wrong(match, 'a mapping of names to values');
    for (const { key, keySpan, value: one } of match?.kind === 'map' ? match.entries : []) {
      this.names.push({ name: key, span: keySpan });
      found.push(this.#made(one.span, () => matchEntry(key, this.#texts(one))));
    }
    for (const one of matchers === undefined ? [] : this.#list(matchers)) {
      const [text = ''] = this.#texts(one);
      const matcher = this.#made(one.span, () => parseMatcher(text));
      if (matcher !== undefined) this.names.push({ name: matcher.name, span: one.span });
      found.push(matcher);
    }
    return found.filter((one) => one !== undefined);
  }

  #named(value: Value): void {
    for (const one of this.#list(value)) {
      if (one.kind === 'scalar') this.names.push({ name: one.text.text, span: one.span });
    }
  }

  #made(span: Span, make: () => Matcher): Matcher | undefined {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof MatcherError)) throw error;
      return this.#fail(error.message, span, error.hint);
    }
  }

  #texts(value: Value): readonly string[] {
    return this.#list(value).flatMap((one) => {
      if (one.kind === 'null') return [''];
      return one.kind === 'scalar' ? [one.text.text] : (this.wrong(one, 'a text') ?? []);
    });
  }

  /** A single element may stand without a list around it. */
  #list(value: Value): readonly Value[] {
    return value.kind === 'list' ? value.items : [value];
  }
}

type Read<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends { readonly default: infer D }
    ? D extends boolean
      ? boolean
      : D extends number
        ? number
        : readonly string[]
    : (T[K] extends { readonly type: 'list' } ? readonly string[] : number) | undefined;
};

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

function firstLine(span: Span): Span {
  const end = span.file.text.indexOf('\n', span.start);
  return end < 0 || end > span.end ? span : { ...span, end };
}
