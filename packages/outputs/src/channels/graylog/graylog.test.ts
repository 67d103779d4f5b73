import { checkHttpChannel } from '../testing/check-http.test.ts';
import { graylog } from './index.ts';

// After https://go2docs.graylog.org/current/getting_in_log_data/gelf.html
checkHttpChannel(graylog, {
  options: (url) => ({ url, user: 'u', password: 'basic-secret' }),
  path: '/gelf',
  headers: {
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from('u:basic-secret').toString('base64')}`,
  },
  secrets: ['basic-secret'],
  accepts: { status: 202 },
  schema: {
    type: 'object',
    required: ['version', 'host', 'short_message'],
    properties: {
      version: { const: '1.1' },
      host: { type: 'string', minLength: 1 },
      short_message: { type: 'string', minLength: 1 },
      full_message: { type: 'string' },
      timestamp: { type: 'number', minimum: 1.7e9, maximum: 2e9 },
      level: { type: 'integer', minimum: 0, maximum: 7 },
    },
    patternProperties: { '^_(?!id$)[\\w.-]*$': { type: ['string', 'number'], maxLength: 32_766 } },
    additionalProperties: false,
  },
});
