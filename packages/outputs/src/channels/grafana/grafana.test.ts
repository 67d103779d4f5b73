import { checkHttpChannel } from '../testing/check-http.test.ts';
import { grafana } from './index.ts';

checkHttpChannel(grafana, {
  options: (url) => ({ url, token: 'glsa-secret', dashboard_uid: 'abc', panel_id: 2 }),
  path: '/api/annotations',
  headers: { 'content-type': 'application/json', authorization: 'Bearer glsa-secret' },
  secrets: ['glsa-secret'],
  accepts: { status: 200, body: '{"message":"Annotation added","id":1}' },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['text'],
    properties: {
      dashboardUID: { const: 'abc' },
      panelId: { const: 2 },
      time: { type: 'integer', minimum: 1_700_000_000_000, maximum: 2_000_000_000_000 },
      timeEnd: { type: 'integer' },
      tags: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 100 } },
      text: { type: 'string', maxLength: 8192, pattern: '^[^<>]*$' },
    },
  },
});
