import { cutBytes, type Message, type MessageLimits } from '../../messages/index.ts';

/** https://developer.webex.com/docs/api/v1/messages: 7,439 bytes before encryption. */
const MAX_BYTES = 7439;

export const WEBEX_LIMITS: MessageLimits = { title: 200, body: 2000, facts: 25, name: 60, value: 300 };

/** A message in Markdown. */
export function webexBody({ content, title, body, facts }: Message, room: string): object {
  const lines = [`**${title}**`, body, content.time, ...facts.map(({ name, value }) => `- **${name}**: ${value}`)];
  const markdown = cutBytes(lines.filter((line) => line !== '').join('\n'), MAX_BYTES);
  return { ...(room === '' ? {} : { roomId: room }), markdown };
}
