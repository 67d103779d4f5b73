/**
 * The JSON of an alert, written in one go: the keys are known, and those of `output_fields` are sorted once for each rule.
 * It is what `stringify` gives for the same keys and values, several times faster.
 */
import { alertToText, stringify, type Alert, type AlertContext, type Ancestor, type JsonFormat } from './alert.ts';
import { escapeControls, isoTime, type JsonScalar, type JsonValue } from './render.ts';

/** One line of JSON: Falco's keys, and `lanner` for what it has not. Keys are sorted, integers written digit for digit. */
export function alertToJson(alert: Alert, format: JsonFormat = {}): string {
  const { context } = alert;
  let json = `{"hostname":${text(alert.hostname)}`;
  if (context !== undefined) json += `,"lanner":${contextJson(context)}`;
  if (format.message === true) json += `,"message":${text(escapeControls(alert.message))}`;
  if (format.output !== false) json += `,"output":${text(alertToText(alert, format))}`;
  if (format.fields !== false) json += `,"output_fields":${fieldsJson(alert, format.iso8601 === true)}`;
  json += `,"priority":"${alert.priority}","rule":${text(alert.rule)},"source":${text(alert.source)}`;
  if (format.tags !== false) json += `,"tags":${tagsJson(alert)}`;
  return `${json},"time":"${isoTime(alert.time, 'Z')}"}`;
}

/** What JSON escapes, and surrogates, of which lone ones are replaced. */
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;

function text(value: string): string {
  return SPECIAL.test(value) ? JSON.stringify(value.toWellFormed()) : `"${value}"`;
}

function scalar(value: JsonScalar): string {
  if (typeof value === 'string') return text(value);
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

function valueJson(value: JsonValue): string {
  return isList(value) ? listJson(value) : scalar(value);
}

function isList(value: JsonValue): value is readonly JsonScalar[] {
  return typeof value === 'object' && value !== null;
}

function listJson(values: readonly JsonScalar[]): string {
  let json = '[';
  for (const value of values) json += json.length === 1 ? scalar(value) : `,${scalar(value)}`;
  return `${json}]`;
}

function contextJson({ ancestry, held, matched, notes, path }: AlertContext): string {
  let json = '{"ancestry":[';
  for (const [index, one] of ancestry.entries()) json += index === 0 ? ancestorJson(one) : `,${ancestorJson(one)}`;
  json += ']';
  if (held !== undefined) json += `,"held":${stringify({ ...held })}`;
  if (matched !== undefined) json += `,"matched":"${matched}"`;
  json += `,"notes":${listJson(notes)}`;
  if (path !== undefined) json += `,"path":{"lexical":${text(path.lexical)},"real":${text(path.real)}}`;
  return `${json}}`;
}

function ancestorJson({ name, pid, cmdline }: Ancestor): string {
  return `{"cmdline":${text(cmdline)},"name":${text(name)},"pid":${pid}}`;
}

/** The tags of the alerts of a rule, which are always the same, nearly, and how they are written. */
const TAGS = new Map<string, { readonly tags: readonly string[]; readonly json: string }>();

function tagsJson({ rule, tags }: Alert): string {
  const known = TAGS.get(rule);
  if (known !== undefined && areSame(known.tags, tags)) return known.json;
  const json = listJson(tags.toSorted());
  remember(TAGS, rule, { tags, json });
  return json;
}

function areSame(ones: readonly string[], others: readonly string[]): boolean {
  return ones.length === others.length && ones.every((one, index) => one === others[index]);
}

/** Names of rules may come from anywhere: of more than so many none is remembered long. */
const MAX_REMEMBERED = 10_000;

function remember<T>(all: Map<string, T>, rule: string, one: T): void {
  if (all.size >= MAX_REMEMBERED) all.clear();
  all.set(rule, one);
}

/** How the fields of the alerts of a rule are written: in which order, and their keys as JSON. */
interface Layout {
  /** The keys of the alert, for which it holds. */
  readonly keys: readonly string[];
  /** `index` of the field, -1 for the time; `head`: what stands before the value. */
  readonly places: readonly { readonly index: number; readonly head: string }[];
}

/** For each form of the time, by the rule: alerts of one rule have the same keys, nearly always. */
const LAYOUTS = { plain: new Map<string, Layout>(), iso: new Map<string, Layout>() };

function fieldsJson({ rule, fields, time }: Alert, iso8601: boolean): string {
  const layouts = iso8601 ? LAYOUTS.iso : LAYOUTS.plain;
  let layout = layouts.get(rule);
  if (layout === undefined || !isFor(layout, fields)) {
    layout = layoutOf(fields, iso8601 ? 'evt.time.iso8601' : 'evt.time');
    remember(layouts, rule, layout);
  }
  let json = '';
  for (const { index, head } of layout.places)
    json += head + valueJson(fields[index]?.[1] ?? (index < 0 ? time : null));
  return `${json}}`;
}

function isFor({ keys }: Layout, fields: Alert['fields']): boolean {
  if (keys.length !== fields.length) return false;
  for (let index = 0; index < keys.length; index++) if (fields[index]?.[0] !== keys[index]) return false;
  return true;
}

/** Of fields with one key the last counts, and the time over all. */
function layoutOf(fields: Alert['fields'], timeKey: string): Layout {
  const indexes = new Map(fields.map(([key], index) => [key, index])).set(timeKey, -1);
  const sorted = [...indexes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    keys: fields.map(([key]) => key),
    places: sorted.map(([key, index], at) => ({ index, head: `${at === 0 ? '{' : ','}${JSON.stringify(key)}:` })),
  };
}
