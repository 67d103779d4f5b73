import { cutBytes, type Content } from '../../messages/index.ts';

/** InfluxDB takes 64 KB of a string and of a tag. */
const MAX_STRING = 60_000;
const MAX_TAG = 1024;
const MAX_FIELDS = 250;
const NS_PER_MS = 1_000_000;

export interface InfluxdbOptions {
  readonly measurement: string;
  readonly tag_fields: readonly string[];
}

/** https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol: one line for each alert. */
export function lineProtocol(contents: readonly Content[], options: InfluxdbOptions): string {
  return contents.map((content) => `${line(content, options)}\n`).join('');
}

function line(content: Content, { measurement, tag_fields: tagFields }: InfluxdbOptions): string {
  const { alert } = content;
  const asTags = new Set(tagFields);
  const tags = [
    ['rule', content.rule],
    ['priority', alert.priority],
    ['source', alert.source],
    ['hostname', content.lookup('hostname') ?? ''],
    ...tagFields.map((name) => [name, content.lookup(`fields.${name}`) ?? ''] as const),
  ] as const;
  const fields = [
    ['message', content.message],
    ['uuid', content.id],
    ['alert_time', content.time],
    ['tags', content.tags.join(',')],
    ...content.fields.filter(([name]) => !asTags.has(name)).slice(0, MAX_FIELDS),
  ] as const;
  const tagSet = tags
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `,${escapeKey(key)}=${escapeKey(cutBytes(value, MAX_TAG))}`)
    .join('');
  const fieldSet = fields.map(([key, value]) => `${escapeKey(key)}=${quoted(cutBytes(value, MAX_STRING))}`).join(',');
  return `${escapeKey(measurement)}${tagSet} ${fieldSet} ${pointTime(content)}`;
}

/**
 * A point replaces one of the same series and time, and sources such as audit logs tell times by the second. So each has
 * a time of its own, less than a millisecond late, which is the same whenever it is sent. A tag would make a series of it.
 */
function pointTime({ alert, sequence }: Content): bigint {
  return alert.time + BigInt(sequence % NS_PER_MS);
}

/** A backslash before comma, equals sign and blank; a backslash at the end would hide what follows. */
function escapeKey(text: string): string {
  return text.replace(/\\/g, '/').replace(/[,= ]/g, '\\$&');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
