/** Channels from a configuration of falcosidekick, and what of it has no place here. */
import { PRIORITIES } from '@lanner/language';
import { SIDEKICK_OUTPUTS, type SidekickOutput } from './table.ts';

type Mapping = Readonly<Record<string, unknown>>;

export interface SidekickImport {
  /** Entries of the list `channels`. */
  readonly channels: readonly Mapping[];
  /** Whatever is set there and was not taken over: sentences for people. No value of the configuration is in them. */
  readonly notes: readonly string[];
}

/** Keys that are read together with those of the outputs. */
const SHARED_KEYS = new Set(['customfields', 'mutualtlsclient', 'mutualtlsfilespath', 'tlsclient']);
/** Keys about falcosidekick itself. */
const OWN_KEYS = new Set(['listenaddress', 'listenport', 'debug', 'tlsserver']);
/** Keys about all outputs that mean nothing here. */
const GLOBAL_KEYS = new Set(['templatedfields', 'customtags', 'bracketreplacer', 'outputfieldformat', 'prometheus']);
/** What a key that every output has is, if nobody has set it. */
const USUAL: Mapping = { minimumpriority: 'debug', checkcert: 'true', outputformat: 'all' };
/** Where falcosidekick looks for certificates if nothing says otherwise. */
const CERTIFICATES = '/etc/certs';

/** What all channels get. */
interface Shared {
  readonly fields: Readonly<Record<string, string>>;
  readonly authority: string | undefined;
  readonly client: { readonly client_cert: string; readonly client_key: string; readonly ca_cert: string };
}

/** `config` is what its YAML says. */
export function importSidekick(config: Mapping): SidekickImport {
  const notes: string[] = [];
  const channels: Mapping[] = [];
  const shared = sharedOf(config);
  for (const { output, given, common } of outputsOf(config)) {
    if (SHARED_KEYS.has(output)) continue;
    const own = mappingOf(given);
    const keys = own === undefined ? undefined : { ...common, ...own };
    const known = SIDEKICK_OUTPUTS.find((one) => one.output === output);
    const missing = known?.mandatory.filter((key) => !isOn(keys?.[key])) ?? [];
    if (known !== undefined && keys !== undefined && missing.length === 0) {
      channels.push(channelOf(known, keys, shared, notes));
      continue;
    }
    const set = keysSet(given, output);
    if (set.length === 0) continue;
    notes.push(`${output}: ${whyNot(output, known, missing)}; not taken: ${set.join(', ')}`);
  }
  return { channels, notes };
}

interface GivenOutput {
  /** `slack`, `aws.sqs`. */
  readonly output: string;
  readonly given: unknown;
  /** Keys that stand above it and are for its like, too. */
  readonly common: Mapping;
}

/** Keys below which several outputs stand. */
const GROUPS = new Set(
  SIDEKICK_OUTPUTS.flatMap(({ output }) => (output.includes('.') ? [output.split('.', 1)[0]] : [])),
);

function outputsOf(config: Mapping): GivenOutput[] {
  return Object.entries(config).flatMap(([key, given]): GivenOutput[] => {
    const group = GROUPS.has(key) ? mappingOf(given) : undefined;
    if (group === undefined) return [{ output: key, given, common: {} }];
    const entries = Object.entries(group);
    const common = Object.fromEntries(entries.filter(([, value]) => mappingOf(value) === undefined));
    const outputs = entries
      .filter(([, value]) => mappingOf(value) !== undefined)
      .map(([name, value]) => ({ output: `${key}.${name}`, given: value, common }));
    return outputs.length === 0 ? [{ output: key, given, common: {} }] : outputs;
  });
}

function whyNot(output: string, known: SidekickOutput | undefined, missing: readonly string[]): string {
  if (OWN_KEYS.has(output)) return 'it is about falcosidekick itself';
  if (GLOBAL_KEYS.has(output.toLowerCase())) return 'no key is like it';
  if (GROUPS.has(output)) return 'none of its outputs is on';
  if (known === undefined) return 'there is no channel for it';
  return `${missing.join(' and ')} is not set in the file (the environment of falcosidekick is not read)`;
}

