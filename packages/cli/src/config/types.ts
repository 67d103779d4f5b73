/** The types that the keys of the configuration have, by the names that the table of keys uses. */
import type { AppendOutput } from '@lanner/engine';
import { PRIORITIES, type MappedText, type Priority, type SelectionStep } from '@lanner/language';
import { channelEntries, type ChannelEntrySetting } from './channel-entries.ts';
import type { RuntimeKind, SocketPlace } from '@lanner/context/runtimes';
import {
  boolean,
  choice,
  either,
  list,
  mapped,
  object,
  parsed,
  record,
  template,
  text,
  type SettingType,
} from './readers.ts';
import { inhibitRules, routeSetting, type InhibitSetting, type RouteSetting } from './route-setting.ts';

export const STRATEGIES = ['append', 'override', 'add-only'] as const;
/** What happens to a top-level key that several files have. */
export type Strategy = (typeof STRATEGIES)[number];

/** A file or a directory to be read after the main file. */
export interface Include {
  readonly path: string;
  readonly strategy: Strategy;
}

/** How the values of each type are held. The type `choice` is apart: its values stand in the row of the key. */
export interface TypeOf {
  readonly boolean: boolean;
  readonly path: string;
  readonly text: string;
  readonly paths: readonly string[];
  readonly includes: readonly Include[];
  readonly priority: Priority;
  readonly selection: readonly SelectionStep[];
  readonly appends: readonly AppendOutput[];
  readonly constants: ReadonlyMap<string, string>;
  readonly channels: readonly ChannelEntrySetting[];
  /** Milliseconds. */
  readonly duration: number;
  readonly sockets: readonly SocketPlace[];
  readonly route: RouteSetting;
  readonly inhibit_rules: readonly InhibitSetting[];
}

const path = text('a path');

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
const DURATION = '^(\\d+(?:\\.\\d+)?)(ms|s|m)$|^0$';

const duration = parsed('a duration such as 500ms or 2s', DURATION, (given) => {
  const found = new RegExp(DURATION).exec(given);
  return found === null ? undefined : Math.round(Number(found[1] ?? 0) * (UNITS[found[2] ?? ''] ?? 0));
});

const RUNTIMES: readonly RuntimeKind[] = ['docker', 'podman', 'containerd', 'cri-o'];
const SOCKET = `^(${RUNTIMES.join('|')}):(/.*)$`;

const socket = parsed<SocketPlace>(
  'a socket such as docker:/var/run/docker.sock',
  SOCKET,
  (given) => {
    const [, kind, place] = new RegExp(SOCKET).exec(given) ?? [];
    const known = RUNTIMES.find((one) => one === kind);
    return known === undefined || place === undefined ? undefined : { kind: known, path: place };
  },
  `write KIND:PATH; kinds are ${RUNTIMES.join(', ')}`,
);

interface Step {
  readonly rule?: string;
  readonly tag?: string;
}
const step = object<Step>(
  { rule: text('a name'), tag: text('a tag') },
  'a mapping with rule or tag',
  { minProperties: 1 },
  ({ entries }) => (entries.length === 0 ? 'rule or tag is expected' : undefined),
);

const selectionStep = mapped(
  object<{ enable?: Step; disable?: Step }>(
    { enable: step, disable: step },
    'a mapping with enable or disable',
    { minProperties: 1, maxProperties: 1 },
    ({ entries }) => (entries.length === 1 ? undefined : 'either enable or disable is expected, one for each entry'),
  ),
  ({ enable, disable }): SelectionStep =>
    enable === undefined ? { action: 'disable', ...disable } : { action: 'enable', ...enable },
);

type ExtraField = NonNullable<AppendOutput['extraFields']>[number];

const extraField = mapped(
  either(template, record(template, 'a mapping of one key to a text with fields', /./)),
  (read): readonly ExtraField[] =>
    isMapping(read) ? Array.from(read, ([key, value]) => ({ key, template: value })) : [read],
);

function isMapping(read: MappedText | ReadonlyMap<string, MappedText>): read is ReadonlyMap<string, MappedText> {
  return read instanceof Map;
}

const append = mapped(
  object<{
    match?: NonNullable<AppendOutput['match']>;
    extra_output?: MappedText;
    extra_fields?: readonly (readonly ExtraField[])[];
    suggested_output?: boolean;
  }>(
    {
      match: object(
        {
          rule: text('the name of a rule'),
          source: text('an event source'),
          tags: list(text('a tag'), 'a list of tags'),
        },
        'a mapping with rule, source or tags',
      ),
      extra_output: template,
      extra_fields: list(extraField, 'a list of fields'),
      suggested_output: boolean,
    },
    'a mapping',
  ),
  ({ match, extra_output: output, extra_fields: fields, suggested_output: suggested }): AppendOutput => ({
    ...(match === undefined ? {} : { match }),
    ...(output === undefined ? {} : { extraOutput: output }),
    ...(fields === undefined ? {} : { extraFields: fields.flat() }),
    ...(suggested === undefined ? {} : { suggestedOutput: suggested }),
  }),
);

const include = mapped(
  either(
    path,
    object<{ path?: string; strategy?: Strategy }>(
      { path, strategy: choice(STRATEGIES) },
      'a mapping with path and strategy',
      {},
      ({ entries }) => (entries.some(({ key }) => key === 'path') ? undefined : 'a path is expected'),
    ),
  ),
  (read): Include =>
    typeof read === 'string'
      ? { path: read, strategy: 'append' }
      : { path: read.path ?? '', strategy: read.strategy ?? 'append' },
);

export const TYPES: { readonly [N in keyof TypeOf]: SettingType<TypeOf[N]> } = {
  boolean,
  path,
  paths: list(path, 'a list of paths'),
  includes: list(include, 'a list of paths, or of mappings with path and strategy'),
  priority: choice(PRIORITIES, { info: 'Informational' }),
  selection: list(selectionStep, 'a list of enable and disable'),
  appends: list(append, 'a list of mappings'),
  duration,
  text: text(),
  sockets: list(socket, 'a list of sockets'),
  channels: channelEntries,
  route: routeSetting,
  inhibit_rules: inhibitRules,
  constants: record(text(), 'a mapping of names to texts', /^[a-zA-Z][a-zA-Z0-9_.]*$/),
};
