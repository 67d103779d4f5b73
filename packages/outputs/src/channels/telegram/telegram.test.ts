import assert from 'node:assert/strict';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { telegram } from './index.ts';

checkHttpChannel(telegram, {
  options: (url) => ({ url, token: '12345:bot-secret', chat_id: '-1001', thread_id: 4 }),
  path: '/bot12345:bot-secret/sendMessage',
  headers: { 'content-type': 'application/json' },
  secrets: ['12345:bot-secret'],
  accepts: { status: 200, body: '{"ok":true,"result":{"message_id":1}}' },
  busy: { status: 429, body: '{"ok":false,"error_code":429,"parameters":{"retry_after":7}}' },
  plain(body) {
    const { text } = body as { text: string };
    // Every tag is closed, and none is another than these
    assert.match(text, /^(?:<(b|i|code)>[^<>]*<\/\1>|[^<>])*$/);
  },
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['chat_id', 'text'],
    properties: {
      chat_id: { type: 'string' },
      message_thread_id: { const: 4 },
      text: { type: 'string', minLength: 1, maxLength: 4096, pattern: '^(?:</?(?:b|i|code)>|[^<>])*$' },
      parse_mode: { enum: ['HTML', 'MarkdownV2'] },
      disable_notification: { type: 'boolean' },
      link_preview_options: { const: { is_disabled: true } },
    },
  },
});
