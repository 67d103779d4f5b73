/** Messages in Slack. */
import { checkMessage, escapeSlack, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, jsonRequest, only } from '../over-http.ts';
import { slackBody, SLACK_LIMITS } from './body.ts';

export const slack: ChannelType = httpChannel({
  name: 'slack',
  title: 'Slack',
  summary: 'Messages in a channel of Slack, through an incoming webhook.',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the incoming webhook.' },
    channel: { type: 'text', default: '', description: 'Another channel than that of the webhook, if it may choose.' },
    username: { type: 'text', default: '', description: 'The name of the sender, if the webhook may choose.' },
    icon_url: { type: 'text', default: '', description: 'The picture of the sender, if the webhook may choose.' },
    footer: { type: 'text', default: 'Lanner', description: 'What stands behind the time, below the message.' },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'https://hooks.slack.com/services/T000/B000/XXXX' },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, SLACK_LIMITS, escapeSlack);
    return (batch) => jsonRequest(options.url.reveal(), slackBody(message(only(batch)), options));
  },
});
