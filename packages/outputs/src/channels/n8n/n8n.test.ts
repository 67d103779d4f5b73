import { checkHttpChannel } from '../testing/check-http.test.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { n8n } from './index.ts';

checkHttpChannel(n8n, {
  options: (url) => ({ url: `${url}/webhook/hook-secret`, user: 'lanner', password: 'basic-secret' }),
  path: '/webhook/hook-secret',
  headers: {
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from('lanner:basic-secret').toString('base64')}`,
  },
  secrets: ['hook-secret', 'basic-secret'],
  asJson: true,
  schema: { allOf: [ALERT_SCHEMA, { type: 'object', required: ['uuid'] }] },
});
