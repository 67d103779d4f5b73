/** Messages in Discord. */
import { checkMessage, escapeMarkdown, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import { outcomeOf, type HttpResponse } from '../../http/index.ts';
import type { ChannelType, Outcome } from '../../contract/index.ts';
import { httpChannel, jsonRequest, only } from '../over-http.ts';
import { discordBody, DISCORD_LIMITS } from './body.ts';

export const discord: ChannelType = httpChannel({
  name: 'discord',
  title: 'Discord',
  summary: 'Messages in a channel of Discord, through a webhook.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the webhook.' },
    username: { type: 'text', default: '', description: 'The name of the sender, if not that of the webhook.' },
    avatar_url: { type: 'text', default: '', description: 'The picture of the sender, if not that of the webhook.' },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'https://discord.com/api/webhooks/123/XXXX' },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, DISCORD_LIMITS, escapeMarkdown);
    return (batch) => jsonRequest(options.url.reveal(), discordBody(message(only(batch)), options));
  },
  judge: (response, _, now) => discordOutcome(response, now),
});

/** Discord says in `X-RateLimit-Reset-After` when the next request is welcome, more exactly than in `Retry-After`. */
function discordOutcome(response: HttpResponse, now: number): Outcome {
  const after = response.status === 429 ? response.headers['x-ratelimit-reset-after'] : undefined;
  return outcomeOf(
    after === undefined ? response : { ...response, headers: { ...response.headers, 'retry-after': after } },
    now,
  );
}
