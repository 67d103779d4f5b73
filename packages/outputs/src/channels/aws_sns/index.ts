/** Messages on topics of AWS SNS. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { templateOf } from '../../messages/index.ts';
import { ATTRIBUTES_SIZE, AWS_ENTRIES, AWS_MESSAGE_OPTIONS, messageSize, orderedBy } from '../aws-messages.ts';
import { arnParts, awsChannel } from '../over-aws.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';
import { snsBody, snsOutcome, snsSubject } from './body.ts';

/** Of a message, and of all that are sent at once. */
const MAX_SIZE = 256 * 1024;

const TOPIC = /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

export const awsSns: ChannelType = awsChannel({
  name: 'aws_sns',
  title: 'AWS SNS',
  summary:
    'Messages on a topic of Amazon SNS, with the attributes `priority`, `rule` and `source`, which filter policies of subscriptions can choose by.',
  service: 'sns',
  options: {
    topic_arn: {
      type: 'text',
      required: true,
      check: shapeCheck(TOPIC, 'the ARN of a topic'),
      description: 'The ARN of the topic.',
    },
    subject: {
      type: 'template',
      default: '{priority}: {rule}',
      description: 'The subject of mails, if there are mail addresses among the subscriptions. Empty for none.',
    },
    ...AWS_MESSAGE_OPTIONS,
    ...MESSAGE_OPTIONS,
  },
  example: { topic_arn: 'arn:aws:sns:eu-central-1:123456789012:alerts' },
  batch: AWS_ENTRIES,
  place: ({ topic_arn: arn }) => ({ region: arnParts(arn).region }),
  check: checkMessages,
  prepare(options, { endpoint }) {
    const make = messageMaker({ ...options, max_size: Math.min(options.max_size, MAX_SIZE - ATTRIBUTES_SIZE) });
    const ordered = orderedBy(options.topic_arn, options.message_group_id);
    const subject = templateOf(options.subject);
    return (batch) =>
      partsOf(
        batch.map(make).map((message) => ({
          message,
          subject: snsSubject(subject(message.content)),
          ordered: ordered(message.content),
        })),
        { entries: AWS_ENTRIES, bytes: MAX_SIZE, bytesOf: ({ message }) => messageSize(message) },
        (entries) => ({
          url: `${endpoint}/`,
          headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
          body: snsBody(options.topic_arn, entries),
        }),
      );
  },
  judge: (response, alerts) => snsOutcome(response, alerts.length),
});
