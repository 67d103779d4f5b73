/** The keys about what goes out: made from the tables of options of channels, delivery core, web server and metrics. */
import {
  DELIVERY_OPTIONS,
  FILE_OPTIONS,
  GRPC_OPTIONS,
  HTTP_OPTIONS,
  PROGRAM_OPTIONS,
  QUEUE_OPTIONS,
  SYSLOG_OPTIONS,
  type OptionRow,
  type OptionTable,
} from '@lanner/outputs';
import { METRICS_OPTIONS } from '../metrics/options.ts';
import { WEBSERVER_OPTIONS } from '../web/options.ts';
import type { KeyRow } from './keys.ts';

/** A row whose value is that of an option of a table. */
export interface OptionKeyRow<R extends OptionRow = OptionRow> extends KeyRow {
  readonly type: 'option';
  readonly option: R;
}

export type OptionKeys<P extends string, T extends OptionTable> = {
  readonly [K in keyof T & string as `${P}.${K}`]: OptionKeyRow<T[K]>;
};

/** Options that Falco does not have. */
const OWN: ReadonlySet<string> = new Set([
  'file_output.rotate_size',
  'file_output.rotate_keep',
  'syslog_output.socket',
  'syslog_output.facility',
  'syslog_output.ident',
  'http_output.headers',
  'http_output.proxy',
  'webserver.ssl_client_ca',
]);

function optionKeys<P extends string, T extends OptionTable>(prefix: P, table: T): OptionKeys<P, T> {
  const rows = Object.entries(table).map(([name, option]) => {
    const key = `${prefix}.${name}`;
    const row: OptionKeyRow = {
      type: 'option',
      option,
      default: writtenDefault(option),
      meaning: option.description,
      falco: prefix !== 'delivery' && !OWN.has(key),
      since: '0.1.0',
    };
    return [key, row];
  });
  return Object.fromEntries(rows) as OptionKeys<P, T>;
}

/** The default as it would be written. */
export function writtenDefault(row: OptionRow): unknown {
  if (row.type === 'map' || row.type === 'secrets') return {};
  if (row.type === 'list') return [];
  if (!('default' in row) || row.default === undefined) return '';
  if (row.type === 'duration') return writtenAs(row.default, DURATIONS);
  return row.type === 'size' ? writtenAs(row.default, SIZES) : row.default;
}

type Units = readonly (readonly [unit: string, size: number])[];

const DURATIONS: Units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const SIZES: Units = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
];

function writtenAs(value: number, units: Units): string {
  const fitting = value === 0 ? undefined : units.find(([, size]) => value % size === 0);
  return fitting === undefined ? String(value) : `${value / fitting[1]}${fitting[0]}`;
}

export const OUTPUT_KEYS: OptionKeys<'file_output', typeof FILE_OPTIONS> &
  OptionKeys<'syslog_output', typeof SYSLOG_OPTIONS> &
  OptionKeys<'program_output', typeof PROGRAM_OPTIONS> &
  OptionKeys<'http_output', typeof HTTP_OPTIONS> &
  OptionKeys<'grpc', typeof GRPC_OPTIONS> &
  OptionKeys<'outputs_queue', typeof QUEUE_OPTIONS> &
  OptionKeys<'delivery', typeof DELIVERY_OPTIONS> &
  OptionKeys<'webserver', typeof WEBSERVER_OPTIONS> &
  OptionKeys<'metrics', typeof METRICS_OPTIONS> = {
  ...optionKeys('file_output', FILE_OPTIONS),
  ...optionKeys('syslog_output', SYSLOG_OPTIONS),
  ...optionKeys('program_output', PROGRAM_OPTIONS),
  ...optionKeys('http_output', HTTP_OPTIONS),
  ...optionKeys('grpc', GRPC_OPTIONS),
  ...optionKeys('outputs_queue', QUEUE_OPTIONS),
  ...optionKeys('delivery', DELIVERY_OPTIONS),
  ...optionKeys('webserver', WEBSERVER_OPTIONS),
  ...optionKeys('metrics', METRICS_OPTIONS),
};