function sharedOf(config: Mapping): Shared {
  const files = mappingOf(config['mutualtlsclient']) ?? {};
  const folder = isSet(config['mutualtlsfilespath']) ? textOf(config['mutualtlsfilespath']) : CERTIFICATES;
  const file = (key: string, name: string): string => (isSet(files[key]) ? textOf(files[key]) : `${folder}/${name}`);
  const authority = mappingOf(config['tlsclient'])?.['cacertfile'];
  const fields = Object.entries(mappingOf(config['customfields']) ?? {});
  return {
    fields: Object.fromEntries(fields.map(([name, value]) => [name, fieldText(String(value))])),
    authority: isSet(authority) ? textOf(authority) : undefined,
    client: {
      client_cert: file('certfile', 'client.crt'),
      client_key: file('keyfile', 'client.key'),
      ca_cert: file('cacertfile', 'ca.crt'),
    },
  };
}

/** `%NAME` stands for a variable of the environment. */
function fieldText(value: string): string {
  return /^%\w+$/.test(value) ? `\${${value.slice(1)}}` : literal(value);
}

/** A text as it is written where `${NAME}` stands for a variable. */
function literal(text: string): string {
  return text.replaceAll('${', () => '$${');
}

function textOf(value: unknown): string {
  return literal(String(value));
}

function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  return typeof value === 'string' ? literal(value) : value;
}

function channelOf(
  { output, type, mandatory, keys: names, defaults }: SidekickOutput,
  keys: Mapping,
  { fields, authority, client }: Shared,
  notes: string[],
): Mapping {
  const options: Record<string, unknown> = { type, ...defaults };
  if (authority !== undefined) options['ca_cert'] = authority;
  for (const [key, value] of Object.entries(keys)) {
    const option = names[key];
    if (!isSet(value) || (String(value) === 'false' && option === undefined && key !== 'checkcert')) continue;
    if (option !== undefined) {
      const [first, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
      if (typeof option === 'string') options[option] = written(first);
      else options[option.option] = written(option.convert(String(first)));
      if (more.length > 0)
        notes.push(`${output}.${key}: only the first is taken; the others need channels of their own`);
    } else if (key === 'minimumpriority') {
      const priority = PRIORITIES.find((one) => one.toLowerCase().startsWith(String(value).toLowerCase()));
      if (priority === undefined) notes.push(`${output}.${key}: no priority of that name`);
      else options['minimum_priority'] = priority.toLowerCase();
    } else if (key === 'checkcert') {
      if (String(value) === 'false') options['insecure'] = true;
    } else if (key === 'mutualtls') {
      Object.assign(options, { mtls: true, ...client });
    } else if (key === 'customheaders' && mappingOf(value) !== undefined) {
      const headers = Object.entries(mappingOf(value) ?? {});
      options['headers'] = Object.fromEntries(headers.map(([name, one]) => [name, written(one)]));
    } else if (key === 'outputformat' && ['all', 'text'].includes(String(value))) {
      if (value === 'text') options['fields'] = 'none';
    } else if (!mandatory.includes(key)) notes.push(`${output}.${key}: no option of ${type} is like it`);
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

function isOn(value: unknown): boolean {
  return isSet(value) && String(value) !== 'false';
}

/** The keys of a value that somebody has set, with all that is around them: `aws.sqs.url`. */
function keysSet(value: unknown, path: string): string[] {
  const keys = mappingOf(value);
  if (keys !== undefined) {
    return Object.entries(keys).flatMap(([key, one]) =>
      String(one).toLowerCase() === USUAL[key] ? [] : keysSet(one, `${path}.${key}`),
    );
  }
  const isOff = Array.isArray(value) ? value.length === 0 : !isSet(value) || String(value) === 'false';
  return isOff ? [] : [path];
}
