/** The names that routes and inhibit rules ask for: a misspelt one would never fit, and nobody would notice. */
import { findField, FIELDS } from '@lanner/schema';
import { PARTS } from '@lanner/outputs';
import { didYouMean, type Finding, type Span } from '@lanner/language';
import type { Settings } from './keys.ts';

export interface RouteName {
  readonly name: string;
  readonly span: Span;
}

/** Of alerts about Lanner itself, besides numbers such as `n_lost`. */
const INTERNAL = ['channel', 'reason'];
/** Beginnings of names that plugins have, and alerts of metrics: what follows is not known here. */
const FOREIGN: ReadonlySet<string> = new Set(['ct', 'falco', 'gcp', 'github', 'jevt', 'json', 'ka', 'okta', 'scap']);
const CLASSES: ReadonlySet<string> = new Set(['static', ...FIELDS.map(({ name }) => classOf(name))]);

/** What is wrong with names. */
export function* unknownNames({ route, inhibit_rules: rules, ...settings }: Settings): Iterable<Finding> {
  const own = [...PARTS, 'tags', ...INTERNAL, ...extraKeys(settings), ...statics(settings)];
  for (const { name, span } of [...route.names, ...rules.flatMap(({ names }) => names)]) {
    if (own.includes(name) || name.startsWith('n_') || isField(name)) continue;
    const first = classOf(name);
    const isForeign = FOREIGN.has(first) || (name.includes('.') && didYouMean(first, CLASSES) === undefined);
    if (isForeign) continue;
    const hint = didYouMean(withoutArgument(name), [...own, ...FIELDS.map((field) => field.name)]);
    const message = `alerts have no '${name}'`;
    yield { severity: 'error', message, span, hint: hint ?? `they have ${PARTS.join(', ')} and output fields` };
  }
}

function isField(name: string): boolean {
  const base = withoutArgument(name);
  if (findField(base) !== undefined) return true;
  // `evt.arg.flags`
  const parts = base.split('.');
  return parts.some((_, at) => findField(parts.slice(0, at).join('.'))?.argument?.dotted === true);
}

function withoutArgument(name: string): string {
  return name.replace(/\[.*\]$/, '');
}

function classOf(name: string): string {
  return name.slice(0, name.search(/[.[]|$/));
}

function extraKeys({ append_output: entries }: Pick<Settings, 'append_output'>): string[] {
  return entries
    .flatMap(({ extraFields = [] }) => extraFields)
    .flatMap((field) => ('key' in field ? [field.key] : [field.text]));
}

function statics({ static_fields: fields }: Pick<Settings, 'static_fields'>): string[] {
  return Array.from(fields.keys(), (name) => `static.${name}`);
}
