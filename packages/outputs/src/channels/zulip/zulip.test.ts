import { checkHttpChannel } from '../testing/check-http.test.ts';
import { zulip } from './index.ts';

checkHttpChannel(zulip, {
  options: (url) => ({ url, email: 'bot@example.org', api_key: 'key-secret', stream: 'security' }),
  path: '/api/v1/messages',
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Basic ${Buffer.from('bot@example.org:key-secret').toString('base64')}`,
  },
  secrets: ['key-secret'],
  accepts: { status: 200, body: '{"result":"success","msg":"","id":42}' },
  parse: (body) => Object.fromEntries(new URLSearchParams(body)),
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['type', 'to', 'topic', 'content'],
    properties: {
      type: { enum: ['stream', 'channel'] },
      to: { const: 'security' },
      topic: { type: 'string', minLength: 1, maxLength: 60 },
      // A mention has no character between @ and **
      content: { type: 'string', minLength: 1, maxLength: 10_000, not: { pattern: '@\\*\\*|@_\\*\\*' } },
    },
  },
});
