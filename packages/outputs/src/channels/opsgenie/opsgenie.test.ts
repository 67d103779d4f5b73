import { checkHttpChannel } from '../testing/check-http.test.ts';
import { opsgenie } from './index.ts';

const text = (maxLength: number, minLength = 0): object => ({ type: 'string', minLength, maxLength });

checkHttpChannel(opsgenie, {
  options: (url) => ({ url, api_key: 'genie-secret' }),
  path: '/v2/alerts',
  headers: { 'content-type': 'application/json', authorization: 'GenieKey genie-secret' },
  secrets: ['genie-secret'],
  accepts: { status: 202, body: '{"result":"Request will be processed","took":0.1,"requestId":"r"}' },
  refuses: { status: 422 },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['message'],
    properties: {
      message: text(130, 1),
      alias: text(512),
      description: text(15_000),
      tags: { type: 'array', maxItems: 20, items: text(50) },
      details: { type: 'object', additionalProperties: { type: 'string' } },
      entity: text(512),
      source: text(100),
      priority: { enum: ['P1', 'P2', 'P3', 'P4', 'P5'] },
    },
  },
});
