import { cut, type Message, type MessageLimits } from '../../messages/index.ts';

/** https://zulip.com/api/send-message: 60 characters of topic, 10,000 of content. */
const MAX_TOPIC = 60;
const MAX_CONTENT = 10_000;

export const ZULIP_LIMITS: MessageLimits = { title: 200, body: 4000, facts: 25, name: 60, value: 200 };

export interface ZulipTarget {
  readonly stream: string;
  /** Ready for use; empty for the name of the rule. */
  readonly topic: string;
}

/** The form that is sent: a message in a channel, in Markdown. */
export function zulipBody({ content, title, body, facts }: Message, { stream, topic }: ZulipTarget): string {
  const lines = [`**${title}**`, body, content.time, ...facts.map(({ name, value }) => `* **${name}**: ${value}`)];
  return new URLSearchParams({
    type: 'stream',
    to: stream,
    topic: cut(topic === '' ? content.rule : topic, MAX_TOPIC),
    content: cut(lines.filter((line) => line !== '').join('\n'), MAX_CONTENT),
  }).toString();
}
