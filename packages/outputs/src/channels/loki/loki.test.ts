import assert from 'node:assert/strict';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { loki } from './index.ts';

checkHttpChannel(loki, {
  options: (url) => ({ url, tenant: 'red', user: '42', password: 'basic-secret', labels: { cluster: 'a' } }),
  path: '/loki/api/v1/push',
  headers: {
    'content-type': 'application/json',
    'x-scope-orgid': 'red',
    authorization: `Basic ${Buffer.from('42:basic-secret').toString('base64')}`,
  },
  secrets: ['basic-secret'],
  accepts: { status: 204 },
  asJson: true,
  plain(body) {
    const { streams } = body as { streams: { stream: Record<string, string>; values: [string, string][] }[] };
    assert.equal(streams[0]?.stream['k8s_ns_name'], 'web');
    assert.equal(streams[0].values[0]?.[0], '1764000000123456789');
  },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['streams'],
    properties: {
      streams: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['stream', 'values'],
          properties: {
            stream: {
              type: 'object',
              propertyNames: { pattern: '^[a-zA-Z_:][a-zA-Z0-9_:]*$' },
              maxProperties: 15,
              additionalProperties: { type: 'string', minLength: 1, maxLength: 2048 },
            },
            values: {
              type: 'array',
              minItems: 1,
              items: {
                type: 'array',
                prefixItems: [
                  { type: 'string', pattern: '^\\d{19}$' },
                  { type: 'string', maxLength: 256_000 },
                ],
                minItems: 2,
                maxItems: 2,
              },
            },
          },
        },
      },
    },
  },
});
