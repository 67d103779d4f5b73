/** The outputs of falcosidekick that have a channel here, and how the keys of one become options of the other. */

export interface SidekickOutput {
  /** The key in falcosidekick's configuration; `aws.sqs` for one that stands below another. */
  readonly output: string;
  /** The type of the channel. */
  readonly type: string;
  /** The output is on if all of these are set. */
  readonly mandatory: readonly string[];
  /** Keys, with the options that they become. Keys of all outputs, such as `minimumpriority`, are not repeated here. */
  readonly keys: Readonly<Record<string, string | Conversion>>;
  /** Options where falcosidekick has another default. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

/** A key whose values are written in another way here. */
export interface Conversion {
  readonly option: string;
  convert(value: string): unknown;
}

const BASIC = { username: 'user', password: 'password' } as const;

const AWS = {
  region: 'region',
  accesskeyid: 'access_key_id',
  secretaccesskey: 'secret_access_key',
  rolearn: 'role_arn',
  externalid: 'external_id',
} as const;

/** There the key file is written in base64. */
const GCP = {
  credentials: {
    option: 'credentials',
    convert: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
  },
} as const;

/** falcosidekick puts a slash behind it. */
const PREFIX: Conversion = { option: 'prefix', convert: (prefix) => `${prefix}/` };

export const SIDEKICK_OUTPUTS: readonly SidekickOutput[] = [
  {
    output: 'slack',
    type: 'slack',
    mandatory: ['webhookurl'],
    keys: { webhookurl: 'url', channel: 'channel', username: 'username', icon: 'icon_url', footer: 'footer' },
  },
  {
    output: 'rocketchat',
    type: 'rocketchat',
    mandatory: ['webhookurl'],
    keys: { webhookurl: 'url', username: 'alias', icon: 'avatar' },
  },
  {
    output: 'mattermost',
    type: 'mattermost',
    mandatory: ['webhookurl'],
    keys: { webhookurl: 'url', username: 'username', icon: 'icon_url' },
  },
  { output: 'teams', type: 'teams', mandatory: ['webhookurl'], keys: { webhookurl: 'url' } },
  { output: 'discord', type: 'discord', mandatory: ['webhookurl'], keys: { webhookurl: 'url', icon: 'avatar_url' } },
  { output: 'googlechat', type: 'google_chat', mandatory: ['webhookurl'], keys: { webhookurl: 'url' } },
  { output: 'webex', type: 'webex', mandatory: ['webhookurl'], keys: { webhookurl: 'url' } },
  {
    output: 'telegram',
    type: 'telegram',
    mandatory: ['token', 'chatid'],
    keys: { token: 'token', chatid: 'chat_id' },
  },
  { output: 'pagerduty', type: 'pagerduty', mandatory: ['routingkey'], keys: { routingkey: 'routing_key' } },
  { output: 'alertmanager', type: 'alertmanager', mandatory: ['hostport'], keys: { hostport: 'url' } },
  { output: 'opsgenie', type: 'opsgenie', mandatory: ['apikey'], keys: { apikey: 'api_key' } },
  {
    output: 'grafana',
    type: 'grafana',
    mandatory: ['hostport', 'apikey'],
    keys: { hostport: 'url', apikey: 'token', panelid: 'panel_id' },
  },
  { output: 'grafanaoncall', type: 'grafana_oncall', mandatory: ['webhookurl'], keys: { webhookurl: 'url' } },
  {
    output: 'loki',
    type: 'loki',
    mandatory: ['hostport'],
    keys: { hostport: 'url', tenant: 'tenant', user: 'user', apikey: 'password', format: 'format' },
  },
  {
    output: 'elasticsearch',
    type: 'elasticsearch',
    mandatory: ['hostport'],
    keys: {
      hostport: 'url',
      index: 'index',
      suffix: 'suffix',
      apikey: 'api_key',
      pipeline: 'pipeline',
      ...BASIC,
    },
  },
  { output: 'quickwit', type: 'quickwit', mandatory: ['hostport'], keys: { hostport: 'url', index: 'index' } },
  {
    output: 'sumologic',
    type: 'sumologic',
    mandatory: ['receiverURL'],
    keys: { receiverURL: 'url', sourceCategory: 'category', name: 'source_name' },
  },
  {
    output: 'influxdb',
    type: 'influxdb',
    mandatory: ['hostport'],
    keys: {
      hostport: 'url',
      organization: 'org',
      bucket: 'bucket',
      token: 'token',
      database: 'database',
      user: 'user',
      password: 'password',
    },
  },
  { output: 'webhook', type: 'webhook', mandatory: ['address'], keys: { address: 'url', method: 'method' } },
  { output: 'cloudevents', type: 'cloudevents', mandatory: ['address'], keys: { address: 'url' } },
  { output: 'n8n', type: 'n8n', mandatory: ['address'], keys: { address: 'url', user: 'user', password: 'password' } },
  {
    output: 'nodered',
    type: 'node_red',
    mandatory: ['address'],
    keys: { address: 'url', user: 'user', password: 'password' },
  },
  {
    output: 'redis',
    type: 'redis',
    mandatory: ['address'],
    keys: {
      address: 'address',
      user: 'user',
      password: 'password',
      database: 'database',
      storagetype: 'storage',
      key: 'key',
    },
    defaults: { storage: 'list', key: 'falco' },
  },
  {
    output: 'nats',
    type: 'nats',
    mandatory: ['hostport'],
    keys: {
      hostport: 'url',
      subjecttemplate: {
        option: 'subject',
        convert: (template) => template.replaceAll('<priority>', '{priority:lower}').replaceAll('<rule>', '{rule}'),
      },
    },
  },
  { output: 'rabbitmq', type: 'rabbitmq', mandatory: ['url', 'queue'], keys: { url: 'url', queue: 'queue' } },
  {
    output: 'kafka',
    type: 'kafka',
    mandatory: ['hostport', 'topic'],
    keys: {
      hostport: { option: 'brokers', convert: (list) => list.split(',').map((one) => one.trim()) },
      topic: 'topic',
      topiccreation: 'create_topics',
      sasl: { option: 'sasl', convert: (name) => name.toLowerCase().replace(/_sha/, '-sha-') },
      tls: 'tls',
      username: 'user',
      password: 'password',
      // Consumers read each; the two others would need libraries in machine code
      compression: {
        option: 'compression',
        convert: (name) => (['none', 'gzip', 'zstd'].includes(name.toLowerCase()) ? name.toLowerCase() : 'gzip'),
      },
      clientid: 'client_id',
    },
    defaults: { key: '' },
  },
  {
    output: 'statsd',
    type: 'statsd',
    mandatory: ['forwarder'],
    keys: { forwarder: 'address', namespace: 'namespace' },
    defaults: { namespace: 'falcosidekick.' },
  },
  {
    output: 'dogstatsd',
    type: 'dogstatsd',
    mandatory: ['forwarder'],
    keys: { forwarder: 'address', namespace: 'namespace' },
    defaults: { namespace: 'falcosidekick.' },
  },
  {
    output: 'wavefront',
    type: 'wavefront',
    // A proxy needs no token there, and its port speaks no HTTP before version 10
    mandatory: ['endpointhost', 'endpointtoken'],
    keys: {
      endpointhost: { option: 'url', convert: (host) => `https://${host}` },
      endpointtoken: 'token',
      metricname: 'metric_name',
    },
  },
  { output: 'otlp.logs', type: 'otlp_logs', mandatory: ['endpoint'], keys: otlpKeys('logs') },
  { output: 'otlp.metrics', type: 'otlp_metrics', mandatory: ['endpoint'], keys: otlpKeys('metrics') },
  {
    output: 'otlp.traces',
    type: 'otlp_traces',
    mandatory: ['endpoint'],
    keys: { ...otlpKeys('traces'), duration: { option: 'duration', convert: (ms) => `${ms}ms` } },
  },
  { output: 'policyreport', type: 'policy_report', mandatory: ['enabled'], keys: { maxevents: 'max_results' } },
  {
    output: 'mqtt',
    type: 'mqtt',
    mandatory: ['broker'],
    keys: { broker: 'url', topic: 'topic', qos: 'qos', retained: 'retained', user: 'user', password: 'password' },
    defaults: { qos: '0' },
  },
  {
    output: 'syslog',
    type: 'syslog_remote',
    mandatory: ['host', 'port'],
    keys: { host: 'host', port: 'port', protocol: 'protocol', format: 'format' },
    defaults: { protocol: 'tcp', format: 'json' },
  },
  {
    output: 'smtp',
    type: 'smtp',
    mandatory: ['hostport', 'from', 'to'],
    keys: {
      hostport: 'address',
      tls: { option: 'encryption', convert: (on) => (on === 'false' ? 'none' : 'starttls') },
      authmechanism: {
        option: 'auth',
        convert: (name) => (['plain', 'oauthbearer'].includes(name) ? name : 'none'),
      },
      user: 'user',
      password: 'password',
      token: 'token',
      from: 'from',
      to: { option: 'to', convert: (list) => list.split(',').map((one) => one.trim()) },
    },
  },
  { output: 'aws.sqs', type: 'aws_sqs', mandatory: ['url'], keys: { ...AWS, url: 'queue_url' } },
  { output: 'aws.sns', type: 'aws_sns', mandatory: ['topicarn'], keys: { ...AWS, topicarn: 'topic_arn' } },
  {
    output: 'aws.cloudwatchlogs',
    type: 'aws_cloudwatch_logs',
    mandatory: ['loggroup'],
    keys: { ...AWS, loggroup: 'log_group', logstream: 'log_stream' },
  },
  { output: 'aws.kinesis', type: 'aws_kinesis', mandatory: ['streamname'], keys: { ...AWS, streamname: 'stream' } },
  { output: 'aws.lambda', type: 'aws_lambda', mandatory: ['functionname'], keys: { ...AWS, functionname: 'function' } },
  {
    output: 'aws.s3',
    type: 'aws_s3',
    mandatory: ['bucket'],
    keys: { ...AWS, bucket: 'bucket', prefix: PREFIX, endpoint: 'endpoint', objectcannedacl: 'acl' },
    defaults: { compress: false },
  },
  {
    output: 'gcp.pubsub',
    type: 'gcp_pubsub',
    mandatory: ['projectid', 'topic'],
    keys: { ...GCP, projectid: 'project', topic: 'topic', customattributes: 'attributes' },
  },
  {
    output: 'gcp.storage',
    type: 'gcp_storage',
    mandatory: ['bucket'],
    keys: { ...GCP, bucket: 'bucket', prefix: PREFIX },
    defaults: { compress: false },
  },
  {
    output: 'gcp.chronicle',
    type: 'gcp_chronicle',
    mandatory: ['projectid', 'instanceid'],
    keys: { ...GCP, projectid: 'project', instanceid: 'instance', region: 'location', logtype: 'log_type' },
  },
  {
    output: 'azure.eventHub',
    type: 'azure_event_hubs',
    mandatory: ['name', 'namespace'],
    keys: { name: 'event_hub', namespace: 'namespace' },
  },
  {
    output: 'timescaledb',
    type: 'postgresql',
    mandatory: ['host'],
    keys: { host: 'host', port: 'port', user: 'user', password: 'password', database: 'database' },
    defaults: { timescale: true },
  },
];

/** There the path of the signal is written, and headers are one text. */
function otlpKeys(signal: string): SidekickOutput['keys'] {
  return {
    endpoint: { option: 'url', convert: (url) => url.replace(new RegExp(`/v1/${signal}/?$`), '') },
    headers: {
      option: 'headers',
      convert: (text) => Object.fromEntries(text.split(',').map((one) => one.split(/=(.*)/s).slice(0, 2))),
    },
  };
}
