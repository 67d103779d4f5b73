import assert from 'node:assert/strict';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { logzio } from './index.ts';

checkHttpChannel(logzio, {
  options: (url) => ({ url, token: 'ship-secret' }),
  path: '/?token=ship-secret&type=lanner',
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  secrets: ['ship-secret'],
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
    items: { allOf: [ALERT_SCHEMA, { type: 'object', required: ['@timestamp', 'message'] }] },
  },
});
