/** Where the alerts of `lanner run` go, and in which form, as the configuration says. */
import { alertToJson, alertToText } from '@lanner/engine/runtime';
import type { Alert, JsonFormat } from '@lanner/engine/runtime';
import { formatPretty, openFile, openStdout, wantsColour } from '@lanner/outputs';
import type { LineSink } from '@lanner/outputs';
import type { Settings } from '../config/keys.ts';
import { UserError, systemReason } from '../errors.ts';

export interface AlertChannel {
  write(alerts: readonly Alert[]): Promise<void>;
  /** Files are opened anew before the next alert. */
  reopen(): void;
  close(): Promise<void>;
}

export type OutputSettings = Pick<
  Settings,
  | 'json_output'
  | 'json_include_output_property'
  | 'json_include_message_property'
  | 'json_include_output_fields_property'
  | 'json_include_tags_property'
  | 'time_format_iso_8601'
  | 'stdout_output.enabled'
  | 'file_output.enabled'
  | 'file_output.filename'
  | 'file_output.keep_alive'
>;

/** Opens the channels that are enabled. Rejects with a UserError if one cannot be opened. */
export async function openChannels(settings: OutputSettings): Promise<AlertChannel[]> {
  const format = lineFormat(settings);
  const channels: AlertChannel[] = [];
  if (settings['stdout_output.enabled']) {
    const forPeople = process.stdout.isTTY && !settings.json_output;
    channels.push(alertChannel(openStdout(), forPeople ? prettyFormat(settings) : format));
  }
  if (settings['file_output.enabled']) {
    channels.push(alertChannel(await openOutputFile(settings), format));
  }
  return channels;
}

function alertChannel(channel: LineSink, format: (alert: Alert) => string): AlertChannel {
  return {
    write: async (alerts) => channel.write(alerts.map(format).join('')),
    reopen: () => channel.reopen?.(),
    close: () => channel.close(),
  };
}

async function openOutputFile(settings: OutputSettings): Promise<LineSink> {
  const path = settings['file_output.filename'];
  try {
    return await openFile(path, { keepOpen: settings['file_output.keep_alive'] });
  } catch (error) {
    const advice = 'The file is that of file_output.filename, or of --output.';
    throw new UserError(`cannot write alerts to ${path}: ${systemReason(error)}`, advice, { cause: error });
  }
}

/** An alert as one line of text or JSON. */
export function lineFormat(settings: OutputSettings): (alert: Alert) => string {
  const format: JsonFormat = {
    iso8601: settings.time_format_iso_8601,
    output: settings.json_include_output_property,
    message: settings.json_include_message_property,
    fields: settings.json_include_output_fields_property,
    tags: settings.json_include_tags_property,
  };
  const toLine = settings.json_output ? alertToJson : alertToText;
  return (alert) => `${toLine(alert, format)}\n`;
}

function prettyFormat(settings: OutputSettings): (alert: Alert) => string {
  const colour = wantsColour(process.stdout);
  const iso8601 = settings.time_format_iso_8601;
  return (alert) => formatPretty(alert, { colour, width: process.stdout.columns, iso8601 });
}
