import type { Content } from '../../messages/index.ts';
import { cutBytes } from '../../messages/index.ts';

/** https://learn.microsoft.com/azure/azure-monitor/service-limits#logs-ingestion-api: of a value, 64 KB. */
const MAX_VALUE = 64_000;

/** One row: the columns that the table and the stream of the rule have to have. */
export function sentinelRow(content: Content): string {
  const { alert, id, rule, message, tags, time } = content;
  const columns = {
    TimeGenerated: time,
    AlertId: id,
    Rule: cutBytes(rule, MAX_VALUE),
    Priority: alert.priority,
    Source: alert.source,
    Hostname: cutBytes(content.lookup('hostname') ?? '', MAX_VALUE),
    Message: cutBytes(message, MAX_VALUE),
    Tags: tags.map((tag) => cutBytes(tag, 1024)).slice(0, 50),
  };
  return `${JSON.stringify(columns).slice(0, -1)},"Alert":${content.json(MAX_VALUE)}}`;
}
