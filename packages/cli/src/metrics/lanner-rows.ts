/** Metrics of Lanner's own names. */
import type { Counter } from '@lanner/schema';
import { CUT_COUNTERS, LOSS_COUNTERS } from '../run/losses.ts';
import type { RecordCounts } from '../run/messages.ts';
import type { Work } from '../run/tally.ts';
import type { Sample } from './family.ts';
import { kernelWorkOf, kernelWorkOfRule } from './kernel-work.ts';
import { one, sample, type MetricRow } from './row.ts';
import type { RuleIdentity, Snapshot } from './snapshot.ts';

const CHANNEL = { channel: 'The name of the channel.' };
const EVENT_TYPE = { event_type: 'The event type, as rules call it; `process_…`: records about processes.' };
const CAUSES: Readonly<Partial<Record<Counter, string>>> = {
  ring_full: 'the engine could not keep up, and the buffer was full',
  too_large: 'a record did not fit',
  table_full: 'more processes in scope than the kernel side can hold',
  no_handler: 'a call came by a way that the probe does not know',
  truncated_path: 'a path was longer than what is kept',
  truncated_args: 'a command line was',
  truncated_env: 'an environment was',
  unreadable: 'memory of the process could not be read',
};
const NO_WORK: Work = { judged: 0, matched: 0, ns: 0 };
const STATES = ['up', 'failing', 'down'] as const;

