/** Messages on subjects of NATS. */
import { delivered, type ChannelType } from '../../contract/index.ts';
import { contentMaker } from '../../messages/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { checkMessages } from '../queue-messages.ts';
import { connectNats, NO_PROXY, NATS_OPTIONS, roomOf, subjectOf } from './connection.ts';

export const nats: ChannelType = connectedChannel({
  name: 'nats',
  title: 'NATS',
  summary:
    'Messages on subjects of NATS. An alert counts as delivered when the server has it; NATS itself keeps nothing for those who are not there: for that take NATS JetStream.',
  options: NATS_OPTIONS,
  example: { url: 'nats://nats.example.org:4222', subject: 'alerts.{priority:lower}' },
  batch: 200,
  noProxy: NO_PROXY,
  check: checkMessages,
  prepare(options, { userAgent }) {
    const make = contentMaker(options);
    const subject = subjectOf(options.subject);
    return async (tls) => {
      const connection = await connectNats(options, userAgent, tls);
      const room = roomOf(connection, options.max_size);
      return {
        async deliver(batch) {
          for (const content of batch.map(make)) connection.publish(subject(content), content.json(room));
          // The answer to a ping, which comes after all that was sent before
          await Promise.race([connection.flush(), connection.closed().then(lost)]);
          return delivered(`taken by ${connection.getServer()}`);
        },
        isOpen: () => !connection.isClosed(),
        close: () => connection.close(),
      };
    };
  },
});

function lost(error: void | Error): never {
  throw error ?? new Error('the server has closed the connection');
}
