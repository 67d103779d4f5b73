import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { splunk } from './index.ts';

checkHttpChannel(splunk, {
  options: (url) => ({ url, token: 'hec-secret', index: 'main' }),
  path: '/services/collector/event',
  headers: { 'content-type': 'application/json', authorization: 'Splunk hec-secret' },
  secrets: ['hec-secret'],
  accepts: { status: 200, body: '{"text":"Success","code":0}' },
  refuses: { status: 400, body: '{"text":"Invalid data format","code":6}' },
  asJson: true,
  parse: (body) => body.split('\n').map((line): unknown => JSON.parse(line)),
  schema: {
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['event'],
      properties: {
        time: { type: 'number', minimum: 1.7e9, maximum: 2e9 },
        host: { type: 'string' },
        source: { type: 'string' },
        sourcetype: { type: 'string' },
        index: { const: 'main' },
        event: ALERT_SCHEMA,
      },
    },
  },
});
