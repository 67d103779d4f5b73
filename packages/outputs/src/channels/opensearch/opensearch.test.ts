import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulkOutcome } from '../bulk.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { opensearch } from './index.ts';

const linesOf = (body: string): unknown[] =>
  body
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));

checkHttpChannel(opensearch, {
  options: (url) => ({ url, pipeline: 'p 1', user: 'u', password: 'key-secret' }),
  path: '/_bulk?pipeline=p%201',
  headers: {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    authorization: `Basic ${Buffer.from('u:key-secret').toString('base64')}`,
  },
  secrets: ['key-secret'],
  asJson: true,
  accepts({ body }) {
    const items = linesOf(body).filter((_, index) => index % 2 === 0);
    return {
      status: 200,
      body: JSON.stringify({ errors: false, items: items.map(() => ({ create: { status: 201 } })) }),
    };
  },
  refuses: {
    status: 200,
    body: '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"mapper_parsing_exception"}}}]}',
  },
  parse(body) {
    assert.ok(body.endsWith('\n'));
    const lines = linesOf(body);
    assert.equal(lines.length % 2, 0);
    return lines.map((line, index) => (index % 2 === 0 ? { action: line } : { document: line }));
  },
  schema: {
    type: 'array',
    items: {
      anyOf: [
        {
          type: 'object',
          additionalProperties: false,
          required: ['action'],
          properties: {
            action: {
              type: 'object',
              additionalProperties: false,
              required: ['create'],
              properties: {
                create: {
                  type: 'object',
                  additionalProperties: false,
                  required: ['_index', '_id'],
                  properties: {
                    _index: { const: 'lanner-2025.11.24' },
                    _id: { type: 'string', minLength: 1, maxLength: 512 },
                  },
                },
              },
            },
          },
        },
        {
          type: 'object',
          additionalProperties: false,
          required: ['document'],
          properties: { document: { allOf: [ALERT_SCHEMA, { type: 'object', required: ['@timestamp'] }] } },
        },
      ],
    },
  },
});

test('opensearch: each document has its own result; one that is there already has arrived', () => {
  const items = [{ status: 201 }, { status: 409 }, { status: 429, error: { type: 'busy' } }, { status: 400 }];
  const body = JSON.stringify({ items: items.map((create) => ({ create })) });
  const outcome = bulkOutcome({ status: 200, statusText: 'OK', headers: {}, body }, 4, 0);
  assert.deepEqual(outcome.result, [
    { kind: 'delivered' },
    { kind: 'delivered' },
    { kind: 'retry', reason: '429 busy' },
    { kind: 'refused', reason: '400' },
  ]);
});