export const LANNER_ROWS: readonly MetricRow[] = [
  {
    name: 'lanner_build_info',
    type: 'gauge',
    help: 'Which Lanner it is, as labels; always 1',
    labels: { version: 'Of Lanner.', rule_engine: 'Of the rule language.', node: 'Of Node.js.' },
    read: ({ identity: { version, ruleEngine, node } }) => [sample({ version, rule_engine: ruleEngine, node }, 1)],
  },
  {
    name: 'lanner_rules',
    type: 'gauge',
    help: 'Rules that are loaded',
    labels: { state: '`enabled` or `disabled`.' },
    read: ({ rules }) => {
      const enabled = rules.filter((rule) => rule.enabled).length;
      return [sample({ state: 'enabled' }, enabled), sample({ state: 'disabled' }, rules.length - enabled)];
    },
  },
  {
    name: 'lanner_rules_loaded_timestamp_seconds',
    type: 'gauge',
    help: 'When the rules in force were loaded',
    read: ({ rulesTime }) => one(rulesTime / 1000),
  },
  ruleRow(
    'matches_total',
    'Alerts that a rule has raised',
    judging(({ matched }) => matched),
  ),
  ruleRow(
    'kernel_events_seen_total',
    'Events of the types that a rule can match, that happened in scope',
    (rule, snapshot) => kernelWorkOfRule(rule, snapshot).seen,
  ),
  ruleRow(
    'kernel_events_sent_total',
    'Events of the types that a rule can match, that the kernel has sent to the engine',
    (rule, snapshot) => kernelWorkOfRule(rule, snapshot).sent,
  ),
  ruleRow(
    'events_total',
    'Events that a rule was asked about, by their types',
    judging(({ judged }) => judged),
  ),
  ruleRow(
    'seconds_total',
    'Time that a rule has taken, estimated from samples',
    judging(({ ns }) => ns / 1e9),
  ),
  {
    name: 'lanner_kernel_events_seen_total',
    type: 'counter',
    help: 'Events of types that rules ask for, or that are needed to know processes, that happened in scope',
    labels: EVENT_TYPE,
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => byEventType(snapshot, (counts) => kernelWorkOf(counts).seen),
  },
  {
    name: 'lanner_kernel_events_filtered_total',
    type: 'counter',
    help: 'Events that no rule could match and that stayed in the kernel',
    labels: EVENT_TYPE,
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => byEventType(snapshot, ({ filtered }) => filtered),
  },
  {
    name: 'lanner_kernel_events_sent_total',
    type: 'counter',
    help: 'Events that the kernel has sent to the engine',
    labels: EVENT_TYPE,
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => byEventType(snapshot, (counts) => kernelWorkOf(counts).sent),
  },
  {
    name: 'lanner_kernel_losses_total',
    type: 'counter',
    help: 'Events that are missing',
    labels: { cause: causesText(LOSS_COUNTERS) },
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => byCause(snapshot, LOSS_COUNTERS),
  },
  {
    name: 'lanner_kernel_event_losses_total',
    type: 'counter',
    help: 'Events that are missing, for each event type of which some are',
    labels: { ...EVENT_TYPE, cause: 'As above.' },
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => byTypeAndCause(snapshot, LOSS_COUNTERS),
  },
  {
    name: 'lanner_kernel_cuts_total',
    type: 'counter',
    help: 'Events of which a part is missing',
    labels: { cause: causesText(CUT_COUNTERS) },
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => byCause(snapshot, CUT_COUNTERS),
  },
  {
    name: 'lanner_kernel_event_cuts_total',
    type: 'counter',
    help: 'Events of which a part is missing, for each event type of which some are cut',
    labels: { ...EVENT_TYPE, cause: 'As above.' },
    group: 'kernel_event_counters_enabled',
    read: (snapshot) => byTypeAndCause(snapshot, CUT_COUNTERS),
  },
  eventRow('judged_total', 'Events that the rules were asked about', ({ judged }) => judged),
  eventRow('matched_total', 'Events that raised alerts', ({ matched }) => matched),
  eventRow('judging_seconds_total', 'Time that judging has taken, estimated from samples', ({ ns }) => ns / 1e9),
  {
    name: 'lanner_engine_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time of the engine thread',
    group: 'resource_utilization_enabled',
    read: ({ engine }) => one(engine?.cpuSeconds),
  },
  {
    name: 'lanner_events_waiting',
    type: 'gauge',
    help: 'Events that wait for what their container is',
    group: 'state_counters_enabled',
    read: ({ engine }) => one(engine?.waiting),
  },
  {
    name: 'lanner_events_waited_total',
    type: 'counter',
    help: 'Events that had to wait for what their container is',
    labels: {
      outcome: '`known`: judged with it; `vain`: judged without, since it did not come; `no_room`: judged at once.',
    },
    group: 'state_counters_enabled',
    read: ({ engine }) =>
      engine === undefined
        ? []
        : [
            sample({ outcome: 'known' }, engine.waits.waited - engine.waits.vain - engine.waiting),
            sample({ outcome: 'vain' }, engine.waits.vain),
            sample({ outcome: 'no_room' }, engine.waits.full),
          ],
  },
  {
    name: 'lanner_events_wait_seconds_total',
    type: 'counter',
    help: 'How long events have waited, all together',
    group: 'state_counters_enabled',
    read: ({ engine }) => one(engine && engine.waits.totalMs / 1000),
  },
  {
    name: 'lanner_container_events_total',
    type: 'counter',
    help: 'What container runtimes have told of containers in scope, whether or not a rule asks for it',
    labels: { event: '`created`, `started`, `exec`, `stopped` or `removed`.' },
    group: 'state_counters_enabled',
    read: ({ engine }) =>
      Object.entries(engine?.containerEvents ?? {}).map(([event, count]) => sample({ event }, count)),
  },
  {
    name: 'lanner_processes',
    type: 'gauge',
    help: 'Processes that are remembered',
    group: 'state_counters_enabled',
    read: ({ engine }) => one(engine?.processes),
  },
  {
    name: 'lanner_alerts_total',
    type: 'counter',
    help: 'Alerts that were accepted for delivery, since the log of alerts began',
    read: ({ delivery }) => one(delivery.logged),
  },
  {
    name: 'lanner_alert_log_overflows_total',
    type: 'counter',
    help: 'Alerts that are lost since the disk of the log of alerts was too slow',
    read: ({ delivery }) => one(delivery.overflow),
  },
  {
    name: 'lanner_alert_log_bytes',
    type: 'gauge',
    help: 'The size of the log of alerts',
    labels: { place: '`disk` or `memory`.' },
    read: ({ delivery }) => [
      sample({ place: 'disk' }, delivery.diskBytes),
      sample({ place: 'memory' }, delivery.memoryBytes),
    ],
  },
  {
    name: 'lanner_alert_log_writable',
    type: 'gauge',
    help: 'Whether alerts can be written where they wait for their channels: 1 or 0',
    read: ({ delivery }) => one(delivery.isFailing ? 0 : 1),
  },
  {
    name: 'lanner_channel_state',
    type: 'gauge',
    help: 'How a channel is: 1 for the state that it is in, 0 for the others',
    labels: { ...CHANNEL, state: '`up`, `failing` (attempts fail) or `down` (several failed in a row).' },
    read: ({ delivery }) =>
      delivery.lanes.flatMap(({ name, state }) =>
        STATES.map((each) => sample({ channel: name, state: each }, each === state ? 1 : 0)),
      ),
  },
  channelRow('delivered_alerts_total', 'counter', 'Alerts that the receiver has taken', (lane) => lane.delivered),
  channelRow('dead_letters_total', 'counter', 'Alerts that the receiver will never take', (lane) => lane.refused),
  channelRow('failed_attempts_total', 'counter', 'Attempts that failed and are tried again', (lane) => lane.failures),
  channelRow('lost_alerts_total', 'counter', 'Alerts that the log had to give up unsent', (lane) => lane.lost),
  channelRow('waiting_alerts', 'gauge', 'Alerts that wait to be sent', (lane) => lane.waiting),
  channelRow('held_back_alerts_total', 'counter', 'Alerts that routes have held back', (lane) => lane.held),
  channelRow('untold_alerts', 'gauge', 'Alerts that routes hold back and no summary has told', (lane) => lane.untold),
  {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time of Lanner',
    group: 'resource_utilization_enabled',
    read: ({ usage }) => one(usage.cpuSeconds),
  },
  {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    help: 'Memory of Lanner that is in use',
    group: 'resource_utilization_enabled',
    read: ({ usage }) => one(usage.residentBytes),
  },
  {
    name: 'process_virtual_memory_bytes',
    type: 'gauge',
    help: 'Memory that Lanner has reserved',
    group: 'resource_utilization_enabled',
    read: ({ usage }) => one(usage.virtualBytes),
  },
  {
    name: 'process_open_fds',
    type: 'gauge',
    help: 'File descriptors that Lanner has open',
    group: 'resource_utilization_enabled',
    read: ({ usage }) => one(usage.openFiles),
  },
  {
    name: 'process_start_time_seconds',
    type: 'gauge',
    help: 'When Lanner was started, since the epoch',
    read: ({ identity }) => one(identity.startTime / 1000),
  },
];

