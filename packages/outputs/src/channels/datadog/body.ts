import { type ByPriority, type Content } from '../../messages/index.ts';

/** https://docs.datadoghq.com/api/latest/logs: 1,000 entries, 5 MB a request, 1 MB an entry; more than 1 MB is cut there. */
const MAX_ENTRY = 900_000;
const MAX_BODY = 5_000_000;
export const DATADOG_BATCH = 500;

const STATUS: ByPriority<string> = {
  Emergency: 'emerg',
  Alert: 'alert',
  Critical: 'critical',
  Error: 'error',
  Warning: 'warning',
  Notice: 'notice',
  Informational: 'info',
  Debug: 'debug',
};

export interface DatadogOptions {
  readonly service: string;
  readonly tags: readonly string[];
}

/** Entries with the alert below `lanner`, and what Datadog itself reads beside it. */
export function datadogBody(contents: readonly Content[], { service, tags }: DatadogOptions): string {
  const max = Math.min(MAX_ENTRY, Math.floor(MAX_BODY / contents.length) - 1000);
  const entries = contents.map((content) => {
    const entry = {
      ddsource: 'lanner',
      ddtags: tags.join(','),
      hostname: content.lookup('hostname'),
      service,
      status: STATUS[content.alert.priority],
      timestamp: content.timeMs,
    };
    return `${JSON.stringify(entry).slice(0, -1)},"message":${JSON.stringify(content.rule)},"alert":${content.json(max)}}`;
  });
  return `[${entries.join(',')}]`;
}
