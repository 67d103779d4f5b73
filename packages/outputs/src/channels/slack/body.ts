import { hexColour, type Message, type MessageLimits } from '../../messages/index.ts';

/** https://docs.slack.dev/reference/block-kit/blocks: header, section and its fields. */
export const SLACK_LIMITS: MessageLimits = { title: 150, body: 3000, facts: 50, name: 255, value: 1500 };

/** A section has at most ten fields. */
const FIELDS_OF_SECTION = 10;

export interface SlackSender {
  readonly channel: string;
  readonly username: string;
  readonly icon_url: string;
  readonly footer: string;
}

/** The payload of an incoming webhook: one attachment with the colour of the priority, made of blocks. */
export function slackBody({ content, title, body, facts }: Message, sender: SlackSender): object {
  const fields = facts.map(({ name, value }) => ({ type: 'mrkdwn', text: `*${name}*\n${value}` }));
  const sections = Array.from({ length: Math.ceil(fields.length / FIELDS_OF_SECTION) }, (_, index) => ({
    type: 'section',
    fields: fields.slice(index * FIELDS_OF_SECTION, (index + 1) * FIELDS_OF_SECTION),
  }));
  const { channel, username, icon_url: icon, footer } = sender;
  return {
    text: title,
    ...(channel === '' ? {} : { channel }),
    ...(username === '' ? {} : { username }),
    ...(icon === '' ? {} : { icon_url: icon }),
    attachments: [
      {
        color: hexColour(content.alert.priority),
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
          ...(body === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: body, verbatim: true } }]),
          ...sections,
          {
            type: 'context',
            elements: [{ type: 'plain_text', text: footer === '' ? content.time : `${content.time} · ${footer}` }],
          },
        ],
      },
    ],
  };
}
