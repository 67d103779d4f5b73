import { checkHttpChannel } from '../testing/check-http.test.ts';
import { grafanaOncall } from './index.ts';

checkHttpChannel(grafanaOncall, {
  options: (url) => ({ url: `${url}/integrations/v1/formatted_webhook/hook-secret/` }),
  path: '/integrations/v1/formatted_webhook/hook-secret/',
  headers: { 'content-type': 'application/json' },
  secrets: ['hook-secret'],
  accepts: { status: 200, body: 'Ok.' },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['title', 'state'],
    properties: {
      alert_uid: { type: 'string', minLength: 1 },
      title: { type: 'string', minLength: 1 },
      image_url: { type: 'string' },
      state: { enum: ['alerting', 'ok'] },
      link_to_upstream_details: { type: 'string' },
      message: { type: 'string' },
    },
  },
});
