import { checkHttpChannel } from '../testing/check-http.test.ts';
import { rocketchat } from './index.ts';

checkHttpChannel(rocketchat, {
  options: (url) => ({ url: `${url}/hooks/id/hook-secret`, channel: '#alerts', alias: 'Lanner' }),
  path: '/hooks/id/hook-secret',
  headers: { 'content-type': 'application/json' },
  secrets: ['hook-secret'],
  accepts: { status: 200, body: '{"success":true}' },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['text'],
    properties: {
      channel: { type: 'string', pattern: '^[#@]' },
      alias: { type: 'string' },
      avatar: { type: 'string' },
      text: { type: 'string', minLength: 1, maxLength: 5000 },
      attachments: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          properties: {
            color: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
            text: { type: 'string', maxLength: 5000 },
            ts: { type: 'string' },
            fields: {
              type: 'array',
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['title', 'value'],
                properties: { title: { type: 'string' }, value: { type: 'string' }, short: { type: 'boolean' } },
              },
            },
          },
        },
      },
    },
  },
});
