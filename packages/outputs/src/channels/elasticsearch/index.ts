/** Documents in Elasticsearch. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { bulkBody, bulkOutcome } from '../bulk.ts';
import { authorization, basicAuth, below, httpChannel } from '../over-http.ts';

export const elasticsearch: ChannelType = httpChannel({
  name: 'elasticsearch',
  title: 'Elasticsearch',
  summary: 'Documents in an index or a data stream of Elasticsearch, through `_bulk`.',
  options: {
    url: { type: 'url', required: true, description: 'The address of Elasticsearch.' },
    index: { type: 'text', default: 'lanner', description: 'The index or data stream.' },
    suffix: {
      type: 'choice',
      values: ['none', 'daily', 'monthly', 'yearly'],
      default: 'daily',
      description: 'What follows the name of the index: `-2026.11.24`, `-2026.11`, `-2026`. `none` for data streams.',
    },
    pipeline: { type: 'text', default: '', description: 'The ingest pipeline.' },
    user: { type: 'text', default: '', description: 'The name for basic authentication.' },
    password: { type: 'secret', description: 'The password for basic authentication.' },
    api_key: { type: 'secret', description: 'An API key in its encoded form, instead of name and password.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://elasticsearch.example.org:9200', user: 'lanner', password: { env: 'SEARCH_PASSWORD' } },
  batch: 500,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const auth =
      options.user === ''
        ? authorization('ApiKey', options.api_key)
        : basicAuth(options.user, options.password?.reveal() ?? '');
    const query = options.pipeline === '' ? '' : `?pipeline=${encodeURIComponent(options.pipeline)}`;
    return (batch) => ({
      url: below(options.url, `/_bulk${query}`),
      headers: { 'Content-Type': 'application/x-ndjson', ...auth },
      body: bulkBody(batch.map(make), options.index, options.suffix),
      gzip: true,
    });
  },
  judge: (response, batch, now) => bulkOutcome(response, batch.length, now),
});
