import assert from 'node:assert/strict';
import { test } from 'node:test';
import { METRICS_OPTIONS } from './options.ts';
import { exposition } from './exposition.ts';
import { sampleSnapshot } from './sample-snapshot.ts';
import { METRIC_ROWS, familiesOf } from './table.ts';

const all = familiesOf(sampleSnapshot(), () => true);
const lines = exposition(all, 'text').split('\n');

test('names are unique and as the field writes them', () => {
  const names = METRIC_ROWS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { name, type, help } of METRIC_ROWS) {
    assert.match(name, /^(?:lanner|falcosecurity|process)_[a-z0-9_]+$/);
    assert.match(help, /^[A-Z].*[^.]$/);
    if (!name.startsWith('falcosecurity_')) assert.equal(name.endsWith('_total'), type === 'counter', name);
  }
});

test('a sample has the labels that the table describes, and no sample is there twice', () => {
  for (const [index, { name, samples }] of all.entries()) {
    const described = Object.keys(METRIC_ROWS[index]?.labels ?? {}).map((label) => label.replace('…', '.*'));
    const seen = new Set<string>();
    for (const { labels } of samples) {
      for (const label of Object.keys(labels)) {
        assert.match(label, /^[a-zA-Z_][a-zA-Z0-9_]*$/);
        assert.ok(
          described.some((one) => new RegExp(`^${one}$`).test(label)),
          `${name} has ${label}`,
        );
      }
      seen.add(JSON.stringify(labels));
    }
    assert.equal(seen.size, samples.length, name);
    assert.ok(samples.length > 0, `the sample snapshot shows ${name}`);
  }
});

test('what there is, by the names of Falco', () => {
  for (const line of [
    'falcosecurity_falco_version_info{version="1.2.3"} 1',
    'falcosecurity_falco_sha256_rules_files_info{file_name="a-rules.yaml",sha256="aa"} 1',
    'falcosecurity_falco_rules_matches_total{priority="4",rule_name="Read \\"it\\"",source="syscall",tag_T1_2="true",tag_a_b="true"} 5',
    'falcosecurity_falco_start_timestamp_nanoseconds 1700000000000500000',
    'falcosecurity_falco_outputs_queue_num_drops_total 6',
    'falcosecurity_scap_n_evts_total 130',
    'falcosecurity_scap_n_drops_total 10',
    'falcosecurity_scap_n_drops_buffer_total{drop="open",dir="exit"} 7',
    'falcosecurity_scap_n_drops_scratch_map_total 3',
    'falcosecurity_falco_cpu_usage_ratio 0.1',
  ]) {
    assert.ok(lines.includes(line), line);
  }
  assert.ok(!lines.some((line) => line.includes('Silent') && line.startsWith('falcosecurity')), 'as Falco: not 0');
});

test('what there is, by names of our own', () => {
  for (const line of [
    'lanner_rules{state="disabled"} 1',
    'lanner_rule_matches_total{rule="Silent",priority="debug",source="syscall"} 0',
    'lanner_rule_seconds_total{rule="Read \\"it\\"",priority="warning",source="syscall"} 1',
    'lanner_rule_kernel_events_seen_total{rule="Read \\"it\\"",priority="warning",source="syscall"} 1007',
    'lanner_rule_kernel_events_sent_total{rule="Read \\"it\\"",priority="warning",source="syscall"} 100',
    'lanner_rule_kernel_events_seen_total{rule="Silent",priority="debug",source="syscall"} 23',
    'lanner_kernel_events_seen_total{event_type="execve"} 23',
    'lanner_events_judging_seconds_total{event_type="openat"} 2',
    'lanner_events_judged_total{event_type="openat"} 30',
    'lanner_kernel_events_seen_total{event_type="openat"} 1007',
    'lanner_kernel_events_filtered_total{event_type="openat"} 900',
    'lanner_kernel_losses_total{cause="ring_full"} 7',
    'lanner_kernel_losses_total{cause="no_handler"} 0',
    'lanner_kernel_event_losses_total{event_type="execve",cause="too_large"} 3',
    'lanner_kernel_event_cuts_total{event_type="openat",cause="truncated_path"} 1',
    'lanner_events_waited_total{outcome="known"} 2',
    'lanner_events_wait_seconds_total 1.5',
    'lanner_container_events_total{event="exec"} 9',
    'lanner_alert_log_bytes{place="disk"} 1000',
    'lanner_channel_state{channel="slack",state="down"} 1',
    'lanner_channel_state{channel="slack",state="up"} 0',
    'lanner_channel_waiting_alerts{channel="slack"} 6',
    'lanner_channel_held_back_alerts_total{channel="slack"} 5',
    'lanner_channel_untold_alerts{channel="slack"} 3',
    'lanner_channel_dead_letters_total{channel="slack"} 1',
    'process_resident_memory_bytes 104857600',
  ]) {
    assert.ok(lines.includes(line), line);
  }
  assert.ok(!lines.some((line) => line.includes('"Off"')), 'rules that are off have no series');
});

test('each group can be turned off', () => {
  const groups = Object.keys(METRICS_OPTIONS).filter((name) => /_(?:counters|utilization)_enabled$/.test(name));
  assert.ok(groups.length === 4);
  for (const off of groups) {
    const without = familiesOf(sampleSnapshot(), (group) => group !== off);
    assert.ok(without.length < all.length, off);
  }
});

test('before the engine has said anything, what it counts is not there or 0', () => {
  const { engine: _, ...rest } = sampleSnapshot();
  const page = exposition(
    familiesOf({ ...rest, engine: undefined }, () => true),
    'text',
  );
  assert.match(page, /^lanner_rule_matches_total\{rule="Silent".*\} 0$/m);
  assert.doesNotMatch(page, /^lanner_processes/m);
});
