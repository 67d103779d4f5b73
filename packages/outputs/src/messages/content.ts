/** What channels write of an alert: its parts as harmless text, with the fields that the configuration adds. */
import { isoTime, stringify, type Alert, type JsonValue } from '@lanner/engine/runtime';
import type { DeliveredAlert } from '../contract/channel.ts';
import { escapeControls } from '../terminal.ts';
import { cut, cutJson } from './cut.ts';
import { ocsfFinding } from './ocsf.ts';
import { parseTemplate, renderTemplate, templateProblem, type Escape, type Template } from './template.ts';

/** Options of every channel that makes something of its own of an alert. */
export const CONTENT_OPTIONS: {
  readonly custom_fields: { readonly type: 'map'; readonly description: string };
} = {
  custom_fields: {
    type: 'map',
    description:
      'Fields that are added to the output fields of each alert: names with a text each, which may be a template such as `{k8s.ns.name}`. What the alert has already stays.',
  },
};

/** Of channels that send the alert itself as JSON. */
export const SCHEMA_OPTION: {
  readonly schema: {
    readonly type: 'choice';
    readonly values: readonly ['falco', 'ocsf'];
    readonly default: 'falco';
    readonly description: string;
  };
} = {
  schema: {
    type: 'choice',
    values: ['falco', 'ocsf'],
    default: 'falco',
    description:
      "What the JSON is: Falco's keys, or a Detection Finding of the Open Cybersecurity Schema Framework (OCSF 1.3).",
  },
};

export interface ContentOptions {
  readonly custom_fields: Readonly<Record<string, string>>;
  /** Default: `falco`. */
  readonly schema?: 'falco' | 'ocsf';
}

/** What is wrong with the templates of the custom fields. */
export function checkContent({ custom_fields: fields }: ContentOptions): string | undefined {
  for (const [name, text] of Object.entries(fields)) {
    const problem = templateProblem(text);
    if (problem !== undefined) return `custom_fields: ${name}: ${problem}`;
  }
  return undefined;
}

/** All texts are on one line and without control characters, except those of `json`, which JSON escapes. */
export interface Content {
  readonly id: string;
  readonly sequence: number;
  readonly alert: Alert;
  readonly rule: string;
  readonly message: string;
  readonly text: string;
  /** ISO 8601 in UTC with nanoseconds. */
  readonly time: string;
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  readonly tags: readonly string[];
  /** Names and values as text; what has no value is left out. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** What `{name}` in a template stands for. */
  lookup(name: string): string | undefined;
  /** The alert in Falco's keys, or in those of the `schema`, custom fields included, in at most `max` bytes. */
  json(max: number): string;
}

export type MakeContent = (delivered: DeliveredAlert) => Content;

/** Made once for a channel: templates are read once. */
export function contentMaker(options: ContentOptions): MakeContent {
  const custom = Object.entries(options.custom_fields).map(([name, text]) => [name, parseTemplate(text)] as const);
  const { schema = 'falco' } = options;
  return (delivered) => contentOf(delivered, custom, schema);
}

