import { hexColour, type Message, type MessageLimits } from '../../messages/index.ts';

/** A post has at most 16,383 characters; the fields of an attachment are in its properties, with 800 KB in all. */
export const MATTERMOST_LIMITS: MessageLimits = { title: 256, body: 4000, facts: 50, name: 100, value: 1000 };

export interface MattermostSender {
  readonly channel: string;
  readonly username: string;
  readonly icon_url: string;
}

/** https://developers.mattermost.com/integrate/reference/message-attachments/ */
export function mattermostBody({ content, title, body, facts }: Message, sender: MattermostSender): object {
  const { channel, username, icon_url: icon } = sender;
  return {
    ...(channel === '' ? {} : { channel }),
    ...(username === '' ? {} : { username }),
    ...(icon === '' ? {} : { icon_url: icon }),
    attachments: [
      {
        fallback: title,
        color: hexColour(content.alert.priority),
        title,
        text: body,
        fields: facts.map(({ name, value }) => ({ short: value.length <= 40, title: name, value })),
        footer: content.time,
      },
    ],
  };
}
