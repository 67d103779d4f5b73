/** A snapshot as the fields of Falco's alert and file of metrics, by Falco's names. */
import type { JsonValue } from '@lanner/engine/runtime';
import { outputDrops } from './falco-rows.ts';
import { bufferDrops, kernelDrops, kernelEvents, sumOf } from './kernel-sums.ts';
import type { MetricsOptions } from './options.ts';
import type { MetricGroup } from './row.ts';
import type { FileSum, Snapshot } from './snapshot.ts';

type Field = readonly [key: string, value: JsonValue];
type Options = Pick<MetricsOptions, MetricGroup | 'convert_memory_to_mb' | 'include_empty_values'>;

/** They are there even if they are 0. */
const ALWAYS = new Set(['scap.n_evts', 'scap.n_drops', 'scap.n_drops_perc']);
const MIB = 1024 * 1024;

/** @param before the snapshot of the last time, for rates */
export function snapshotFields(snapshot: Snapshot, before: Snapshot | undefined, options: Options): readonly Field[] {
  const fields = [
    ...wrapper(snapshot, before),
    ...(options.rules_counters_enabled ? rules(snapshot) : []),
    ...(options.resource_utilization_enabled ? resources(snapshot, options.convert_memory_to_mb) : []),
    ...(options.state_counters_enabled ? state(snapshot) : []),
    ...(options.kernel_event_counters_enabled ? kernel(snapshot, before) : []),
  ];
  return options.include_empty_values ? fields : fields.filter(([key, value]) => value !== 0 || ALWAYS.has(key));
}

function wrapper(snapshot: Snapshot, before: Snapshot | undefined): Field[] {
  const { identity, engine } = snapshot;
  const judged = engine?.judged ?? 0;
  return [
    ['evt.time', nanoseconds(snapshot.time)],
    ['evt.hostname', identity.hostname],
    ['evt.source', 'syscall'],
    ['falco.version', identity.version],
    ['falco.start_ts', nanoseconds(identity.startTime)],
    ['falco.reload_ts', nanoseconds(snapshot.rulesTime)],
    ['falco.duration_sec', Math.round(snapshot.usage.upSeconds)],
    ['falco.kernel_release', identity.kernelRelease],
    ['falco.host_boot_ts', nanoseconds(identity.bootTime)],
    ['falco.host_num_cpus', identity.cpus],
    ...identity.ruleFiles.map(fileField('rules')),
    ...identity.configFiles.map(fileField('config')),
    ['falco.outputs_queue_num_drops', outputDrops(snapshot)],
    ['falco.num_evts', judged],
    ...ifBefore(before, 'falco.num_evts_prev', ({ engine: then }) => then?.judged ?? 0),
    ...ifBefore(before, 'falco.evts_rate_sec', (then) => rate(judged - (then.engine?.judged ?? 0), snapshot, then)),
    ['scap.engine_name', 'modern_bpf'],
  ];
}

function rules({ engine }: Snapshot): Field[] {
  const matches = [...(engine?.matchedByRule ?? [])];
  return [
    ['falco.rules.matches_total', engine?.matched ?? 0],
    ...matches.map(([rule, count]): Field => [`falco.rules.${rule.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`, count]),
  ];
}

function resources({ usage }: Snapshot, inMegabytes: boolean): Field[] {
  const memory = (name: string, bytes: number): Field =>
    inMegabytes ? [`falco.${name}_mb`, tenths(bytes / MIB)] : [`falco.${name}_bytes`, bytes];
  return [
    ['falco.cpu_usage_perc', tenths((100 * usage.cpuSeconds) / Math.max(usage.upSeconds, 0.001))],
    memory('memory_rss', usage.residentBytes),
    memory('memory_vsz', usage.virtualBytes),
    memory('memory_pss', usage.proportionalBytes),
    memory('container_memory_used', usage.containerBytes),
    ['falco.host_cpu_usage_perc', tenths(100 * usage.hostBusy)],
    memory('host_memory_used', usage.hostUsedBytes),
    ['falco.host_procs_running', usage.hostRunning],
    ['falco.host_open_fds', usage.hostOpenFiles],
  ];
}

function state({ engine }: Snapshot): Field[] {
  return [['falco.n_threads', engine?.processes ?? 0]];
}

function kernel(snapshot: Snapshot, before: Snapshot | undefined): Field[] {
  const [events, drops] = [kernelEvents(snapshot), kernelDrops(snapshot)];
  const full = bufferDrops(snapshot);
  return [
    ['scap.n_evts', events],
    ...ifBefore(before, 'scap.n_evts_prev', kernelEvents),
    ...ifBefore(before, 'scap.evts_rate_sec', (then) => rate(events - kernelEvents(then), snapshot, then)),
    ['scap.n_drops', drops],
    ...ifBefore(before, 'scap.n_drops_prev', kernelDrops),
    ...ifBefore(before, 'scap.evts_drop_rate_sec', (then) => rate(drops - kernelDrops(then), snapshot, then)),
    ['scap.n_drops_perc', events === 0 ? 0 : tenths((100 * drops) / events)],
    ['scap.n_drops_buffer_total', Array.from(full.values()).reduce((sum, count) => sum + count, 0)],
    ...Array.from(full, ([kind, count]): Field => [`scap.n_drops_buffer_${kind}_exit`, count]),
    ['scap.n_drops_scratch_map', sumOf(snapshot, ({ too_large: large }) => large)],
  ];
}

function fileField(kind: string): (file: FileSum) => Field {
  return ({ name, sha256 }) => [`falco.sha256_${kind}_file.${name.replaceAll(/[^a-zA-Z0-9_]/g, '_')}`, sha256];
}

function ifBefore(before: Snapshot | undefined, key: string, value: (before: Snapshot) => number): Field[] {
  return before === undefined ? [] : [[key, value(before)]];
}

/** Of so many between two moments, how many a second. */
function rate(count: number, { time }: Snapshot, before: Snapshot): number {
  const seconds = (time - before.time) / 1000;
  return seconds <= 0 ? 0 : tenths(count / seconds);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** @param time ms */
export function nanoseconds(time: number): bigint {
  return BigInt(Math.round(time * 1000)) * 1000n;
}
