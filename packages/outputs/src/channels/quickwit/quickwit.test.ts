import assert from 'node:assert/strict';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { quickwit } from './index.ts';

checkHttpChannel(quickwit, {
  options: (url) => ({ url, index: 'red', token: 'bearer-secret' }),
  path: '/api/v1/red/ingest',
  headers: { 'content-type': 'application/x-ndjson', authorization: 'Bearer bearer-secret' },
  secrets: ['bearer-secret'],
  asJson: true,
  maxBytes: 10_000_000,
  parse(body) {
    assert.ok(body.endsWith('\n'));
    return body
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  },
  schema: {
    type: 'array',
    minItems: 1,
    items: { allOf: [ALERT_SCHEMA, { type: 'object', required: ['uuid', 'timestamp'] }] },
  },
});
