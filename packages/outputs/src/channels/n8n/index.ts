/** Alerts for n8n. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { basicAuth, httpChannel, only, rawJsonRequest } from '../over-http.ts';
import { n8nBody } from './body.ts';

export const n8n: ChannelType = httpChannel({
  name: 'n8n',
  title: 'n8n',
  summary: 'Starts a workflow of n8n that begins with a webhook node.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the node.' },
    user: { type: 'text', default: '', description: 'The name for basic authentication.' },
    password: { type: 'secret', description: 'The password for basic authentication.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://n8n.example.org/webhook/XXXX', user: 'lanner', password: { env: 'HOOK_PASSWORD' } },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const auth = options.user === '' ? {} : basicAuth(options.user, options.password?.reveal() ?? '');
    return (batch) => rawJsonRequest(options.url.reveal(), n8nBody(make(only(batch))), auth);
  },
});
