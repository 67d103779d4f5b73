import { cut, type ByPriority, type Content } from '../../messages/index.ts';

/** https://developer.pagerduty.com/docs/send-alert-event: 512 KB in all. */
const MAX_SUMMARY = 1024;
const MAX_DEDUP_KEY = 255;
const MAX_DETAILS = 400_000;

const SEVERITY: ByPriority<'critical' | 'error' | 'warning' | 'info'> = {
  Emergency: 'critical',
  Alert: 'critical',
  Critical: 'critical',
  Error: 'error',
  Warning: 'warning',
  Notice: 'info',
  Informational: 'info',
  Debug: 'info',
};

export interface PagerdutyEvent {
  readonly routingKey: string;
  readonly summary: string;
  readonly dedupKey: string;
  readonly component: string;
}

/** A `trigger` event as JSON. The details are the alert itself. */
export function pagerdutyBody(content: Content, event: PagerdutyEvent): string {
  const { alert, rule, time, lookup } = content;
  const payload = {
    summary: cut(event.summary, MAX_SUMMARY),
    source: cut(lookup('hostname') ?? '', MAX_SUMMARY),
    severity: SEVERITY[alert.priority],
    timestamp: time,
    component: cut(event.component, MAX_SUMMARY),
    group: alert.source,
    class: cut(rule, MAX_SUMMARY),
  };
  const fields = Object.entries(payload).filter(([, value]) => value !== '');
  const rest = JSON.stringify(Object.fromEntries(fields)).slice(1, -1);
  const head = JSON.stringify({
    routing_key: event.routingKey,
    event_action: 'trigger',
    dedup_key: cut(event.dedupKey, MAX_DEDUP_KEY),
    client: 'Lanner',
  });
  return `${head.slice(0, -1)},"payload":{${rest},"custom_details":${content.json(MAX_DETAILS)}}}`;
}
