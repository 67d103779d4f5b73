/** Keys of Falco's configuration that Lanner accepts but has no use for, so that a falco.yaml can be given as it is. */

export interface FalcoKey {
  /** With all that is below it. */
  readonly key: string;
  /** Why it has no effect. */
  readonly why: 'own' | 'missing';
  /** Somebody relies on it if this key below it is true: worth more than a note. */
  readonly relied?: string;
}

/** `own`: Lanner does it in its own way, without settings of this kind. `missing`: it is not built. */
export const FALCO_KEYS: readonly FalcoKey[] = [
  { key: 'watch_config_files', why: 'missing' },
  { key: 'engine', why: 'own' },
  { key: 'capture', why: 'missing', relied: 'capture.enabled' },
  { key: 'load_plugins', why: 'missing' },
  { key: 'plugins', why: 'missing' },
  { key: 'plugins_hostinfo', why: 'missing' },
  { key: 'container_engines', why: 'missing' },
  { key: 'buffered_outputs', why: 'own' },
  { key: 'http_output.max_consecutive_timeouts', why: 'own' },
  { key: 'grpc', why: 'missing', relied: 'grpc.enabled' },
  { key: 'grpc_output', why: 'missing', relied: 'grpc_output.enabled' },
  { key: 'webserver.threadiness', why: 'own' },
  { key: 'log_syslog', why: 'missing' },
  { key: 'libs_logger', why: 'own' },
  { key: 'output_timeout', why: 'own' },
  { key: 'syscall_event_timeouts', why: 'own' },
  { key: 'syscall_event_drops', why: 'own' },
  {
    key: 'metrics.kernel_event_counters_per_cpu_enabled',
    why: 'missing',
    relied: 'metrics.kernel_event_counters_per_cpu_enabled',
  },
  { key: 'metrics.libbpf_stats_enabled', why: 'missing' },
  { key: 'metrics.kernel_iter_event_counters_enabled', why: 'own' },
  { key: 'metrics.jemalloc_stats_enabled', why: 'own' },
  { key: 'metrics.plugins_metrics_enabled', why: 'missing' },
  { key: 'base_syscalls', why: 'own' },
  { key: 'falco_libs', why: 'own' },
];
