/** What SNS and SQS have in common: messages with attributes, and queues that keep the order. */
import { cut, templateOf, type Content } from '../messages/index.ts';
import type { Message } from './queue-messages.ts';

export const AWS_MESSAGE_OPTIONS = {
  message_group_id: {
    type: 'template',
    default: '{hostname}',
    description:
      'The group within which a FIFO queue or topic, whose name ends with `.fifo`, keeps the order. With others it has no effect.',
  },
} as const;

/** No message has more entries at once. */
export const AWS_ENTRIES = 10;

/** A message with its attributes, which count as part of it, is so much larger at most. */
export const ATTRIBUTES_SIZE = 2048;

const MAX_ATTRIBUTE = 256;

/** What subscriptions and readers can choose by without reading the message. */
export function attributesOf({ alert, rule }: Content): Readonly<Record<string, string>> {
  return {
    priority: alert.priority,
    rule: cut(rule.replace(/[\ufffe\uffff]/g, '\ufffd'), MAX_ATTRIBUTE),
    source: alert.source,
  };
}

/** Bytes that a message counts for. */
export function messageSize({ content, json }: Message): number {
  const attributes = Object.entries(attributesOf(content));
  const size = attributes.reduce(
    (sum, [name, value]) => sum + name.length + 'String'.length + Buffer.byteLength(value),
    0,
  );
  return Buffer.byteLength(json) + size;
}

export interface Ordered {
  readonly MessageGroupId: string;
  /** What is sent twice within five minutes is there once. */
  readonly MessageDeduplicationId: string;
}

/** For a FIFO queue or topic what it needs to keep the order; for others nothing. */
export function orderedBy(name: string, groupTemplate: string): (content: Content) => Ordered | undefined {
  if (!name.endsWith('.fifo')) return () => undefined;
  // Letters, digits and punctuation of ASCII
  const group = templateOf(groupTemplate, (value) => value.replace(/[^!-~]/g, '_'));
  return (content) => ({
    MessageGroupId:
      group(content)
        .replace(/[^!-~]/g, '_')
        .slice(0, 128) || 'lanner',
    MessageDeduplicationId: content.id,
  });
}
