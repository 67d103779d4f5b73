import { hexColour, type Message, type MessageLimits } from '../../messages/index.ts';

/** A message has at most 5,000 characters unless the administrator allows more. */
export const ROCKETCHAT_LIMITS: MessageLimits = { title: 256, body: 2000, facts: 25, name: 100, value: 500 };

export interface RocketchatSender {
  readonly channel: string;
  readonly alias: string;
  readonly avatar: string;
}

/** The body that incoming webhooks and `chat.postMessage` take. */
export function rocketchatBody({ content, title, body, facts }: Message, sender: RocketchatSender): object {
  const { channel, alias, avatar } = sender;
  return {
    ...(channel === '' ? {} : { channel }),
    ...(alias === '' ? {} : { alias }),
    ...(avatar === '' ? {} : { avatar }),
    text: title,
    attachments: [
      {
        color: hexColour(content.alert.priority),
        text: body,
        ts: new Date(content.timeMs).toISOString(),
        fields: facts.map(({ name, value }) => ({ short: value.length <= 40, title: name, value })),
      },
    ],
  };
}
