/** Messages in Google Chat. */
import { checkMessage, escapeHtml, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, jsonRequest, only } from '../over-http.ts';
import { googleChatBody, GOOGLE_CHAT_LIMITS } from './body.ts';

export const googleChat: ChannelType = httpChannel({
  name: 'google_chat',
  title: 'Google Chat',
  summary: 'Cards in a space of Google Chat, through an incoming webhook.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the webhook, with its key and token.' },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=XXXX&token=XXXX' },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, GOOGLE_CHAT_LIMITS, escapeHtml);
    return (batch) => jsonRequest(options.url.reveal(), googleChatBody(message(only(batch))));
  },
});
