/** Messages in Zulip. */
import { checkMessage, escapeMarkdown, messageMaker, MESSAGE_OPTIONS, templateOf } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { basicAuth, below, httpChannel, only } from '../over-http.ts';
import { zulipBody, ZULIP_LIMITS } from './body.ts';

export const zulip: ChannelType = httpChannel({
  name: 'zulip',
  title: 'Zulip',
  summary: 'Messages in a channel of Zulip, sent by a bot.',
  options: {
    url: { type: 'url', required: true, description: 'The address of the server.' },
    email: { type: 'text', required: true, description: 'The address of the bot.' },
    api_key: { type: 'secret', required: true, description: 'The API key of the bot.' },
    stream: { type: 'text', required: true, description: 'The name of the channel.' },
    topic: { type: 'template', default: '{rule}', description: 'The topic.' },
    ...MESSAGE_OPTIONS,
  },
  example: {
    url: 'https://zulip.example.org',
    email: 'lanner-bot@zulip.example.org',
    api_key: 'XXXX',
    stream: 'security',
  },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, ZULIP_LIMITS, escapeMarkdown);
    const topic = templateOf(options.topic);
    return (batch) => {
      const made = message(only(batch));
      return {
        url: below(options.url, '/api/v1/messages'),
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          ...basicAuth(options.email, options.api_key.reveal()),
        },
        body: zulipBody(made, { stream: options.stream, topic: topic(made.content) }),
      };
    };
  },
});
