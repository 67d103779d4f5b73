/** Log lines in Logz.io. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { below, httpChannel } from '../over-http.ts';
import { logzioBody, LOGZIO_BATCH } from './body.ts';

export const logzio: ChannelType = httpChannel({
  name: 'logzio',
  title: 'Logz.io',
  summary: 'Log lines in Logz.io.',
  options: {
    token: { type: 'secret', required: true, description: 'The shipping token.' },
    url: { type: 'url', default: 'https://listener.logz.io:8071', description: 'The listener of your region.' },
    log_type: { type: 'text', default: 'lanner', description: 'The type of the lines.' },
    ...CONTENT_OPTIONS,
  },
  example: { token: 'XXXX', url: 'https://listener-eu.logz.io:8071' },
  batch: LOGZIO_BATCH,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    return (batch) => {
      const query = new URLSearchParams({ token: options.token.reveal(), type: options.log_type }).toString();
      return {
        url: below(options.url, `/?${query}`),
        headers: { 'Content-Type': 'application/json' },
        body: logzioBody(batch.map(make)),
        gzip: true,
      };
    };
  },
});
