/** Keys of Falco's configuration that Lanner accepts but has no use for, so that a falco.yaml can be given as it is. */

export interface FalcoKey {
  /** With all that is below it. */
  readonly key: string;
  /** What Lanner does in its own way, without settings of this kind: a phrase. Without it, it is not built. */
  readonly instead?: string;
  /** Somebody relies on it if this key below it is true: worth more than a note. */
  readonly relied?: string;
}

export const FALCO_KEYS: readonly FalcoKey[] = [
  { key: 'engine', instead: 'events come from one eBPF probe' },
  { key: 'capture', relied: 'capture.enabled' },
  { key: 'load_plugins' },
  { key: 'plugins' },
  { key: 'plugins_hostinfo' },
  {
    key: 'container_engines',
    instead: 'container runtimes are found by themselves; `containers.sockets` names others',
  },
  { key: 'buffered_outputs', instead: 'lines are written when they are there, many at once if there are many' },
  {
    key: 'http_output.max_consecutive_timeouts',
    instead:
      'an alert is tried until the receiver has it, or until it is beyond `delivery.max_size` or `delivery.max_age`; a channel of `channels` can have `max_attempts`',
  },
  { key: 'grpc.threadiness', instead: 'the gRPC server answers in the main thread, never in that of the engine' },
  { key: 'webserver.threadiness', instead: 'the web server answers in the main thread, never in that of the engine' },
  { key: 'log_syslog' },
  { key: 'libs_logger', instead: 'all messages follow `log_level`' },
  { key: 'output_timeout', instead: 'each channel has a time limit of its own and holds up no other' },
  { key: 'syscall_event_timeouts', instead: 'nothing is told of times without events' },
  {
    key: 'syscall_event_drops',
    instead: 'each loss is told, by an alert of source `internal` and by [metrics](metrics.md)',
  },
  {
    key: 'metrics.kernel_event_counters_per_cpu_enabled',
    relied: 'metrics.kernel_event_counters_per_cpu_enabled',
  },
  { key: 'metrics.libbpf_stats_enabled' },
  {
    key: 'metrics.kernel_iter_event_counters_enabled',
    instead: 'losses while processes are listed are among the others, as `process_snapshot`',
  },
  { key: 'metrics.jemalloc_stats_enabled', instead: 'Lanner does not allocate with jemalloc' },
  { key: 'metrics.plugins_metrics_enabled' },
  { key: 'base_syscalls', instead: 'what is watched follows from the rules' },
  { key: 'falco_libs', instead: 'what is remembered has bounds of its own' },
];
