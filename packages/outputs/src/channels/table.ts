/** All kinds of channels, by name. A kind is loaded when a configuration asks for it. */
import type { ChannelType } from '../contract/index.ts';

export interface ChannelEntry {
  readonly name: string;
  load(): Promise<ChannelType>;
}

export const CHANNELS: readonly ChannelEntry[] = [
  { name: 'stdout', load: async () => (await import('./stdout/index.ts')).stdout },
  { name: 'file', load: async () => (await import('./file/index.ts')).file },
  { name: 'syslog', load: async () => (await import('./syslog/index.ts')).syslog },
  { name: 'syslog_remote', load: async () => (await import('./syslog_remote/index.ts')).syslogRemote },
  { name: 'program', load: async () => (await import('./program/index.ts')).program },
  { name: 'http', load: async () => (await import('./http/index.ts')).http },
  { name: 'grpc', load: async () => (await import('./grpc/index.ts')).grpc },
  { name: 'slack', load: async () => (await import('./slack/index.ts')).slack },
  { name: 'discord', load: async () => (await import('./discord/index.ts')).discord },
  { name: 'teams', load: async () => (await import('./teams/index.ts')).teams },
  { name: 'google_chat', load: async () => (await import('./google_chat/index.ts')).googleChat },
  { name: 'mattermost', load: async () => (await import('./mattermost/index.ts')).mattermost },
  { name: 'rocketchat', load: async () => (await import('./rocketchat/index.ts')).rocketchat },
  { name: 'telegram', load: async () => (await import('./telegram/index.ts')).telegram },
  { name: 'webex', load: async () => (await import('./webex/index.ts')).webex },
  { name: 'zulip', load: async () => (await import('./zulip/index.ts')).zulip },
  { name: 'pagerduty', load: async () => (await import('./pagerduty/index.ts')).pagerduty },
  { name: 'opsgenie', load: async () => (await import('./opsgenie/index.ts')).opsgenie },
  { name: 'alertmanager', load: async () => (await import('./alertmanager/index.ts')).alertmanager },
  { name: 'grafana', load: async () => (await import('./grafana/index.ts')).grafana },
  { name: 'grafana_oncall', load: async () => (await import('./grafana_oncall/index.ts')).grafanaOncall },
  { name: 'webhook', load: async () => (await import('./webhook/index.ts')).webhook },
  { name: 'n8n', load: async () => (await import('./n8n/index.ts')).n8n },
  { name: 'node_red', load: async () => (await import('./node_red/index.ts')).nodeRed },
  { name: 'cloudevents', load: async () => (await import('./cloudevents/index.ts')).cloudevents },
  { name: 'loki', load: async () => (await import('./loki/index.ts')).loki },
  { name: 'elasticsearch', load: async () => (await import('./elasticsearch/index.ts')).elasticsearch },
  { name: 'opensearch', load: async () => (await import('./opensearch/index.ts')).opensearch },
  { name: 'splunk', load: async () => (await import('./splunk/index.ts')).splunk },
  { name: 'datadog', load: async () => (await import('./datadog/index.ts')).datadog },
  { name: 'sumologic', load: async () => (await import('./sumologic/index.ts')).sumologic },
  { name: 'quickwit', load: async () => (await import('./quickwit/index.ts')).quickwit },
  { name: 'logzio', load: async () => (await import('./logzio/index.ts')).logzio },
  { name: 'graylog', load: async () => (await import('./graylog/index.ts')).graylog },
  { name: 'otlp_logs', load: async () => (await import('./otlp_logs/index.ts')).otlpLogs },
  { name: 'influxdb', load: async () => (await import('./influxdb/index.ts')).influxdb },
  { name: 'redis', load: async () => (await import('./redis/index.ts')).redis },
  { name: 'nats', load: async () => (await import('./nats/index.ts')).nats },
  { name: 'nats_jetstream', load: async () => (await import('./nats_jetstream/index.ts')).natsJetstream },
  { name: 'rabbitmq', load: async () => (await import('./rabbitmq/index.ts')).rabbitmq },
  { name: 'mqtt', load: async () => (await import('./mqtt/index.ts')).mqtt },
  { name: 'postgresql', load: async () => (await import('./postgresql/index.ts')).postgresql },
  { name: 'smtp', load: async () => (await import('./smtp/index.ts')).smtp },
];
