/** Messages in Rocket.Chat. */
import { checkMessage, escapeMarkdown, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, jsonRequest, only } from '../over-http.ts';
import { rocketchatBody, ROCKETCHAT_LIMITS } from './body.ts';

export const rocketchat: ChannelType = httpChannel({
  name: 'rocketchat',
  title: 'Rocket.Chat',
  summary: 'Messages in a channel of Rocket.Chat, through an incoming webhook.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the incoming webhook.' },
    channel: { type: 'text', default: '', description: 'Another channel than that of the webhook.' },
    alias: { type: 'text', default: '', description: 'The name of the sender, if not that of the webhook.' },
    avatar: { type: 'text', default: '', description: 'The address of a picture of the sender.' },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'https://rocketchat.example.org/hooks/ID/XXXX' },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, ROCKETCHAT_LIMITS, escapeMarkdown);
    return (batch) => jsonRequest(options.url.reveal(), rocketchatBody(message(only(batch)), options));
  },
});
