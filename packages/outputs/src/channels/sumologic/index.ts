/** Log lines in Sumo Logic. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel } from '../over-http.ts';
import { sumologicBody, SUMOLOGIC_BATCH } from './body.ts';

export const sumologic: ChannelType = httpChannel({
  name: 'sumologic',
  title: 'Sumo Logic',
  summary: 'Log lines in Sumo Logic, through an HTTP source.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the HTTP source.' },
    category: { type: 'text', default: '', description: 'The source category, if not that of the source.' },
    source_name: { type: 'text', default: '', description: 'The source name, if not that of the source.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://endpoint1.collection.sumologic.com/receiver/v1/http/XXXX', category: 'security/lanner' },
  batch: SUMOLOGIC_BATCH,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const headers = {
      'Content-Type': 'application/json',
      ...(options.category === '' ? {} : { 'X-Sumo-Category': options.category }),
      ...(options.source_name === '' ? {} : { 'X-Sumo-Name': options.source_name }),
    };
    return (batch) => ({ url: options.url.reveal(), headers, body: sumologicBody(batch.map(make)), gzip: true });
  },
});
