import { cut, type Content } from '../../messages/index.ts';

const MAX_ATTRIBUTE = 1024;

/** An event may have 64 KiB on its way through intermediaries (https://github.com/cloudevents/spec, "Size limits"). */
const MAX_DATA = 60 * 1024;

export interface CloudEventOptions {
  readonly source: string;
  readonly type: string;
}

/** An event in the structured mode of CloudEvents 1.0, as JSON. */
export function cloudEvent(content: Content, { source, type }: CloudEventOptions): string {
  const attributes = {
    specversion: '1.0',
    id: content.id,
    source,
    type,
    subject: cut(content.rule, MAX_ATTRIBUTE),
    time: content.time,
    datacontenttype: 'application/json',
  };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":${content.json(MAX_DATA)}}`;
}