type Lane = Snapshot['delivery']['lanes'][number];

function channelRow(ending: string, type: MetricRow['type'], help: string, value: (lane: Lane) => number): MetricRow {
  return {
    name: `lanner_channel_${ending}`,
    type,
    help,
    labels: CHANNEL,
    read: ({ delivery }) => delivery.lanes.map((lane) => sample({ channel: lane.name }, value(lane))),
  };
}

/** For each rule that is enabled. */
function ruleRow(ending: string, help: string, value: (rule: RuleIdentity, snapshot: Snapshot) => number): MetricRow {
  return {
    name: `lanner_rule_${ending}`,
    type: 'counter',
    help: `${help}, for each rule that is enabled`,
    labels: { rule: 'The name of the rule.', priority: 'Its priority, in lower case.', source: 'Its event source.' },
    group: 'rules_counters_enabled',
    read: (snapshot) =>
      snapshot.rules
        .filter(({ enabled }) => enabled)
        .map((rule) => {
          const { name, priority, source } = rule;
          return sample({ rule: name, priority: priority.toLowerCase(), source }, value(rule, snapshot));
        }),
  };
}

/** Of what judging a rule came to. */
function judging(value: (work: Work) => number): (rule: RuleIdentity, snapshot: Snapshot) => number {
  return ({ name }, { engine }) => value(engine?.byRule.get(name) ?? NO_WORK);
}

function eventRow(ending: string, help: string, value: (work: Work) => number): MetricRow {
  return {
    name: `lanner_events_${ending}`,
    type: 'counter',
    help,
    labels: EVENT_TYPE,
    read: ({ engine }) =>
      Array.from(engine?.byEventType ?? [])
        .filter(([, { judged }]) => judged > 0)
        .map(([type, work]) => sample({ event_type: type }, value(work))),
  };
}

/** Types of which there were none are left out. */
function byEventType({ engine }: Snapshot, value: (counts: RecordCounts) => number): readonly Sample[] {
  return Array.from(engine?.counters ?? [], ([type, counts]) => sample({ event_type: type }, value(counts))).filter(
    (each) => each.value > 0,
  );
}

/** All causes are there from the beginning: an alarm on an increase needs the value before. */
function byCause({ engine }: Snapshot, causes: readonly Counter[]): readonly Sample[] {
  const all = [...(engine?.counters.values() ?? [])];
  return causes.map((cause) =>
    sample(
      { cause },
      all.reduce((sum, counts) => sum + counts[cause], 0),
    ),
  );
}

function byTypeAndCause({ engine }: Snapshot, causes: readonly Counter[]): readonly Sample[] {
  return Array.from(engine?.counters ?? [], ([type, counts]) =>
    causes.filter((cause) => counts[cause] > 0).map((cause) => sample({ event_type: type, cause }, counts[cause])),
  ).flat();
}

function causesText(causes: readonly Counter[]): string {
  return `${causes.map((cause) => `\`${cause}\`: ${CAUSES[cause] ?? ''}`).join('; ')}.`;
}
