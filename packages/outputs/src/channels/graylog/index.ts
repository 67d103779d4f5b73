/** Messages in Graylog. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { basicAuth, below, httpChannel, jsonRequest, only } from '../over-http.ts';
import { gelf } from './body.ts';

export const graylog: ChannelType = httpChannel({
  name: 'graylog',
  title: 'Graylog',
  summary: 'Messages in Graylog, through a GELF HTTP input.',
  options: {
    url: { type: 'url', required: true, description: 'The address of the input.' },
    user: { type: 'text', default: '', description: 'The name for basic authentication.' },
    password: { type: 'secret', description: 'The password for basic authentication.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://graylog.example.org:12201' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const auth = options.user === '' ? {} : basicAuth(options.user, options.password?.reveal() ?? '');
    return (batch) => jsonRequest(below(options.url, '/gelf'), gelf(make(only(batch))), auth);
  },
});
