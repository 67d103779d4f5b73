/** The key `channels`: mappings whose options depend on their type, which is loaded only when the channels are opened. */
import { CHANNELS, LANE_OPTIONS, readOptionValue, type OptionTable, type OptionValues } from '@lanner/outputs';
import { didYouMean } from '@lanner/language';
import { SECRETS, plainOf } from './option-setting.ts';
import type { SettingType } from './readers.ts';
import { entryOf, type MapValue, type ReportFinding, type Value } from './value.ts';

export interface ChannelEntrySetting {
  readonly name: string;
  /** The name of a kind in the table of channels. */
  readonly type: string;
  /** All that was written, for `readChannelOptions`. */
  readonly value: MapValue;
}

const TYPE_NAMES = CHANNELS.map(({ name }) => name);
/** What a channel has besides options. */
const HEAD = new Set(['name', 'type']);

export const channelEntries: SettingType<readonly ChannelEntrySetting[]> = {
  name: 'a list of mappings with name, type and options',
  schema: {
    type: 'array',
    items: {
      type: 'object',
      properties: { name: { type: 'string' }, type: { type: 'string', enum: TYPE_NAMES } },
      additionalProperties: true,
    },
  },
  read(value, report) {
    if (value.kind !== 'list') {
      report({ severity: 'error', message: 'a list of mappings with name and type is expected', span: value.span });
      return undefined;
    }
    const read = value.items.map((item) => readEntry(item, report));
    const entries = read.filter((one) => one !== undefined);
    const names = new Set<string>();
    for (const { name, value: map } of entries) {
      if (names.has(name)) report({ severity: 'error', message: `two channels are called '${name}'`, span: map.span });
      names.add(name);
    }
    return entries.length === read.length && names.size === entries.length ? entries : undefined;
  },
  plain: (value) => (value.kind === 'list' ? value.items.map(plainEntry) : []),
};

function readEntry(value: Value, report: ReportFinding): ChannelEntrySetting | undefined {
  const fail = (message: string, span = value.span, hint?: string): undefined => {
    report({ severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
  };
  if (value.kind !== 'map') return fail('a mapping with name and type is expected');
  const type = entryOf(value, 'type');
  if (type?.kind !== 'scalar') return fail('the type of the channel is missing');
  const kind = type.text.text;
  if (!TYPE_NAMES.includes(kind)) {
    const hint = didYouMean(kind, TYPE_NAMES) ?? `there are: ${TYPE_NAMES.join(', ')}`;
    return fail(`there is no type of channels called '${kind}'`, type.span, hint);
  }
  const name = entryOf(value, 'name') ?? type;
  if (name.kind !== 'scalar' || name.text.text === '') return fail('the name of the channel is a text', name.span);
  return { name: name.text.text, type: kind, value };
}

/** Which options are secret is known only to the kind: none is shown. */
function plainEntry(value: Value): unknown {
  if (value.kind !== 'map') return null;
  return Object.fromEntries(value.entries.map(({ key, value: one }) => [key, HEAD.has(key) ? plainOf(one) : '…']));
}

export interface ChannelOptionsRead {
  /** Of the table of the kind. */
  readonly options: OptionValues<OptionTable>;
  readonly lane: OptionValues<typeof LANE_OPTIONS>;
}

/** Reads the options of a channel by the table of its kind. What is wrong is reported at its place; `undefined` then. */
export function readChannelOptions(
  table: OptionTable,
  { value, type }: ChannelEntrySetting,
  report: ReportFinding,
): ChannelOptionsRead | undefined {
  let good = true;
  const fail = (message: string, at: Value, hint?: string): void => {
    good = false;
    report({ severity: 'error', message, span: at.span, ...(hint === undefined ? {} : { hint }) });
  };
  const readAll = (rows: OptionTable): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(rows).map(([name, row]): [string, unknown] => {
        const given = entryOf(value, name);
        const read = readOptionValue(row, given === undefined ? undefined : plainOf(given), SECRETS);
        if ('value' in read) return [name, read.value];
        fail(given === undefined ? `${type} needs the option '${name}'` : `${name}: ${read.problem}`, given ?? value);
        return [name, undefined];
      }),
    );
  const options = readAll(table);
  const lane = readAll(LANE_OPTIONS);
  const known = [...Object.keys(table), ...Object.keys(LANE_OPTIONS)];
  for (const { key, keySpan } of value.entries) {
    if (HEAD.has(key) || known.includes(key)) continue;
    good = false;
    const hint = didYouMean(key, known) ?? `there are: ${known.join(', ')}`;
    report({ severity: 'error', message: `channels of type ${type} have no option '${key}'`, span: keySpan, hint });
  }
  return good
    ? { options: options as OptionValues<OptionTable>, lane: lane as OptionValues<typeof LANE_OPTIONS> }
    : undefined;
}
