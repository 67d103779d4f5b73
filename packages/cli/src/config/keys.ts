/**
 * The keys of the configuration. A row is all that a key needs to be read, checked, shown by `lanner config`, put into the
 * JSON schema and described in docs/configuration.md; the type of its setting follows from it.
 */
import type { OptionRow, OptionValue } from '@lanner/outputs';
import { OUTPUT_KEYS, type OptionKeyRow } from './output-keys.ts';
import type { TypeOf } from './types.ts';

/** One row of the table. The name of a key with dots is a path: `stdout_output.enabled`. */
export interface KeyRow {
  readonly type: keyof TypeOf | 'choice' | 'option';
  /** The values of a `choice`. */
  readonly values?: readonly string[];
  /** The option that an `option` is. */
  readonly option?: OptionRow;
  /** What holds if the key is nowhere set, as it would be written. */
  readonly default: unknown;
  /** What it does: sentences in Markdown. */
  readonly meaning: string;
  /** Whether Falco has the key, with the same meaning. */
  readonly falco: boolean;
  /** Another name under which it is accepted. */
  readonly alias?: string;
  /** The version of Lanner that has it first. */
  readonly since: string;
  /** Whether a change has effect without a restart. */
  readonly reloaded?: boolean;
}

export const OWN_KEYS = {
  config_files: {
    type: 'includes',
    default: [],
    meaning:
      'Further configuration files, or directories with them (`*.yaml` and `*.yml`, sorted by name), read after the main file in this order. An element is a path, or a mapping with `path` and `strategy`: `append` adds to lists and replaces everything else, `override` replaces, `add-only` sets only what is not set. A strategy works on whole top-level keys. Paths that do not exist are left out. Only the main file and `-o` may have this key.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  watch_config_files: {
    type: 'boolean',
    default: true,
    meaning:
      'Whether the files of rules and configuration are watched, and rules put in force when they change, without a gap in what is watched; SIGHUP does the same. A file that cannot be used changes nothing, and raises an alert. Of the configuration, `config_files`, `rules_files`, `rules`, `priority`, `rule_matching`, `append_output`, `static_fields`, `buffer_format_base64` and this key are read anew; changes to others are told, and take a restart.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  rules_files: {
    type: 'paths',
    default: ['${LANNER_RULES}', '/etc/lanner/rules.d'],
    meaning:
      'Rule files, and directories of them (`*.yaml` and `*.yml` right in them, sorted by name), loaded in this order. Later files can change the rules of earlier ones. Paths that do not exist are left out. `${LANNER_RULES}` is the directory of the rules that come with Lanner.',
    falco: true,
    alias: 'rules_file',
    since: '0.1.0',
    reloaded: true,
  },
  rules: {
    type: 'selection',
    default: [],
    meaning:
      'Turns rules on and off, in order, over what the rule files say: `enable` or `disable`, with `rule` (a name; `*` stands for any text) or `tag`. Given both, the rules that have either are meant.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  priority: {
    type: 'priority',
    default: 'debug',
    meaning: 'Rules that are less severe than this are off, whatever `rules` says.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  rule_matching: {
    type: 'choice',
    values: ['first', 'all'],
    default: 'first',
    meaning: 'Whether an event raises an alert for the first rule that matches it, or for all that do.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  kernel_filter: {
    type: 'boolean',
    default: true,
    meaning:
      'Whether rules are also compiled into the kernel, so that events which no rule can match never leave it. Alerts are the same either way; without it, more events are sent and judged.',
    falco: false,
    since: '0.1.0',
  },
  append_output: {
    type: 'appends',
    default: [{ suggested_output: true }],
    meaning:
      'What is added to the outputs of rules. Each entry applies to the rules that `match` means: the one called `rule`, those of a `source`, those that have all `tags`; without `match`, to all. `extra_output` is put behind the output, with a blank between. `extra_fields` are further `output_fields`: a field by its name, or `key: "text with %fields"`. `suggested_output` adds the fields that say where it happened: static fields, container, pod.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  static_fields: {
    type: 'constants',
    default: {},
    meaning:
      'Constants that conditions and outputs can use as `static.NAME`. They are among the suggested fields of `append_output`.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  json_output: {
    type: 'boolean',
    default: false,
    meaning:
      'Alerts as JSON, one a line, rather than as text. Commands that print something else have `--json` for it.',
    falco: true,
    since: '0.1.0',
  },
  json_include_output_property: {
    type: 'boolean',
    default: true,
    meaning: 'Whether JSON alerts have `output`: the text with time and priority.',
    falco: true,
    since: '0.1.0',
  },
  json_include_message_property: {
    type: 'boolean',
    default: false,
    meaning: 'Whether JSON alerts have `message`: the text without time and priority.',
    falco: true,
    since: '0.1.0',
  },
  json_include_output_fields_property: {
    type: 'boolean',
    default: true,
    meaning: 'Whether JSON alerts have `output_fields`: the values of the fields in the output.',
    falco: true,
    since: '0.1.0',
  },
  json_include_tags_property: {
    type: 'boolean',
    default: true,
    meaning: 'Whether JSON alerts have `tags`.',
    falco: true,
    since: '0.1.0',
  },
  time_format_iso_8601: {
    type: 'boolean',
    default: false,
    meaning: 'Times in the text of alerts as date and time in UTC (ISO 8601) rather than as local time of day.',
    falco: true,
    since: '0.1.0',
  },
  buffer_format_base64: {
    type: 'boolean',
    default: false,
    meaning: 'Fields that are bytes, such as `evt.buffer`, in base64 rather than as what can be printed of them.',
    falco: true,
    since: '0.1.0',
    reloaded: true,
  },
  'stdout_output.enabled': {
    type: 'boolean',
    default: true,
    meaning: 'Alerts to standard output: in a form for people if it is a terminal and `json_output` is off.',
    falco: true,
    since: '0.1.0',
  },
  'file_output.enabled': {
    type: 'boolean',
    default: false,
    meaning: 'Alerts to the end of a file.',
    falco: true,
    since: '0.1.0',
  },
  'syslog_output.enabled': {
    type: 'boolean',
    default: false,
    meaning: 'Alerts to the syslog daemon of this machine.',
    falco: true,
    since: '0.1.0',
  },
  'program_output.enabled': {
    type: 'boolean',
    default: false,
    meaning: 'Alerts to the standard input of a program.',
    falco: true,
    since: '0.1.0',
  },
  'http_output.enabled': {
    type: 'boolean',
    default: false,
    meaning: 'Alerts posted to a URL.',
    falco: true,
    since: '0.1.0',
  },
  'grpc.enabled': {
    type: 'boolean',
    default: false,
    meaning:
      "Falco's gRPC server, for clients that are written for it: its version service and, with `grpc_output.enabled`, its outputs service. See [channels](channels.md#grpc).",
    falco: true,
    since: '0.1.0',
  },
  'grpc_output.enabled': {
    type: 'boolean',
    default: false,
    meaning: 'Alerts for the clients of the gRPC server; without `grpc.enabled` it has no effect.',
    falco: true,
    since: '0.1.0',
  },
  channels: {
    type: 'channels',
    default: [],
    meaning:
      'Further channels: mappings with `name`, `type` (one of those of [channels](channels.md), whose options stand beside it) and what every channel has: `minimum_priority`, `batch_size`, `timeout` and the like.',
    falco: false,
    since: '0.1.0',
  },
  route: {
    type: 'route',
    default: {},
    meaning:
      'Which alerts go to which channels, and when: a tree of routes as Alertmanager has it, with `receivers`, `match` or `matchers`, `continue`, `group_by`, `group_wait`, `group_interval`, `repeat_interval`, `throttle` and further `routes`. A channel that no route names has all alerts. [Routing](routing.md) describes it; `lanner route test` shows where an alert would go.',
    falco: false,
    since: '0.1.0',
  },
  inhibit_rules: {
    type: 'inhibit_rules',
    default: [],
    meaning:
      'Alerts that hold back others for a while: mappings with `source_match` or `source_matchers`, `target_match` or `target_matchers`, `equal` and `for`. They hold for the channels that `route` names. See [routing](routing.md).',
    falco: false,
    since: '0.1.0',
  },
  'containers.sockets': {
    type: 'sockets',
    default: [],
    meaning:
      'Sockets of container runtimes beyond those that are found by themselves: each `KIND:PATH`, where the kind is one of docker, podman, containerd, cri-o. `lanner doctor` says which are found.',
    falco: false,
    since: '0.1.0',
  },
  'containers.wait': {
    type: 'duration',
    default: '2s',
    meaning:
      'How long an event waits for what its verdict needs to know of its container and has yet to be learned from a runtime: a number with `ms`, `s` or `m`. Then it is judged without, and the alert has the note `container_unknown`. 0 turns waiting off.',
    falco: false,
    since: '0.1.0',
  },
  'kubernetes.informer': {
    type: 'choice',
    values: ['auto', 'on', 'off'],
    default: 'auto',
    meaning:
      'Whether the API server of Kubernetes is asked for the pods of this node, their namespaces, services and owners, for the fields `k8smeta.*`. `auto`: if `kubernetes.kubeconfig` is set, or in a pod that has an account. `deploy/kubernetes/rbac.yaml` has the permissions that it takes.',
    falco: false,
    since: '0.1.0',
  },
  'kubernetes.kubeconfig': {
    type: 'path',
    default: '',
    meaning: 'The file that says how to reach the API server. Without it, the account of the pod is used.',
    falco: false,
    since: '0.1.0',
  },
  'kubernetes.node': {
    type: 'text',
    default: '',
    meaning:
      'Name of this node in Kubernetes. Without it, the environment variable `LANNER_NODE_NAME` or `FALCO_K8S_NODE_NAME`, otherwise the host name.',
    falco: false,
    since: '0.1.0',
  },
  'status_socket.enabled': {
    type: 'boolean',
    default: true,
    meaning: 'Whether `lanner run` answers `lanner top` on a unix socket, which only root can open.',
    falco: false,
    since: '0.1.0',
  },
  'status_socket.path': {
    type: 'path',
    default: '',
    meaning:
      'The socket: HTTP, where `GET /status` gives what is counted as JSON. Without it, `/run/lanner/PID.sock`, where `lanner top` looks by itself.',
    falco: false,
    since: '0.1.0',
  },
  log_stderr: {
    type: 'boolean',
    default: true,
    meaning: 'Messages of Lanner to standard error. Errors that end it are always told there.',
    falco: true,
    since: '0.1.0',
  },
  log_level: {
    type: 'choice',
    values: ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'],
    default: 'info',
    meaning: 'The least severe messages that are told.',
    falco: true,
    since: '0.1.0',
  },
} as const;

/** All keys, those about outputs last. */
export const KEYS: typeof OWN_KEYS & typeof OUTPUT_KEYS = { ...OWN_KEYS, ...OUTPUT_KEYS };

export type SettingKey = keyof typeof KEYS;

type SettingOf<Row> =
  Row extends OptionKeyRow<infer R>
    ? OptionValue<R>
    : Row extends { readonly type: 'choice'; readonly values: readonly (infer V)[] }
      ? V
      : Row extends { readonly type: infer N extends keyof TypeOf }
        ? TypeOf[N]
        : never;

/** All settings, each as its type holds it. */
export type Settings = { readonly [K in SettingKey]: SettingOf<(typeof KEYS)[K]> };

const CHECKED: Readonly<Record<SettingKey, KeyRow>> = KEYS;

/** The rows in order. */
export const ROWS: readonly (readonly [key: SettingKey, row: KeyRow])[] = Object.entries(CHECKED) as [
  SettingKey,
  KeyRow,
][];
