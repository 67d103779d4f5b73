/** Records in AWS Kinesis Data Streams. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { cut, templateOf } from '../../messages/index.ts';
import { AWS_RECORDS, recordsOutcome } from '../aws-records.ts';
import { base64 } from '../base64.ts';
import { arnParts, awsChannel, awsJsonRequest } from '../over-aws.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html; more is allowed in some streams only. */
const MAX_RECORD = 1024 * 1024;
const MAX_REQUEST = 5 * 1024 * 1024;
const MAX_KEY = 256;

const STREAM = /^(?:arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream\/|)[\w.-]{1,128}$/;

export const awsKinesis: ChannelType = awsChannel({
  name: 'aws_kinesis',
  title: 'AWS Kinesis',
  summary:
    'Records in a stream of Amazon Kinesis Data Streams. What a shard does not take is sent again, behind what it has taken meanwhile.',
  service: 'kinesis',
  options: {
    stream: {
      type: 'text',
      required: true,
      check: shapeCheck(STREAM, 'the name or the ARN of a stream'),
      description: 'The name of the stream, or its ARN.',
    },
    partition_key: {
      type: 'template',
      default: '{hostname}',
      description: 'Records with the same key are in the same shard.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { stream: 'alerts', region: 'eu-central-1' },
  batch: AWS_RECORDS,
  ordered: false,
  place: ({ stream }) => (stream.includes(':') ? { region: arnParts(stream).region } : {}),
  check: checkMessages,
  prepare(options, place) {
    const make = messageMaker({ ...options, max_size: Math.min(options.max_size, MAX_RECORD - MAX_KEY * 4) });
    const keyOf = templateOf(options.partition_key);
    const stream = options.stream.includes(':') ? { StreamARN: options.stream } : { StreamName: options.stream };
    return (batch) =>
      partsOf(
        batch.map(make).map(({ content, json }) => ({ data: json, key: cut(keyOf(content), MAX_KEY) || content.id })),
        {
          entries: AWS_RECORDS,
          bytes: MAX_REQUEST,
          bytesOf: ({ data, key }) => Buffer.byteLength(data) + Buffer.byteLength(key),
        },
        (records) =>
          awsJsonRequest(place, '1.1', 'Kinesis_20131202.PutRecords', {
            ...stream,
            Records: records.map(({ data, key }) => ({ Data: base64(data), PartitionKey: key })),
          }),
      );
  },
  judge: (response, alerts) => recordsOutcome(response, 'Records', alerts.length),
});
