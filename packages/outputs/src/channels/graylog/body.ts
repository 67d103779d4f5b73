import { cut, cutBytes, SYSLOG_SEVERITY, type Content } from '../../messages/index.ts';

const MAX_SHORT = 1000;

/** Graylog indexes strings of at most 32,766 bytes. */
const MAX_STRING = 32_000;
const MAX_FIELDS = 200;

/** A message in GELF 1.1. Names of fields have letters, digits, `_`, `.` and `-` only. */
export function gelf(content: Content): object {
  const fields = content.fields
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => [`_${safeName(name)}`, cutBytes(value, MAX_STRING)] as const);
  return {
    version: '1.1',
    host: cut(content.lookup('hostname') ?? '', 255),
    short_message: content.message === '' ? content.rule : cut(content.message, MAX_SHORT),
    full_message: cutBytes(content.text, MAX_STRING),
    timestamp: content.timeMs / 1000,
    level: SYSLOG_SEVERITY[content.alert.priority],
    ...Object.fromEntries(fields),
    _rule: cutBytes(content.rule, MAX_STRING),
    _priority: content.alert.priority,
    _source: content.alert.source,
    _tags: cutBytes(content.tags.join(','), MAX_STRING),
    _uuid: content.id,
  };
}

/** `_id` is Graylog's own. */
function safeName(name: string): string {
  const safe = name
    .replace(/[^\w.-]+/g, '_')
    .replace(/_+$/, '')
    .slice(0, 200);
  return safe === 'id' || safe === '' ? 'field_id' : safe;
}
