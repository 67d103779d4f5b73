/** Messages in Webex. */
import { checkMessage, escapeMarkdown, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, httpChannel, jsonRequest, only } from '../over-http.ts';
import { webexBody, WEBEX_LIMITS } from './body.ts';

export const webex: ChannelType = httpChannel({
  name: 'webex',
  title: 'Webex',
  summary: 'Messages in a space of Webex, through an incoming webhook, or by a bot with `token` and `room`.',
  options: {
    url: {
      type: 'secret',
      required: true,
      description: 'The address of the incoming webhook, or `https://webexapis.com/v1/messages` for a bot.',
    },
    token: { type: 'secret', description: 'The token of the bot.' },
    room: { type: 'text', default: '', description: 'The id of the space that the bot writes to.' },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'https://webexapis.com/v1/webhooks/incoming/XXXX' },
  check: (options) =>
    (options.token === undefined) === (options.room === '') ? checkMessage(options) : 'a bot needs token and room',
  prepare(options) {
    const message = messageMaker(options, WEBEX_LIMITS, escapeMarkdown);
    return (batch) =>
      jsonRequest(
        options.url.reveal(),
        webexBody(message(only(batch)), options.room),
        authorization('Bearer', options.token),
      );
  },
});
