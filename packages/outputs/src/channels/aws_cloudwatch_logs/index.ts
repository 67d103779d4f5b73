/** Events in AWS CloudWatch Logs. */
import type { ChannelType } from '../../contract/index.ts';
import { awsErrorCode } from '../../identity/index.ts';
import { awsChannel, awsJsonRequest } from '../over-aws.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';
import { LOG_LIMITS, logEventsBody, logEventsOutcome, MAX_EVENT } from './body.ts';

const API = 'Logs_20140328';

/** `*` and `:` are not for names of streams. */
function streamOf(stream: string, hostname: string): string {
  return (stream === '' ? `lanner-${hostname}` : stream).replace(/[:*]/g, '_').slice(0, 512);
}

export const awsCloudwatchLogs: ChannelType = awsChannel({
  name: 'aws_cloudwatch_logs',
  title: 'AWS CloudWatch Logs',
  summary: 'Events in a log stream of Amazon CloudWatch Logs. A stream that is not there is made.',
  service: 'logs',
  options: {
    log_group: { type: 'text', required: true, description: 'The log group.' },
    log_stream: { type: 'text', default: '', description: 'The log stream; without it `lanner-` and the host name.' },
    create_group: { type: 'boolean', default: false, description: 'Whether a log group that is not there is made.' },
    ...MESSAGE_OPTIONS,
  },
  example: { log_group: '/lanner/alerts', region: 'eu-central-1' },
  batch: 1000,
  check: checkMessages,
  prepare(options, place, { hostname }) {
    const make = messageMaker({ ...options, max_size: Math.min(options.max_size, MAX_EVENT) });
    const stream = streamOf(options.log_stream, hostname);
    return (batch) =>
      partsOf(
        batch.map(make).map(({ content, json }) => ({ timestamp: content.timeMs, message: json })),
        LOG_LIMITS,
        (events) =>
          awsJsonRequest(place, '1.1', `${API}.PutLogEvents`, logEventsBody(options.log_group, stream, events)),
      );
  },
  judge: logEventsOutcome,
  remedy(response, options, place, { hostname }) {
    if (response.status !== 400 || awsErrorCode(response) !== 'ResourceNotFoundException') return undefined;
    const group = { logGroupName: options.log_group };
    if (/log stream/i.test(response.body)) {
      const stream = { ...group, logStreamName: streamOf(options.log_stream, hostname) };
      return awsJsonRequest(place, '1.1', `${API}.CreateLogStream`, stream);
    }
    return options.create_group ? awsJsonRequest(place, '1.1', `${API}.CreateLogGroup`, group) : undefined;
  },
});
