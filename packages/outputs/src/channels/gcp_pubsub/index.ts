/** Messages on topics of Google Cloud Pub/Sub. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { answerOf } from '../../http/index.ts';
import { cutBytes, templateOf } from '../../messages/index.ts';
import { base64 } from '../base64.ts';
import { notUnderstood, objectOf } from '../answers.ts';
import { googleChannel } from '../over-google.ts';
import { jsonRequest } from '../over-http.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';

/** https://cloud.google.com/pubsub/quotas: 1000 messages and 10 MB a request; base64 and the rest have room. */
const MAX_MESSAGES = 1000;
const MAX_REQUEST = 9_000_000;
const MAX_ATTRIBUTE = 1024;

export const gcpPubsub: ChannelType = googleChannel({
  name: 'gcp_pubsub',
  title: 'Google Cloud Pub/Sub',
  summary: 'Messages on a topic of Google Cloud Pub/Sub, with the attributes `id`, `priority`, `rule` and `source`.',
  scope: 'pubsub',
  options: {
    project: { type: 'text', required: true, description: 'The id of the project.' },
    topic: {
      type: 'text',
      required: true,
      check: shapeCheck(/^[A-Za-z][\w.~+%-]{2,254}$/, 'the name of a topic'),
      description: 'The name of the topic.',
    },
    ordering_key: {
      type: 'template',
      default: '',
      description:
        'Messages with the same key come in order to subscriptions that ask for it, such as `{hostname}`; for that `endpoint` should be one of a region, such as `https://europe-west1-pubsub.googleapis.com`.',
    },
    attributes: { type: 'map', description: 'More attributes for each message.' },
    ...MESSAGE_OPTIONS,
  },
  example: { project: 'my-project', topic: 'alerts' },
  batch: 500,
  endpoint: () => 'https://pubsub.googleapis.com',
  check: checkMessages,
  prepare(options, endpoint) {
    const make = messageMaker(options);
    const keyOf = templateOf(options.ordering_key);
    const path = [options.project, options.topic].map(encodeURIComponent);
    const url = `${endpoint}/v1/projects/${path[0]}/topics/${path[1]}:publish`;
    return (batch) =>
      partsOf(
        batch.map(make).map(({ content, json }) => {
          const { alert, id, rule } = content;
          const own = { id, priority: alert.priority, rule: cutBytes(rule, MAX_ATTRIBUTE), source: alert.source };
          const orderingKey = cutBytes(keyOf(content), MAX_ATTRIBUTE);
          return {
            data: base64(json),
            attributes: { ...options.attributes, ...own },
            ...(orderingKey === '' ? {} : { orderingKey }),
          };
        }),
        {
          entries: MAX_MESSAGES,
          bytes: MAX_REQUEST,
          bytesOf: (message) => Buffer.byteLength(JSON.stringify(message)) + 1,
        },
        (messages) => jsonRequest(url, { messages }),
      );
  },
  judge(response, alerts) {
    const ids = objectOf(response)?.['messageIds'];
    if (!Array.isArray(ids) || ids.length !== alerts.length) return notUnderstood(response);
    return { result: { kind: 'delivered' }, answer: answerOf({ ...response, body: '' }) };
  },
});
