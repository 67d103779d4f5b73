/** Alerts for Node-RED. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { basicAuth, httpChannel, only, rawJsonRequest } from '../over-http.ts';
import { nodeRedBody } from './body.ts';

export const nodeRed: ChannelType = httpChannel({
  name: 'node_red',
  title: 'Node-RED',
  summary: 'Messages for a flow of Node-RED that begins with an "http in" node.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the node.' },
    user: { type: 'text', default: '', description: 'The name for basic authentication.' },
    password: { type: 'secret', description: 'The password for basic authentication.' },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://nodered.example.org/lanner', user: 'lanner', password: { env: 'HOOK_PASSWORD' } },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const auth = options.user === '' ? {} : basicAuth(options.user, options.password?.reveal() ?? '');
    return (batch) => rawJsonRequest(options.url.reveal(), nodeRedBody(make(only(batch))), auth);
  },
});
