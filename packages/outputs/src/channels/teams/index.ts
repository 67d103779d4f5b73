/** Messages in Microsoft Teams. */
import { checkMessage, escapeMarkdown, messageMaker, MESSAGE_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { httpChannel, jsonRequest, only } from '../over-http.ts';
import { teamsBody, TEAMS_LIMITS } from './body.ts';

export const teams: ChannelType = httpChannel({
  name: 'teams',
  title: 'Microsoft Teams',
  summary:
    'Adaptive cards in a channel of Microsoft Teams, through a workflow that is started by a webhook request ("Post to a channel when a webhook request is received").',
  options: {
    url: { type: 'secret', required: true, description: 'The address of the workflow.' },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'https://example.westeurope.logic.azure.com/workflows/abc/triggers/manual/paths/invoke?sig=XXXX' },
  check: checkMessage,
  prepare(options) {
    const message = messageMaker(options, TEAMS_LIMITS, escapeMarkdown);
    return (batch) => jsonRequest(options.url.reveal(), teamsBody(message(only(batch))));
  },
});
