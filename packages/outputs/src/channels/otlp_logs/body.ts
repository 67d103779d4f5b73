import type { ByPriority, Content } from '../../messages/index.ts';
import { attributes, listAttribute, SCOPE, textValue } from '../otlp.ts';

const MAX_ATTRIBUTES = 128;

/** https://opentelemetry.io/docs/specs/otel/logs/data-model: SeverityNumber, after its table for syslog. */
const SEVERITY: ByPriority<number> = {
  Emergency: 21,
  Alert: 19,
  Critical: 18,
  Error: 17,
  Warning: 13,
  Notice: 10,
  Informational: 9,
  Debug: 5,
};

export interface OtlpOptions {
  readonly resource: Readonly<Record<string, string>>;
}

/** An ExportLogsServiceRequest in OTLP/JSON: integers of 64 bits are texts. */
export function otlpLogsBody(contents: readonly Content[], options: OtlpOptions, nowMs: number): object {
  const byHost = Map.groupBy(contents, (content) => content.lookup('hostname') ?? '');
  return {
    resourceLogs: Array.from(byHost, ([host, ofHost]) => ({
      resource: {
        attributes: attributes({ 'service.name': 'lanner', 'host.name': host, ...options.resource }),
      },
      scopeLogs: [{ scope: SCOPE, logRecords: ofHost.map((content) => record(content, nowMs)) }],
    })),
  };
}

function record(content: Content, nowMs: number): object {
  const { alert } = content;
  return {
    timeUnixNano: alert.time.toString(),
    observedTimeUnixNano: `${nowMs}000000`,
    severityNumber: SEVERITY[alert.priority],
    severityText: alert.priority,
    body: textValue(content.message),
    attributes: [
      ...attributes({ 'lanner.rule': content.rule, 'lanner.source': alert.source, 'log.record.uid': content.id }),
      listAttribute('lanner.tags', content.tags),
      ...attributes(Object.fromEntries(content.fields.slice(0, MAX_ATTRIBUTES))),
    ],
  };
}
