import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { datadog } from './index.ts';

checkHttpChannel(datadog, {
  options: (url) => ({ url, api_key: 'dd-secret', tags: ['env:prod', 'team:red'] }),
  path: '/api/v2/logs',
  headers: { 'content-type': 'application/json', 'dd-api-key': 'dd-secret' },
  secrets: ['dd-secret'],
  accepts: { status: 202, body: '{}' },
  asJson: true,
  maxBytes: 5_000_000,
  schema: {
    type: 'array',
    minItems: 1,
    maxItems: 1000,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['message'],
      properties: {
        ddsource: { const: 'lanner' },
        ddtags: { const: 'env:prod,team:red' },
        hostname: { type: 'string' },
        service: { type: 'string' },
        status: { enum: ['emerg', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'] },
        timestamp: { type: 'integer' },
        message: { type: 'string', minLength: 1 },
        alert: ALERT_SCHEMA,
      },
    },
  },
});
