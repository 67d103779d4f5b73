import { cutBytes, type Content } from '../../messages/index.ts';

export interface WavefrontOptions {
  readonly metric_name: string;
  readonly tag_fields: readonly string[];
  readonly delta_counter: boolean;
}

/** Of the key and the value of a tag together; a point may have twenty of them. */
const MAX_TAG = 254;
const MAX_TAGS = 20;
const MAX_SOURCE = 128;

/** What the name of a delta counter begins with. */
const DELTA = '∆';

/**
 * https://docs.wavefront.com/wavefront_data_format.html: a line for each second and set of tags with the number of alerts,
 * since of points with the same time and tags the last one counts.
 */
export function wavefrontLines(contents: readonly Content[], options: WavefrontOptions): string {
  const bySeries = Map.groupBy(contents, (content) => series(content, options));
  const name = quoted(`${options.delta_counter ? DELTA : ''}${options.metric_name}`);
  return Array.from(bySeries, ([rest, { length }]) => `${name} ${length} ${rest}\n`).join('');
}

function series(content: Content, { tag_fields: fields }: WavefrontOptions): string {
  const { alert } = content;
  const own = [
    ['severity', alert.priority],
    ['rule', content.rule],
    ['source', alert.source],
    ['tags', content.tags.join(', ')],
    ...fields.map((field) => [field, content.lookup(`fields.${field}`) ?? ''] as const),
  ] as const;
  const tags = own
    .filter(([, value]) => value.trim() !== '')
    .slice(0, MAX_TAGS)
    .map(([key, value]) => ` ${tag(key === 'source' ? 'event_source' : key, value)}`);
  const source = quoted(cutBytes(content.lookup('hostname') || 'unknown', MAX_SOURCE));
  return `${Math.trunc(content.timeMs / 1000)} source=${source}${tags.join('')}`;
}

function tag(key: string, value: string): string {
  const name = key.slice(0, MAX_TAG / 2).replace(/[^A-Za-z0-9._/-]/g, '_');
  return `${quoted(name)}=${quoted(cutBytes(value, MAX_TAG - name.length))}`;
}

/** A backslash is no escape but before a quotation mark. */
function quoted(text: string): string {
  return `"${text.replace(/\\/g, '/').replace(/"/g, '\\"')}"`;
}
