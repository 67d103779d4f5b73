/** Channels from a configuration of falcosidekick, and what of it has no place here. */
import { PRIORITIES } from '@lanner/language';
import { SIDEKICK_OUTPUTS, type SidekickOutput } from './table.ts';

type Mapping = Readonly<Record<string, unknown>>;

export interface SidekickImport {
  /** Entries of the list `channels`. */
  readonly channels: readonly Mapping[];
  /** What could not be taken over: sentences for people. No value of the configuration is in them. */
  readonly notes: readonly string[];
}

/** Keys of falcosidekick that are about itself, not about an output. */
const OWN_KEYS = new Set(['listenaddress', 'listenport', 'debug', 'mutualtlsclient', 'tlsserver', 'customfields']);

/** `config` is what its YAML says. */
export function importSidekick(config: Mapping): SidekickImport {
  const notes: string[] = [];
  const channels: Mapping[] = [];
  const fields = mappingOf(config['customfields']) ?? {};
  for (const [output, given] of Object.entries(config)) {
    const keys = mappingOf(given);
    const known = SIDEKICK_OUTPUTS.find((one) => one.output === output);
    if (known === undefined) {
      if (!OWN_KEYS.has(output) && isGiven(given)) notes.push(`${output}: there is no channel for it`);
    } else if (keys !== undefined && known.mandatory.every((key) => isSet(keys[key]))) {
      channels.push(channelOf(known, keys, fields, notes));
    }
  }
  return { channels, notes };
}

function channelOf(
  { output, type, keys: names, defaults }: SidekickOutput,
  keys: Mapping,
  fields: Mapping,
  notes: string[],
): Mapping {
  const options: Record<string, unknown> = { type, ...defaults };
  for (const [key, value] of Object.entries(keys)) {
    if (!isSet(value) || (String(value) === 'false' && key !== 'checkcert')) continue;
    const option = names[key];
    if (option !== undefined) {
      const [first, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
      if (typeof option === 'string') options[option] = first;
      else options[option.option] = option.convert(String(first));
      if (more.length > 0)
        notes.push(`${output}.${key}: only the first is taken; the others need channels of their own`);
    } else if (key === 'minimumpriority') {
      const priority = PRIORITIES.find((one) => one.toLowerCase().startsWith(String(value).toLowerCase()));
      if (priority === undefined) notes.push(`${output}.${key}: no priority of that name`);
      else options['minimum_priority'] = priority.toLowerCase();
    } else if (key === 'checkcert') {
      if (String(value) === 'false') options['insecure'] = true;
    } else if (key === 'customheaders' && mappingOf(value) !== undefined) {
      options['headers'] = value;
    } else if (key === 'outputformat' && value !== 'all') {
      options['fields'] = value === 'text' ? 'none' : 'all';
    } else if (key !== 'outputformat') notes.push(`${output}.${key}: no option of ${type} is like it`);
  }
  if (Object.keys(fields).length > 0) options['custom_fields'] = fields;
  return options;
}

function mappingOf(value: unknown): Mapping | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Mapping) : undefined;
}

/** In falcosidekick what is empty is not set. */
function isSet(value: unknown): boolean {
  if (mappingOf(value) !== undefined) return Object.keys(value as Mapping).length > 0;
  return value !== undefined && value !== null && value !== '';
}

/** An output that nobody filled in has only empty values, `minimumpriority` and switches that are off. */
function isGiven(value: unknown): boolean {
  const keys = mappingOf(value);
  if (keys === undefined) return isSet(value);
  return Object.values(keys).some((one) => typeof one === 'string' && one.includes('://'));
}
