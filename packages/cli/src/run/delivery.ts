/** Where the alerts of `lanner run` go, and in which form, as the configuration says. */
import { hostname } from 'node:os';
import {
  CHANNELS,
  routeTree,
  type ChannelType,
  type OptionTable,
  type OptionValues,
  type Routing,
  type Services,
} from '@lanner/outputs';
import {
  ChannelError,
  Delivery,
  laneOptions,
  needsDisk,
  type ChannelSettings,
  type LineFormat,
} from '@lanner/outputs/delivery';
import { didYouMean, isAtLeast, parsePriority, type Finding } from '@lanner/language';
import { readChannelOptions } from '../config/channel-entries.ts';
import { tellFindings } from '../config/findings.ts';
import type { Settings } from '../config/keys.ts';
import { isTold } from '../config/log.ts';
import { unknownNames } from '../config/route-names.ts';
import { UserError, systemReason } from '../errors.ts';
import { lannerVersion } from '../version.ts';

/** The channels of Falco: each is turned on by `KEY.enabled` and has its options below the same key. */
const FALCO_OUTPUTS = [
  { key: 'stdout_output', type: 'stdout' },
  { key: 'file_output', type: 'file' },
  { key: 'syslog_output', type: 'syslog' },
  { key: 'program_output', type: 'program' },
  { key: 'http_output', type: 'http' },
] as const;

const SEGMENT_BYTES = 8 * 1024 * 1024;

/** The channels that are turned on. Rejects with a UserError if one has no options that can be used. */
export async function channelsOf(settings: Settings): Promise<ChannelSettings[]> {
  const falco = FALCO_OUTPUTS.filter(({ key }) => settings[`${key}.enabled`]);
  const channels = await Promise.all(
    falco.map(async ({ key, type }) => falcoChannel(key, await loadType(type), settings)),
  );
  if (settings['grpc.enabled']) channels.push(await grpcChannel(settings));
  const findings: Finding[] = [];
  for (const entry of settings.channels) {
    const type = await loadType(entry.type);
    const read = readChannelOptions(type.options, entry, (found) => void findings.push(found));
    if (read === undefined) continue;
    const problem = type.check?.(read.options) ?? concurrencyProblem(type, read.lane.concurrency);
    if (problem !== undefined) findings.push({ severity: 'error', message: problem, span: entry.value.span });
    channels.push({
      name: entry.name,
      type,
      options: read.options,
      lane: laneOptions(read.lane),
      ...wantsFrom(read.lane.minimum_priority),
    });
  }
  const names = [...channels.map(({ name }) => name), ...settings.channels.map(({ name }) => name)];
  findings.push(...unknownReceivers(settings, names), ...unknownNames(settings));
  tellFindings(findings, settings);
  const twice = channels.find(({ name }, index) => channels.findIndex((one) => one.name === name) !== index)?.name;
  if (twice !== undefined)
    throw new UserError(`two channels are called '${twice}'`, 'Give one of them another `name`.');
  return channels;
}

function concurrencyProblem({ name, oneAtATime }: ChannelType, concurrency = 1): string | undefined {
  return oneAtATime === undefined || concurrency === 1
    ? undefined
    : `concurrency must be 1 for channels of type ${name}: ${oneAtATime}`;
}

/** Which alerts go to which channels; `undefined` if the configuration says nothing about it. */
export function routingOf({ route: { root }, inhibit_rules: inhibit }: Settings): Routing | undefined {
  return root === undefined ? undefined : { route: routeTree(root), inhibit };
}

/** Receivers that are no channel. */
function* unknownReceivers({ route: { receivers } }: Settings, names: readonly string[]): Iterable<Finding> {
  for (const { name, span } of receivers) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) ?? (names.length === 0 ? 'no channel is on' : `on are: ${names.join(', ')}`);
    yield { severity: 'error', message: `there is no channel '${name}'`, span, hint };
  }
}

