/** Calls of functions in AWS Lambda. */
import { delivered, retry, shapeCheck, type ChannelType } from '../../contract/index.ts';
import { answerOf } from '../../http/index.ts';
import { arnParts, awsChannel } from '../over-aws.ts';
import { only, rawJsonRequest } from '../over-http.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';

/** Of a call that is not waited for; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT = 256 * 1024;

/** A name, `ACCOUNT:function:NAME` or an ARN. */
const FUNCTION = /^(?:arn:[\w-]+:lambda:[\w-]+:|)(?:\d{12}:function:|)[\w-]{1,64}$/;

export const awsLambda: ChannelType = awsChannel({
  name: 'aws_lambda',
  title: 'AWS Lambda',
  summary: 'A call of a function in AWS Lambda for each alert, which it is given as its event.',
  service: 'lambda',
  options: {
    function: {
      type: 'text',
      required: true,
      check: shapeCheck(FUNCTION, 'the name or the ARN of a function'),
      description: 'The name of the function, or its ARN.',
    },
    qualifier: { type: 'text', default: '', description: 'The version or the alias.' },
    invocation: {
      type: 'choice',
      values: ['event', 'request_response'],
      default: 'event',
      description:
        'Whether Lambda puts the call into its own queue, or is waited for: with `request_response` an error of the function is one of the channel, and the alert is sent again.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { function: 'lanner-alerts', region: 'eu-central-1' },
  place: ({ function: name }) => (name.startsWith('arn:') ? { region: arnParts(name).region } : {}),
  check: checkMessages,
  prepare(options, { endpoint }) {
    const make = messageMaker({ ...options, max_size: Math.min(options.max_size, MAX_EVENT) });
    const query = options.qualifier === '' ? '' : `?Qualifier=${encodeURIComponent(options.qualifier)}`;
    const url = `${endpoint}/2015-03-31/functions/${encodeURIComponent(options.function)}/invocations${query}`;
    const headers = { 'X-Amz-Invocation-Type': options.invocation === 'event' ? 'Event' : 'RequestResponse' };
    return (batch) => rawJsonRequest(url, make(only(batch)).json, headers);
  },
  judge(response) {
    const answer = answerOf(response);
    const error = response.headers['x-amz-function-error'];
    return error === undefined ? delivered(answer) : retry(`the function failed: ${answer}`);
  },
});
