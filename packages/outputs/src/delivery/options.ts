/** The options of the delivery core, and those that every channel has besides its own. */
import type { OptionValues } from '../contract/options.ts';
import type { LaneOptions } from './lane.ts';

export const DELIVERY_OPTIONS = {
  directory: {
    type: 'path',
    default: '/var/lib/lanner/delivery',
    description: 'Where alerts wait for their channels: the log, the position of each channel, dead letters.',
  },
  log: {
    type: 'choice',
    values: ['auto', 'always', 'never'],
    default: 'auto',
    description:
      'Whether alerts are written to disk before they are sent. With `auto` they are if there is a channel on the network; standard output, files, programs and the local syslog alone need no log. With `never` what was not sent is lost when Lanner ends.',
  },
  max_size: {
    type: 'size',
    default: 536_870_912,
    description: 'How large the log becomes. Beyond it the oldest alerts are lost, which is counted and told.',
  },
  max_age: {
    type: 'duration',
    default: 604_800_000,
    description: 'Alerts that have waited longer are lost, which is counted and told.',
  },
  sync: {
    type: 'choice',
    values: ['interval', 'always', 'never'],
    default: 'interval',
    description:
      'When the log is forced to the disk, so that it survives a loss of power: once a second, before an alert is sent, or when the kernel likes. The end of the process, however it ends, costs nothing in any case.',
  },
  shutdown_timeout: {
    type: 'duration',
    default: 5000,
    description:
      'How long Lanner waits for channels when it ends. What they do not take then is sent at the next start.',
  },
} as const;

export const QUEUE_OPTIONS = {
  capacity: {
    type: 'number',
    integer: true,
    min: 0,
    default: 0,
    description:
      'How many alerts wait in memory at most; 0: as many as fit in 64 MiB. Beyond it the oldest are read from the log on disk, or are lost if there is none, which is counted and told.',
  },
} as const;

export const LANE_OPTIONS = {
  minimum_priority: {
    type: 'choice',
    values: ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'informational', 'debug'],
    default: 'debug',
    description: 'Alerts that are less severe are not sent.',
  },
  batch_size: {
    type: 'number',
    integer: true,
    min: 1,
    max: 100_000,
    description: 'How many alerts are sent at once at most.',
  },
  batch_wait: { type: 'duration', description: 'How long alerts wait for others to be sent with.' },
  concurrency: {
    type: 'number',
    integer: true,
    min: 1,
    max: 100,
    description: 'How many requests are under way at once at most. More than 1 gives up the order of alerts.',
  },
  timeout: { type: 'duration', description: 'How long the receiver may take to answer; 0: as long as it likes.' },
  retry_initial: {
    type: 'duration',
    default: 500,
    description: 'The pause after a failure. It doubles with each further one.',
  },
  retry_max: { type: 'duration', default: 30_000, description: 'The longest pause.' },
  max_attempts: {
    type: 'number',
    integer: true,
    min: 0,
    default: 0,
    description:
      'An alert that was tried so often goes to the dead letters; 0: it is tried for as long as it is in the log.',
  },
} as const;

/** What the options say over the defaults of a kind of channel. */
export function laneOptions(options: OptionValues<typeof LANE_OPTIONS>): Partial<LaneOptions> {
  const { batch_size: batch, batch_wait: waitMs, concurrency, timeout: timeoutMs } = options;
  return {
    ...(batch === undefined ? {} : { batch }),
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    backoff: { initialMs: options.retry_initial, maxMs: Math.max(options.retry_initial, options.retry_max) },
    maxAttempts: options.max_attempts,
  };
}
