import { checkHttpChannel } from '../testing/check-http.test.ts';
import { webex } from './index.ts';

checkHttpChannel(webex, {
  options: (url) => ({ url: `${url}/v1/messages`, token: 'bot-secret', room: 'Y2lzY29' }),
  path: '/v1/messages',
  headers: { 'content-type': 'application/json', authorization: 'Bearer bot-secret' },
  secrets: ['bot-secret'],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['markdown', 'roomId'],
    // Every character of what is sent here has at most three bytes
    properties: { markdown: { type: 'string', minLength: 1, maxLength: 7439 }, roomId: { const: 'Y2lzY29' } },
  },
  parse(body) {
    const read = JSON.parse(body) as { markdown: string };
    if (Buffer.byteLength(read.markdown) > 7439) throw new Error('longer than 7439 bytes');
    return read;
  },
});
