import assert from 'node:assert/strict';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { sumologic } from './index.ts';

checkHttpChannel(sumologic, {
  options: (url) => ({ url: `${url}/receiver/v1/http/hook-secret`, category: 'a/b', source_name: 'n' }),
  path: '/receiver/v1/http/hook-secret',
  headers: {
    'content-type': 'application/json',
    'x-sumo-category': 'a/b',
    'x-sumo-name': 'n',
    'content-encoding': 'gzip',
  },
  secrets: ['hook-secret'],
  asJson: true,
  maxBytes: 1_000_000,
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
    items: { allOf: [ALERT_SCHEMA, { type: 'object', required: [] }] },
  },
});
