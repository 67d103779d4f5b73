/** Messages in Telegram. */
import { checkMessage, escapeHtml, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import type { ChannelType, Outcome } from '../../contract/index.ts';
import { outcomeOf, type HttpResponse } from '../../http/index.ts';
import { below, httpChannel, jsonRequest, only } from '../over-http.ts';
import { telegramBody, TELEGRAM_LIMITS } from './body.ts';

export const telegram: ChannelType = httpChannel({
  name: 'telegram',
  title: 'Telegram',
  summary: 'Messages in a chat of Telegram, sent by a bot.',
  options: {
    token: { type: 'secret', required: true, description: 'The token of the bot.' },
    chat_id: { type: 'text', required: true, description: 'The number of the chat, or the `@name` of a channel.' },
    thread_id: { type: 'number', integer: true, min: 0, default: 0, description: 'The topic in a forum; 0 for none.' },
    silent: { type: 'boolean', default: false, description: 'Whether phones stay silent.' },
    url: { type: 'url', default: 'https://api.telegram.org', description: 'The address of the Bot API.' },
    ...MESSAGE_OPTIONS,
  },
  example: { token: '123456:XXXX', chat_id: '-100123456' },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, TELEGRAM_LIMITS, escapeHtml);
    return (batch) => {
      const url = below(options.url, `/bot${options.token.reveal()}/sendMessage`);
      return jsonRequest(url, telegramBody(message(only(batch)), options));
    };
  },
  judge: (response, _, now) => telegramOutcome(response, now),
});

/** Telegram says in the body how many seconds to wait. */
function telegramOutcome(response: HttpResponse, now: number): Outcome {
  const after = response.status === 429 ? /"retry_after":\s*(\d+)/.exec(response.body)?.[1] : undefined;
  return outcomeOf(
    after === undefined ? response : { ...response, headers: { ...response.headers, 'retry-after': after } },
    now,
  );
}