/** Opens the channels that are turned on. Rejects with a UserError if one cannot be opened. */
export async function openDelivery(settings: Settings): Promise<Delivery> {
  const channels = await channelsOf(settings);
  const log = settings['delivery.log'];
  const isOnDisk = log === 'always' || (log === 'auto' && needsDisk(channels.map(({ type }) => type)));
  const directory = settings['delivery.directory'];
  const disk = {
    directory,
    segmentBytes: Math.min(SEGMENT_BYTES, settings['delivery.max_size'] / 4),
    maxBytes: settings['delivery.max_size'],
    maxAgeMs: settings['delivery.max_age'],
    sync: settings['delivery.sync'],
  };
  const routing = routingOf(settings);
  try {
    return await Delivery.open({
      channels,
      ...(routing === undefined ? {} : { routing }),
      services: servicesOf(settings),
      format: lineFormat(settings),
      memoryAlerts: settings['outputs_queue.capacity'],
      ...(isOnDisk ? { disk } : {}),
    });
  } catch (error) {
    if (error instanceof ChannelError) throw channelProblem(error, settings);
    const advice = 'The directory is that of delivery.directory; with delivery.log=never alerts are in memory only.';
    throw new UserError(`cannot keep alerts in ${directory}: ${systemReason(error)}`, advice, { cause: error });
  }
}

/** What alerts look like, as text and as JSON. */
export function lineFormat(settings: Settings): LineFormat {
  return {
    asJson: settings.json_output,
    iso8601: settings.time_format_iso_8601,
    output: settings.json_include_output_property,
    message: settings.json_include_message_property,
    fields: settings.json_include_output_fields_property,
    tags: settings.json_include_tags_property,
  };
}

/** What channels are given. Messages go to standard error, as `log_level` says. */
export function servicesOf(settings: Settings): Services {
  return {
    log(level, message) {
      if (isTold(level, settings)) process.stderr.write(`lanner: ${level}: ${message}\n`);
    },
    hostname: process.env['FALCO_HOSTNAME'] ?? hostname(),
    userAgent: `Lanner/${lannerVersion()}`,
    format: { json: settings.json_output, iso8601: settings.time_format_iso_8601 },
    now: Date.now,
  };
}

async function loadType(name: string): Promise<ChannelType> {
  const entry = CHANNELS.find((one) => one.name === name);
  if (entry === undefined) throw new UserError(`there is no type of channels called '${name}'`);
  return entry.load();
}

function falcoChannel(key: string, type: ChannelType, settings: Settings): ChannelSettings {
  const given: Readonly<Record<string, unknown>> = settings;
  const options = Object.fromEntries(Object.keys(type.options).map((name) => [name, given[`${key}.${name}`]]));
  for (const [name, row] of Object.entries(type.options)) {
    if ('required' in row && row.required && options[name] === '') {
      throw new UserError(`${key} is on, but ${key}.${name} is not set`, row.description);
    }
  }
  const values = options as OptionValues<OptionTable>;
  const problem = type.check?.(values);
  if (problem !== undefined) throw new UserError(`${key}: ${problem}`);
  return { name: type.name, type, options: values };
}

/** The server of Falco's services. Without `grpc_output.enabled` it has no alerts, only the version. */
async function grpcChannel(settings: Settings): Promise<ChannelSettings> {
  const channel = falcoChannel('grpc', await loadType('grpc'), settings);
  if (settings['grpc_output.enabled']) return channel;
  return { ...channel, type: { ...channel.type, reach: 'live' }, wants: () => false };
}

/** Nothing if no alert is below the minimum: nobody has to look at them then. */
function wantsFrom(minimum: string): Pick<ChannelSettings, 'wants'> {
  const least = parsePriority(minimum);
  if (least === undefined || least === 'Debug') return {};
  return { wants: ({ priority }) => isAtLeast(priority, least) };
}

function channelProblem({ channel, cause }: ChannelError, settings: Settings): UserError {
  if (channel === 'file') {
    const path = settings['file_output.filename'];
    const advice = 'The file is that of file_output.filename, or of --output.';
    return new UserError(`cannot write alerts to ${path}: ${systemReason(cause)}`, advice, { cause });
  }
  return new UserError(`the channel ${channel} cannot be opened: ${systemReason(cause)}`, undefined, { cause });
}
