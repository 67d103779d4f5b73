/** Logs in Datadog. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { below, httpChannel, rawJsonRequest } from '../over-http.ts';
import { datadogBody, DATADOG_BATCH } from './body.ts';

export const datadog: ChannelType = httpChannel({
  name: 'datadog',
  title: 'Datadog',
  summary: 'Logs in Datadog.',
  options: {
    api_key: { type: 'secret', required: true, description: 'The API key.' },
    url: {
      type: 'url',
      default: 'https://http-intake.logs.datadoghq.com',
      description: 'The address of the intake; `https://http-intake.logs.datadoghq.eu` in Europe.',
    },
    service: { type: 'text', default: 'lanner', description: 'The name of the service.' },
    tags: { type: 'list', description: 'Tags such as `env:prod`.' },
    ...CONTENT_OPTIONS,
  },
  example: { api_key: 'XXXX', tags: ['env:prod'] },
  batch: DATADOG_BATCH,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const headers = { 'DD-API-KEY': options.api_key.reveal() };
    return (batch) => ({
      ...rawJsonRequest(below(options.url, '/api/v2/logs'), datadogBody(batch.map(make), options), headers),
      gzip: true,
    });
  },
});
