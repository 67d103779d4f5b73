/** Records for AWS Data Firehose. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { AWS_RECORDS, recordsOutcome } from '../aws-records.ts';
import { base64 } from '../base64.ts';
import { awsChannel, awsJsonRequest } from '../over-aws.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
const MAX_RECORD = 1_024_000;
const MAX_REQUEST = 4 * 1024 * 1024;

export const awsFirehose: ChannelType = awsChannel({
  name: 'aws_firehose',
  title: 'AWS Firehose',
  summary:
    'Records for a stream of Amazon Data Firehose, which writes them to S3, Redshift, OpenSearch, Splunk and others. Each record ends with a line feed.',
  service: 'firehose',
  options: {
    stream: {
      type: 'text',
      required: true,
      check: shapeCheck(/^[\w.-]{1,64}$/, 'the name of a stream'),
      description: 'The name of the stream.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { stream: 'alerts', region: 'eu-central-1' },
  batch: AWS_RECORDS,
  ordered: false,
  check: checkMessages,
  prepare(options, place) {
    const make = messageMaker({ ...options, max_size: Math.min(options.max_size, MAX_RECORD - 1) });
    return (batch) =>
      partsOf(
        batch.map(make).map(({ json }) => `${json}\n`),
        { entries: AWS_RECORDS, bytes: MAX_REQUEST, bytesOf: (line) => Buffer.byteLength(line) },
        (lines) =>
          awsJsonRequest(place, '1.1', 'Firehose_20150804.PutRecordBatch', {
            DeliveryStreamName: options.stream,
            Records: lines.map((line) => ({ Data: base64(line) })),
          }),
      );
  },
  judge: (response, alerts) => recordsOutcome(response, 'RequestResponses', alerts.length),
});
