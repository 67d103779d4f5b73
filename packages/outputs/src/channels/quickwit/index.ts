/** Documents in Quickwit. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, below, httpChannel } from '../over-http.ts';
import { quickwitBody, QUICKWIT_BATCH } from './body.ts';

export const quickwit: ChannelType = httpChannel({
  name: 'quickwit',
  title: 'Quickwit',
  summary: 'Documents in an index of Quickwit.',
  options: {
    url: { type: 'url', required: true, description: 'The address of Quickwit.' },
    index: { type: 'text', default: 'lanner', description: 'The index.' },
    token: { type: 'secret', description: 'A bearer token.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://quickwit.example.org:7280' },
  batch: QUICKWIT_BATCH,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const url = below(options.url, `/api/v1/${encodeURIComponent(options.index)}/ingest`);
    const headers = { 'Content-Type': 'application/x-ndjson', ...authorization('Bearer', options.token) };
    return (batch) => ({ url, headers, body: quickwitBody(batch.map(make)) });
  },
});
