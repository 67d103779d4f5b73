import assert from 'node:assert/strict';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { discord } from './index.ts';

checkHttpChannel(discord, {
  options: (url) => ({ url: `${url}/api/webhooks/123/hook-secret`, username: 'lanner' }),
  path: '/api/webhooks/123/hook-secret',
  headers: { 'content-type': 'application/json' },
  secrets: ['hook-secret'],
  accepts: { status: 204 },
  busy: { status: 429, headers: { 'X-RateLimit-Reset-After': '7', 'Retry-After': '8' }, body: '{"retry_after": 7}' },
  plain(body) {
    const { embeds } = body as { embeds: { title: string; description: string; fields: { name: string }[] }[] };
    assert.equal(embeds[0]?.title, 'Warning: Shadow file read');
    assert.ok(embeds[0].fields.some(({ name }) => name === 'proc.name'));
    const { title, description, fields } = embeds[0];
    assert.ok(title.length + description.length + JSON.stringify(fields).length < 6000);
  },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['embeds', 'allowed_mentions'],
    properties: {
      username: { type: 'string', maxLength: 80 },
      avatar_url: { type: 'string' },
      allowed_mentions: { const: { parse: [] } },
      embeds: {
        type: 'array',
        minItems: 1,
        maxItems: 10,
        items: {
          type: 'object',
          additionalProperties: false,
          properties: {
            title: { type: 'string', minLength: 1, maxLength: 256 },
            description: { type: 'string', maxLength: 4096 },
            color: { type: 'integer', minimum: 0, maximum: 0xff_ff_ff },
            timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
            fields: {
              type: 'array',
              maxItems: 25,
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['name', 'value'],
                properties: {
                  name: { type: 'string', minLength: 1, maxLength: 256 },
                  value: { type: 'string', minLength: 1, maxLength: 1024 },
                  inline: { type: 'boolean' },
                },
              },
            },
          },
        },
      },
    },
  },
});
