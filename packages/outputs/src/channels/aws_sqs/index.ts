/** Messages in queues of AWS SQS. */
import type { ChannelType } from '../../contract/index.ts';
import { ATTRIBUTES_SIZE, AWS_ENTRIES, AWS_MESSAGE_OPTIONS, messageSize, orderedBy } from '../aws-messages.ts';
import { awsChannel, awsJsonRequest } from '../over-aws.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';
import { sqsBody, sqsOutcome } from './body.ts';

/** Of a message, and of all that are sent at once. */
const MAX_SIZE = 1024 * 1024;

/** `https://sqs.eu-west-1.amazonaws.com/123456789012/alerts` */
const QUEUE = /^https?:\/\/(?:sqs[\w-]*\.([a-z0-9-]+)\.(?:amazonaws\.com|api\.aws)[^/]*|[^/]+)\/.+/;

export const awsSqs: ChannelType = awsChannel({
  name: 'aws_sqs',
  title: 'AWS SQS',
  summary:
    'Messages in a queue of Amazon SQS, with the attributes `priority`, `rule` and `source`. A FIFO queue keeps the order, and each alert once.',
  service: 'sqs',
  options: {
    queue_url: { type: 'url', required: true, description: 'The address of the queue.' },
    ...AWS_MESSAGE_OPTIONS,
    ...MESSAGE_OPTIONS,
  },
  example: { queue_url: 'https://sqs.eu-central-1.amazonaws.com/123456789012/alerts' },
  batch: AWS_ENTRIES,
  place({ queue_url: url }) {
    const region = QUEUE.exec(url)?.[1];
    return { endpoint: new URL(url).origin, ...(region === undefined ? {} : { region }) };
  },
  check(options) {
    if (!QUEUE.test(options.queue_url)) return `queue_url: '${options.queue_url}' is no address of a queue`;
    return checkMessages(options);
  },
  prepare(options, place) {
    const make = messageMaker({ ...options, max_size: Math.min(options.max_size, MAX_SIZE - ATTRIBUTES_SIZE) });
    const ordered = orderedBy(options.queue_url, options.message_group_id);
    return (batch) =>
      partsOf(
        batch.map(make).map((message) => ({ message, ordered: ordered(message.content) })),
        { entries: AWS_ENTRIES, bytes: MAX_SIZE, bytesOf: ({ message }) => messageSize(message) },
        (entries) => awsJsonRequest(place, '1.0', 'AmazonSQS.SendMessageBatch', sqsBody(options.queue_url, entries)),
      );
  },
  judge: (response, alerts) => sqsOutcome(response, alerts.length),
});
