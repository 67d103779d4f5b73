/** The options of metrics: keys below `metrics`. */
import type { OptionValues } from '@lanner/outputs';

export const METRICS_OPTIONS = {
  enabled: {
    type: 'boolean',
    default: false,
    description:
      'Whether what Lanner counts is told: as an alert (`metrics.output_rule`), in a file (`metrics.output_file`), to Prometheus (`webserver.prometheus_metrics_enabled`). [metrics](metrics.md) has the names.',
  },
  interval: {
    type: 'duration',
    min: 100,
    default: 3_600_000,
    description: 'How often the alert is raised and the file is written: 100ms or more.',
  },
  output_rule: {
    type: 'boolean',
    default: true,
    description:
      'Whether an alert of the name `Falco internal: metrics snapshot`, of source `internal`, is raised each time.',
  },
  output_file: {
    type: 'path',
    default: '',
    description: 'A file to whose end a line of JSON is written each time: `{"sample": 1, "output_fields": {…}}`.',
  },
  rules_counters_enabled: { type: 'boolean', default: true, description: 'How often each rule has matched.' },
  resource_utilization_enabled: {
    type: 'boolean',
    default: true,
    description: 'What Lanner and the machine use of processors, memory and descriptors.',
  },
  state_counters_enabled: {
    type: 'boolean',
    default: true,
    description: 'What Lanner remembers: processes, containers, events that wait.',
  },
  kernel_event_counters_enabled: {
    type: 'boolean',
    default: true,
    description: 'Events that were seen, filtered, sent, lost and cut in the kernel.',
  },
  convert_memory_to_mb: {
    type: 'boolean',
    default: true,
    description: 'Memory in megabytes in the alert and in the file. Prometheus always has bytes.',
  },
  include_empty_values: {
    type: 'boolean',
    default: false,
    description: 'Whether the alert and the file have values that are 0, too.',
  },
} as const;

export type MetricsOptions = OptionValues<typeof METRICS_OPTIONS>;
