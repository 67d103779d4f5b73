import { checkHttpChannel } from '../testing/check-http.test.ts';
import { mattermost } from './index.ts';

checkHttpChannel(mattermost, {
  options: (url) => ({ url: `${url}/hooks/hook-secret`, channel: 'town-square' }),
  path: '/hooks/hook-secret',
  headers: { 'content-type': 'application/json' },
  secrets: ['hook-secret'],
  maxBytes: 800_000,
  accepts: { status: 200, body: 'ok' },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['attachments'],
    properties: {
      channel: { type: 'string' },
      username: { type: 'string' },
      icon_url: { type: 'string' },
      attachments: {
        type: 'array',
        minItems: 1,
        maxItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['fallback'],
          properties: {
            fallback: { type: 'string', minLength: 1 },
            color: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
            title: { type: 'string' },
            text: { type: 'string', maxLength: 16_383 },
            footer: { type: 'string' },
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
