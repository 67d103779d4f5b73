import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { webhook } from './index.ts';

checkHttpChannel(webhook, {
  options: (url) => ({
    url: `${url}/in?x=1`,
    method: 'PUT',
    hmac_key: 'hmac-secret',
    headers: { Authorization: 'Bearer header-secret' },
    body: '{"text": "{rule}: {message}", "whole": {message:json}, "alert": {json:raw}}',
  }),
  method: 'PUT',
  path: '/in?x=1',
  headers: { 'content-type': 'application/json', authorization: 'Bearer header-secret', 'x-lanner-timestamp': /^\d+$/ },
  secrets: ['hmac-secret', 'header-secret'],
  asJson: true,
  plain(_, { body, headers }) {
    const text = `${String(headers['x-lanner-timestamp'])}.${body}`;
    const wanted = createHmac('sha256', 'hmac-secret').update(text).digest('hex');
    assert.equal(headers['x-lanner-signature'], `sha256=${wanted}`);
  },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['text', 'whole', 'alert'],
    properties: { text: { type: 'string' }, whole: { type: 'string' }, alert: ALERT_SCHEMA },
  },
});
