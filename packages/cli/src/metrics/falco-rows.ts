/** Metrics of Falco's names, with its labels and units, so that what was made for Falco shows Lanner as well. */
import { PRIORITIES } from '@lanner/language';
import type { Sample } from './family.ts';
import { DROP_KINDS, bufferDrops, kernelDrops, kernelEvents, sumOf } from './kernel-sums.ts';
import { one, sample, type MetricRow } from './row.ts';
import type { FileSum, Snapshot } from './snapshot.ts';

/** Of a millisecond. */
const NANOSECONDS = 1e6;

const FILE = { file_name: 'The name of the file, without its directory.', sha256: 'Of its content.' };

export const FALCO_ROWS: readonly MetricRow[] = [
  {
    name: 'falcosecurity_falco_version_info',
    type: 'gauge',
    help: 'The version of Lanner, as a label; always 1',
    labels: { version: 'Of Lanner.' },
    read: ({ identity }) => [sample({ version: identity.version }, 1)],
  },
  {
    name: 'falcosecurity_falco_kernel_release_info',
    type: 'gauge',
    help: 'The release of the kernel, as a label; always 1',
    labels: { kernel_release: 'As uname(2) has it.' },
    read: ({ identity }) => [sample({ kernel_release: identity.kernelRelease }, 1)],
  },
  {
    name: 'falcosecurity_evt_hostname_info',
    type: 'gauge',
    help: 'The host name that alerts have, as a label; always 1',
    labels: { hostname: 'The name.' },
    read: ({ identity }) => [sample({ hostname: identity.hostname }, 1)],
  },
  {
    name: 'falcosecurity_falco_sha256_rules_files_info',
    type: 'gauge',
    help: 'The rule files that were read, as labels; always 1',
    labels: FILE,
    read: ({ identity }) => identity.ruleFiles.map(fileSample),
  },
  {
    name: 'falcosecurity_falco_sha256_config_files_info',
    type: 'gauge',
    help: 'The configuration files that were read, as labels; always 1',
    labels: FILE,
    read: ({ identity }) => identity.configFiles.map(fileSample),
  },
  {
    name: 'falcosecurity_scap_engine_name_info',
    type: 'gauge',
    help: 'Where events come from, as labels; always 1',
    labels: { engine_name: '`modern_bpf`: an eBPF probe.', evt_source: 'The event source.' },
    read: () => [sample({ engine_name: 'modern_bpf', evt_source: 'syscall' }, 1)],
  },
  {
    name: 'falcosecurity_falco_start_timestamp_nanoseconds',
    type: 'gauge',
    help: 'When Lanner was started',
    read: ({ identity }) => one(identity.startTime * NANOSECONDS),
  },
  {
    name: 'falcosecurity_falco_reload_timestamp_nanoseconds',
    type: 'gauge',
    help: 'When the rules in force were loaded',
    read: ({ rulesTime }) => one(rulesTime * NANOSECONDS),
  },
  {
    name: 'falcosecurity_falco_host_boot_timestamp_nanoseconds',
    type: 'gauge',
    help: 'When the machine was started',
    read: ({ identity }) => one(identity.bootTime * NANOSECONDS),
  },
  {
    name: 'falcosecurity_falco_duration_seconds_total',
    type: 'counter',
    help: 'How long Lanner has run',
    read: ({ usage }) => one(usage.upSeconds),
  },
  {
    name: 'falcosecurity_falco_host_num_cpus_total',
    type: 'gauge',
    help: 'Processors of the machine',
    read: ({ identity }) => one(identity.cpus),
  },
  {
    name: 'falcosecurity_falco_outputs_queue_num_drops_total',
    type: 'counter',
    help: 'Alerts that were lost before a channel could send them, of all channels together',
    read: (snapshot) => one(outputDrops(snapshot)),
  },
  {
    name: 'falcosecurity_falco_rules_matches_total',
    type: 'counter',
    help: 'Alerts that a rule has raised, for each rule that has raised one',
    labels: {
      priority: 'A number: 0 emergency, 7 debug.',
      rule_name: 'The name of the rule.',
      source: 'Its event source.',
      'tag_…': '`true`, one label for each tag of the rule.',
    },
    group: 'rules_counters_enabled',
    read: ({ rules, engine }) =>
      rules.flatMap(({ name, priority, source, tags }) => {
        const matches = engine?.matchedByRule.get(name) ?? 0;
        const tagLabels = Object.fromEntries(
          tags.map((tag) => [`tag_${tag.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`, 'true']),
        );
        const labels = { priority: String(PRIORITIES.indexOf(priority)), rule_name: name, source, ...tagLabels };
        return matches === 0 ? [] : [sample(labels, matches)];
      }),
  },
  resource(
    'cpu_usage_ratio',
    'The part of one processor that Lanner has used since its start',
    ({ usage }) => usage.cpuSeconds / Math.max(usage.upSeconds, 0.001),
  ),
  resource('memory_rss_bytes', 'Memory of Lanner that is in use', ({ usage }) => usage.residentBytes),
  resource('memory_vsz_bytes', 'Memory that Lanner has reserved', ({ usage }) => usage.virtualBytes),
  resource(
    'memory_pss_bytes',
    'Memory of Lanner that is in use, shared pages counted in part',
    ({ usage }) => usage.proportionalBytes,
  ),
  resource('container_memory_used_bytes', 'Memory of the cgroup', ({ usage }) => usage.containerBytes),
  resource('host_cpu_usage_ratio', 'The part of its time that the machine was busy', ({ usage }) => usage.hostBusy),
  resource('host_memory_used_bytes', 'Memory of the machine that is in use', ({ usage }) => usage.hostUsedBytes),
  resource('host_procs_running_total', 'Threads of the machine that can run', ({ usage }) => usage.hostRunning),
  resource('host_open_fds_total', 'Files that the machine has open', ({ usage }) => usage.hostOpenFiles),
  {
    name: 'falcosecurity_scap_n_threads_total',
    type: 'gauge',
    help: 'Processes that are remembered; Lanner does not count their threads',
    group: 'state_counters_enabled',
    read: ({ engine }) => one(engine?.processes),
  },
  kernel('n_evts_total', 'Events that the kernel has sent, or would have sent if there had been room', kernelEvents),
  kernel('n_drops_total', 'Events that are missing', kernelDrops),
  {
    name: 'falcosecurity_scap_n_drops_buffer_total',
    type: 'counter',
    help: 'Events that are missing since the buffer was full',
    labels: {
      drop: `The kind of event: ${DROP_KINDS.map(([kind]) => kind).join(', ')}.`,
      dir: '`exit`: events are read when a call ends.',
    },
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => dropSamples(snapshot),
  },
  kernel('n_drops_scratch_map_total', 'Events that are missing since they were too large', (snapshot) =>
    sumOf(snapshot, ({ too_large: large }) => large),
  ),
];

function resource(ending: string, help: string, value: (snapshot: Snapshot) => number): MetricRow {
  const group = 'resource_utilization_enabled';
  return {
    name: `falcosecurity_falco_${ending}`,
    type: 'gauge',
    help,
    group,
    read: (snapshot) => one(value(snapshot)),
  };
}

function kernel(ending: string, help: string, value: (snapshot: Snapshot) => number): MetricRow {
  const group = 'kernel_event_counters_enabled';
  return {
    name: `falcosecurity_scap_${ending}`,
    type: 'counter',
    help,
    group,
    read: (snapshot) => one(value(snapshot)),
  };
}

function fileSample({ name, sha256 }: FileSum): Sample {
  return sample({ file_name: name, sha256 }, 1);
}

export function outputDrops({ delivery }: Snapshot): number {
  return delivery.lanes.reduce((sum, { lost }) => sum + lost, delivery.overflow);
}

function dropSamples(snapshot: Snapshot): readonly Sample[] {
  return Array.from(bufferDrops(snapshot), ([drop, count]) => sample({ drop, dir: 'exit' }, count));
}
