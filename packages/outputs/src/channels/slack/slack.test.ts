import { checkHttpChannel } from '../testing/check-http.test.ts';
import { slack } from './index.ts';

const text = (type: string, max: number): object => ({
  type: 'object',
  additionalProperties: false,
  required: ['type', 'text'],
  properties: {
    type: { const: type },
    text: { type: 'string', minLength: 1, maxLength: max },
    emoji: { type: 'boolean' },
    verbatim: { type: 'boolean' },
  },
});
const block = (type: string, properties: object): object => ({
  type: 'object',
  additionalProperties: false,
  required: ['type', ...Object.keys(properties)],
  properties: { type: { const: type }, ...properties },
});

checkHttpChannel(slack, {
  options: (url) => ({ url: `${url}/services/T0/B0/hook-secret`, channel: '#alerts', username: 'lanner' }),
  path: '/services/T0/B0/hook-secret',
  headers: { 'content-type': 'application/json' },
  secrets: ['hook-secret'],
  accepts: { status: 200, body: 'ok' },
  refuses: { status: 400, body: 'invalid_payload' },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['text', 'attachments'],
    properties: {
      text: { type: 'string', minLength: 1, maxLength: 40_000 },
      channel: { type: 'string' },
      username: { type: 'string' },
      icon_url: { type: 'string' },
      attachments: {
        type: 'array',
        maxItems: 100,
        items: {
          type: 'object',
          additionalProperties: false,
          properties: {
            color: { type: 'string', pattern: '^#[0-9a-f]{6}$' },
            blocks: {
              type: 'array',
              maxItems: 50,
              items: {
                anyOf: [
                  block('header', { text: text('plain_text', 150) }),
                  block('section', { text: text('mrkdwn', 3000) }),
                  block('section', {
                    fields: { type: 'array', minItems: 1, maxItems: 10, items: text('mrkdwn', 2000) },
                  }),
                  block('context', {
                    elements: { type: 'array', minItems: 1, maxItems: 10, items: text('plain_text', 2000) },
                  }),
                ],
              },
            },
          },
        },
      },
    },
  },
});
