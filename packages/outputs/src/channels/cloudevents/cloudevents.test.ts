import { checkHttpChannel } from '../testing/check-http.test.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { cloudevents } from './index.ts';

const text = { type: 'string', minLength: 1 };

// After spec/cloudevents/formats/cloudevents.json
checkHttpChannel(cloudevents, {
  options: (url) => ({ url: `${url}/default/default` }),
  path: '/default/default',
  headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
  secrets: [],
  accepts: { status: 202 },
  asJson: true,
  maxBytes: 64 * 1024,
  schema: {
    type: 'object',
    required: ['id', 'source', 'specversion', 'type'],
    additionalProperties: false,
    properties: {
      id: text,
      source: text,
      specversion: { const: '1.0' },
      type: text,
      subject: text,
      time: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z$' },
      datacontenttype: { const: 'application/json' },
      data: ALERT_SCHEMA,
    },
  },
});
