/** Messages in Mattermost. */
import { checkMessage, escapeMarkdown, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, jsonRequest, only } from '../over-http.ts';
import { mattermostBody, MATTERMOST_LIMITS } from './body.ts';

export const mattermost: ChannelType = httpChannel({
  name: 'mattermost',
  title: 'Mattermost',
  summary: 'Messages in a channel of Mattermost, through an incoming webhook.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the incoming webhook.' },
    channel: { type: 'text', default: '', description: 'Another channel than that of the webhook, if it may choose.' },
    username: { type: 'text', default: '', description: 'The name of the sender, if the webhook may choose.' },
    icon_url: { type: 'text', default: '', description: 'The picture of the sender, if the webhook may choose.' },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'https://mattermost.example.org/hooks/XXXX' },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, MATTERMOST_LIMITS, escapeMarkdown);
    return (batch) => jsonRequest(options.url.reveal(), mattermostBody(message(only(batch)), options));
  },
});
