import { checkHttpChannel } from '../testing/check-http.test.ts';
import { pagerduty } from './index.ts';

const KEY = '0123456789abcdef0123456789abcdef';

checkHttpChannel(pagerduty, {
  options: (url) => ({ url, routing_key: KEY }),
  path: '/v2/enqueue',
  headers: { 'content-type': 'application/json' },
  secrets: [KEY],
  accepts: { status: 202, body: '{"status":"success","message":"Event processed","dedup_key":"k"}' },
  asJson: true,
  maxBytes: 512_000,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['routing_key', 'event_action', 'payload'],
    properties: {
      routing_key: { type: 'string', minLength: 32, maxLength: 32 },
      event_action: { const: 'trigger' },
      dedup_key: { type: 'string', minLength: 1, maxLength: 255 },
      client: { type: 'string' },
      payload: {
        type: 'object',
        additionalProperties: false,
        required: ['summary', 'source', 'severity'],
        properties: {
          summary: { type: 'string', minLength: 1, maxLength: 1024 },
          source: { type: 'string', minLength: 1 },
          severity: { enum: ['critical', 'error', 'warning', 'info'] },
          timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT' },
          component: { type: 'string' },
          group: { type: 'string' },
          class: { type: 'string' },
          custom_details: { type: 'object' },
        },
      },
    },
  },
});
