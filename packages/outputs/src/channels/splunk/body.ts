import { type Content } from '../../messages/index.ts';

/** The collector takes 1 MB for an event unless it is told otherwise; Splunk indexes the first 10,000 characters of a line. */
const MAX_EVENT = 500_000;

export interface SplunkOptions {
  readonly index: string;
  readonly source: string;
  readonly source_type: string;
}

/** Events one after the other, each with its metadata. */
export function splunkBody(contents: readonly Content[], { index, source, source_type: type }: SplunkOptions): string {
  return contents
    .map((content) => {
      const host = content.lookup('hostname') ?? '';
      const metadata = {
        time: content.timeMs / 1000,
        host,
        source,
        sourcetype: type,
        ...(index === '' ? {} : { index }),
      };
      return `${JSON.stringify(metadata).slice(0, -1)},"event":${content.json(MAX_EVENT)}}`;
    })
    .join('\n');
}
