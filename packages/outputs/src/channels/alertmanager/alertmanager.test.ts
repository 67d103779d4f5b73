import assert from 'node:assert/strict';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { alertmanager } from './index.ts';

const labels = (maxLength: number): object => ({
  type: 'object',
  propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' },
  additionalProperties: { type: 'string', minLength: 1, maxLength },
});

checkHttpChannel(alertmanager, {
  options: (url) => ({ url: `${url}/prefix/`, token: 'bearer-secret', expires_after: '5m', labels: { team: 'red' } }),
  path: '/prefix/api/v2/alerts',
  headers: { 'content-type': 'application/json', authorization: 'Bearer bearer-secret' },
  secrets: ['bearer-secret'],
  plain(body) {
    const [alert] = body as { labels: Record<string, string>; startsAt: string; endsAt: string }[];
    assert.equal(alert?.labels['k8s_ns_name'], 'web');
    assert.equal(alert.labels['team'], 'red');
    assert.equal(Date.parse(alert.endsAt) - Date.parse(alert.startsAt), 300_000);
  },
  schema: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['labels'],
      properties: {
        labels: { allOf: [labels(1024), { type: 'object', required: ['alertname', 'severity'] }] },
        annotations: labels(8192),
        startsAt: { type: 'string', pattern: '^\\d{4}-.*Z$' },
        endsAt: { type: 'string', pattern: '^\\d{4}-.*Z$' },
      },
    },
  },
});
