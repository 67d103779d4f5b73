/** Messages in streams of NATS JetStream. */
import type { ChannelType } from '../../contract/index.ts';
import { contentMaker } from '../../messages/index.ts';
import { connectNats, NO_PROXY, NATS_OPTIONS, roomOf, subjectOf } from '../nats/connection.ts';
import { connectedChannel } from '../over-connection.ts';
import { acknowledged, checkMessages } from '../queue-messages.ts';

export const natsJetstream: ChannelType = connectedChannel({
  name: 'nats_jetstream',
  title: 'NATS JetStream',
  summary:
    'Messages in a stream of NATS JetStream, which must exist and take the subjects. Each is acknowledged when it is stored; what is sent twice within the `duplicate_window` of the stream is there once.',
  options: {
    stream: { type: 'text', default: '', description: 'The stream that must take the messages, if it matters which.' },
    ...NATS_OPTIONS,
  },
  example: { url: 'nats://nats.example.org:4222', subject: 'alerts.{priority:lower}', stream: 'ALERTS' },
  batch: 200,
  noProxy: NO_PROXY,
  check: checkMessages,
  prepare(options, { userAgent }) {
    const make = contentMaker(options);
    const subject = subjectOf(options.subject);
    const expect = options.stream === '' ? {} : { expect: { streamName: options.stream } };
    return async (tls) => {
      const { jetstream } = await import('@nats-io/jetstream');
      const connection = await connectNats(options, userAgent, tls);
      const room = roomOf(connection, options.max_size);
      const stream = jetstream(connection, { timeout: NO_TIMEOUT });
      return {
        async deliver(batch) {
          const each = batch.map(make).map(async (content) => {
            const name = subject(content);
            try {
              return await stream.publish(name, content.json(room), { msgID: content.id, ...expect });
            } catch (error) {
              throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
            }
          });
          const [first] = await Promise.allSettled(each);
          const stored = first?.status === 'fulfilled' ? `stored in ${first.value.stream}` : '';
          return acknowledged(each, stored);
        },
        isOpen: () => !connection.isClosed(),
        close: () => connection.close(),
      };
    };
  },
});

/** How long the server may take is the lane's to say: then the connection is given up, with all that waits on it. */
const NO_TIMEOUT = 2 ** 31 - 1;
