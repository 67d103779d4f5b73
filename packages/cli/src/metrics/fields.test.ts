import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotFields } from './fields.ts';
import { sampleCounters, sampleSnapshot } from './sample-snapshot.ts';

const ON = {
  rules_counters_enabled: true,
  resource_utilization_enabled: true,
  state_counters_enabled: true,
  kernel_event_counters_enabled: true,
  convert_memory_to_mb: true,
  include_empty_values: false,
};

test('the fields have the names, units and digits of Falco', () => {
  const fields = Object.fromEntries(snapshotFields(sampleSnapshot(), undefined, ON));
  const expected = {
    'evt.time': 1_700_000_010_000_000_000n,
    'evt.source': 'syscall',
    'falco.start_ts': 1_700_000_000_000_500_000n,
    'falco.duration_sec': 10,
    'falco.sha256_rules_file.a_rules_yaml': 'aa',
    'falco.sha256_config_file.lanner_yaml': 'bb',
    'falco.outputs_queue_num_drops': 6,
    'falco.rules.matches_total': 5,
    'falco.rules.Read__it_': 5,
    'falco.cpu_usage_perc': 10,
    'falco.memory_rss_mb': 100,
    'falco.host_cpu_usage_perc': 25,
    'falco.n_threads': 11,
    'scap.n_evts': 130,
    'scap.n_drops': 10,
    'scap.n_drops_perc': 7.7,
    'scap.n_drops_buffer_total': 7,
    'scap.n_drops_buffer_open_exit': 7,
    'scap.n_drops_scratch_map': 3,
  };
  for (const [key, value] of Object.entries(expected)) assert.equal(fields[key], value, key);
  assert.ok(!('falco.evts_rate_sec' in fields), 'there is no rate without a time before');
});

test('what is 0 is left out, unless it is wanted', () => {
  const quiet = sampleSnapshot();
  const keys = (empty: boolean): string[] =>
    snapshotFields({ ...quiet, engine: { ...quiet.engine!, counters: sampleCounters({}) } }, undefined, {
      ...ON,
      include_empty_values: empty,
    }).map(([key]) => key);
  assert.ok(!keys(false).includes('falco.container_memory_used_mb'));
  assert.ok(!keys(false).includes('scap.n_drops_buffer_total'));
  for (const always of ['scap.n_evts', 'scap.n_drops', 'scap.n_drops_perc']) assert.ok(keys(false).includes(always));
  assert.ok(keys(true).includes('falco.container_memory_used_mb'));
});

test('memory in bytes; rates between two times', () => {
  const before = sampleSnapshot();
  const now = sampleSnapshot({
    time: before.time + 2000,
    engine: { ...before.engine!, judged: 40, counters: sampleCounters({ openat: { sent: 150, ring_full: 27 } }) },
  });
  const fields = Object.fromEntries(snapshotFields(now, before, { ...ON, convert_memory_to_mb: false }));
  assert.equal(fields['falco.memory_rss_bytes'], 104_857_600);
  assert.equal(fields['falco.num_evts_prev'], 30);
  assert.equal(fields['falco.evts_rate_sec'], 5);
  assert.equal(fields['scap.n_evts_prev'], 130);
  assert.equal(fields['scap.evts_rate_sec'], 23.5);
  assert.equal(fields['scap.evts_drop_rate_sec'], 8.5);
});
