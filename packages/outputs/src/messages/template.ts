/**
 * Templates: texts in which `{name}` stands for something of the alert. There are no loops, conditions or calls, so that
 * a template cannot fail or run on: what is wrong with it is told when the configuration is read.
 *
 *     {rule}                   rule, priority, message, output, time, hostname, source, tags, uuid
 *     {proc.name}              an output field: any name with a dot in it
 *     {fields.env}             an output field of any name
 *     {fd.name?nothing}        what stands there if the alert has no such field
 *     {output:upper}           upper, lower, json (as a JSON value), url, raw (without the escapes of the receiver)
 *     {json:raw}               the whole alert as JSON
 *     \{rule}                  {rule}, literally
 *
 * A brace that begins nothing of this shape is a brace, so JSON can be written as it is.
 */

/** Gives the value of a name; `undefined` if there is none. */
export type Lookup = (name: string) => string | undefined;

/** Makes a value harmless where it is put. */
export type Escape = (value: string) => string;

/** What every alert has; other names are those of output fields. */
export const TEMPLATE_NAMES = [
  'rule',
  'priority',
  'message',
  'output',
  'json',
  'time',
  'hostname',
  'source',
  'tags',
  'uuid',
] as const;

const FILTERS: Readonly<Record<string, Escape>> = {
  upper: (value) => value.toUpperCase(),
  lower: (value) => value.toLowerCase(),
  json: (value) => JSON.stringify(value.toWellFormed()),
  url: (value) => encodeURIComponent(value.toWellFormed()),
  raw: (value) => value,
};

/** These write the value for another place than the receiver's own markup. */
const FINAL = new Set(['json', 'url', 'raw']);

interface Slot {
  readonly name: string;
  readonly filters: readonly string[];
  readonly otherwise: string;
}

export type Template = readonly (string | Slot)[];

const SLOT = /\\\{|\{([a-z][\w.-]*(?:\[[^\]{}]*\])?)((?::[a-z]+)*)(?:\?([^{}]*))?\}/gi;

/** Never throws: what is wrong is told by `templateProblem`. */
export function parseTemplate(text: string): Template {
  const parts: (string | Slot)[] = [];
  let from = 0;
  for (const match of text.matchAll(SLOT)) {
    const [whole, name, filters = '', otherwise = ''] = match;
    if (match.index > from) parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    parts.push(name === undefined ? '{' : { name, filters: filters.split(':').slice(1), otherwise });
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** What is wrong with a template; `undefined` if nothing is. For `check` of options of type `template`. */
export function templateProblem(text: string): string | undefined {
  for (const part of parseTemplate(text)) {
    if (typeof part === 'string') continue;
    const unknown = part.filters.find((filter) => !Object.hasOwn(FILTERS, filter));
    if (unknown !== undefined) return `{${part.name}:${unknown}}: there is no ${unknown}; there are ${listed(FILTERS)}`;
    if (!part.name.includes('.') && !TEMPLATE_NAMES.some((name) => name === part.name)) {
      const names = TEMPLATE_NAMES.join(', ');
      return `there is no {${part.name}}; there are ${names}, names of fields such as {proc.name}, and {fields.${part.name}}`;
    }
  }
  return undefined;
}

/** The text of a template. `escape` is applied to each value, and to nothing of the template itself. */
export function renderTemplate(template: Template, lookup: Lookup, escape: Escape = (value) => value): string {
  return template
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = lookup(part.name);
      if (value === undefined) return part.otherwise;
      const filtered = part.filters.reduce((text, filter) => FILTERS[filter]?.(text) ?? text, value);
      return part.filters.some((filter) => FINAL.has(filter)) ? filtered : escape(filtered);
    })
    .join('');
}

function listed(table: Readonly<Record<string, unknown>>): string {
  return Object.keys(table).join(', ');
}