function contentOf(
  delivered: DeliveredAlert,
  custom: readonly (readonly [string, Template])[],
  schema: 'falco' | 'ocsf',
): Content {
  const { id, sequence, alert } = delivered;
  const text = cut(delivered.text, MAX_TEXT);
  const own = alert.fields.flatMap(([name, value]): [string, string][] => {
    const shown = shownValue(value);
    return shown === undefined ? [] : [[harmless(name), shown]];
  });
  const values = new Map(own);
  const time = isoTime(alert.time, 'Z');
  const message = harmless(alert.message);
  const parts: Readonly<Record<string, string>> = {
    rule: harmless(alert.rule),
    priority: alert.priority,
    message,
    output: text,
    time,
    hostname: harmless(alert.hostname),
    source: alert.source,
    tags: alert.tags.map(harmless).join(', '),
    uuid: id,
  };
  const lookup = (name: string): string | undefined => {
    if (Object.hasOwn(parts, name)) return parts[name];
    if (name === 'json') return json(MAX_JSON);
    return values.get(name) ?? (name.startsWith('fields.') ? values.get(name.slice('fields.'.length)) : undefined);
  };
  const names = new Set(alert.fields.map(([name]) => name));
  let added: readonly (readonly [string, string])[] = [];
  const json = (max: number): string => {
    if (schema === 'ocsf') return ocsfJson(content, max);
    const whole = escapeUnseen(withFields(delivered.json, added));
    return cutJson(whole, max) ?? smallest(delivered, max);
  };
  added = custom
    .filter(([name]) => !names.has(name))
    .map(([name, template]) => [name, renderTemplate(template, lookup)] as const);
  for (const [name, value] of added) values.set(name, value);
  const content: Content = {
    id,
    sequence,
    alert,
    rule: parts['rule'] ?? '',
    message,
    text,
    time,
    timeMs: Number(alert.time / 1_000_000n),
    tags: alert.tags.map(harmless),
    fields: [...own, ...added],
    lookup,
    json,
  };
  return content;
}

function ocsfJson(content: Content, max: number): string {
  const finding = ocsfFinding(content);
  const least = { ...finding, evidences: undefined, resources: undefined, unmapped: undefined };
  const whole = cutJson(escapeUnseen(JSON.stringify(finding)), max);
  return whole ?? cutJson(escapeUnseen(JSON.stringify(least)), max) ?? '{"cut":true}';
}

/** Text from outside on one line, without what could steer whoever shows it; lone surrogates included. */
function harmless(text: string): string {
  return escapeControls(cut(text, MAX_TEXT));
}

function shownValue(value: JsonValue): string | undefined {
  if (value === null) return undefined;
  return harmless(typeof value === 'string' ? value : stringify(value));
}

/** No service takes more of one text, and what is not sent need not be escaped. */
const MAX_TEXT = 64 * 1024;

/** Of `{json}` in a template. */
const MAX_JSON = 1024 * 1024;

const FIELDS_KEY = '"output_fields":{';

/** No value can look like the key: quotes in texts are written with a backslash. */
function withFields(json: string, added: readonly (readonly [string, string])[]): string {
  if (added.length === 0) return json;
  const entries = added.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value.toWellFormed())}`);
  const at = json.indexOf(FIELDS_KEY);
  if (at === -1) return `{${FIELDS_KEY}${entries.join(',')}},${json.slice(1)}`;
  const start = at + FIELDS_KEY.length;
  return `${json.slice(0, start)}${entries.join(',')}${json[start] === '}' ? '' : ','}${json.slice(start)}`;
}

/** What JSON may hold as it is and a terminal, a reader or XML should not: written as an escape, which means the same. */
function escapeUnseen(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** If thousands of fields leave no room: the alert without them. */
function smallest({ alert, id }: DeliveredAlert, max: number): string {
  const { priority, source, hostname, message, rule, time } = alert;
  const least = { cut: true, hostname, message, priority, rule, source, time: isoTime(time, 'Z'), uuid: id };
  return cutJson(escapeUnseen(stringify(least)), max) ?? '{"cut":true}';
}

/** JSON with keys in front of those that it has: names with JSON texts. */
export function withKeys(json: string, keys: Readonly<Record<string, string>>): string {
  const entries = Object.entries(keys).map(([key, value]) => `${JSON.stringify(key)}:${value}`);
  if (entries.length === 0) return json;
  return `{${entries.join(',')}${json === '{}' ? '' : ','}${json.slice(1)}`;
}

/** A template for alerts, ready to be used. */
export function templateOf(text: string, escape?: Escape): (content: Content) => string {
  const template = parseTemplate(text);
  return (content) => renderTemplate(template, (name) => content.lookup(name), escape);
}
