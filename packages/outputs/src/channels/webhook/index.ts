/** Requests to anything that takes webhooks. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, only } from '../over-http.ts';
import { signature, webhookBody } from './body.ts';

export const webhook: ChannelType = httpChannel({
  name: 'webhook',
  title: 'Webhook',
  summary:
    'A request for each alert, with the alert in JSON or a body from a template. With `hmac_key` it is signed: `X-Lanner-Signature` is `sha256=` and the HMAC-SHA256, in hexadecimal, of `X-Lanner-Timestamp`, a dot and the body.',
  options: {
    url: { type: 'secret', required: true, description: 'The address.' },
    method: { type: 'choice', values: ['POST', 'PUT', 'PATCH'], default: 'POST', description: 'The method.' },
    body: {
      type: 'template',
      default: '',
      description:
        'The body; without it, the alert in JSON. If `content_type` is JSON, values are escaped for the inside of quotes; `{message:json}` is a whole JSON text, and `{json:raw}` the whole alert.',
    },
    content_type: { type: 'text', default: 'application/json', description: 'What the body is.' },
    hmac_key: { type: 'secret', description: 'The key that requests are signed with.' },
    ...CONTENT_OPTIONS,
  },
  example: {
    url: 'https://hooks.example.org/alerts',
    body: '{"text": "{priority} {rule}: {message}", "alert": {json:raw}}',
    hmac_key: { env: 'WEBHOOK_KEY' },
  },
  check: checkContent,
  prepare(options, surroundings) {
    const make = contentMaker(options);
    const bodyOf = webhookBody(options.body, options.content_type);
    return (batch) => {
      const body = bodyOf(make(only(batch)));
      const seconds = Math.floor(surroundings.now() / 1000);
      const key = options.hmac_key?.reveal();
      const signed =
        key === undefined
          ? {}
          : { 'X-Lanner-Timestamp': String(seconds), 'X-Lanner-Signature': signature(key, seconds, body) };
      const headers = { 'Content-Type': options.content_type, ...signed };
      return { url: options.url.reveal(), method: options.method, headers, body };
    };
  },
});
