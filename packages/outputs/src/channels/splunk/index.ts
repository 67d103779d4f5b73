/** Events in Splunk. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, below, httpChannel, rawJsonRequest } from '../over-http.ts';
import { splunkBody } from './body.ts';

export const splunk: ChannelType = httpChannel({
  name: 'splunk',
  title: 'Splunk',
  summary: 'Events in Splunk, through the HTTP Event Collector.',
  options: {
    url: { type: 'url', required: true, description: 'The address of the collector.' },
    token: { type: 'secret', required: true, description: 'The token of the collector.' },
    index: { type: 'text', default: '', description: 'The index, if not that of the token.' },
    source: { type: 'text', default: 'lanner', description: 'The source of the events.' },
    source_type: { type: 'text', default: '_json', description: 'The source type of the events.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://splunk.example.org:8088', token: 'XXXX' },
  batch: 200,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const headers = authorization('Splunk', options.token);
    return (batch) => ({
      ...rawJsonRequest(below(options.url, '/services/collector/event'), splunkBody(batch.map(make), options), headers),
      gzip: true,
    });
  },
});
