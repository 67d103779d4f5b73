/** Messages over AMQP 1.0. */
import type { ChannelType } from '../../contract/index.ts';
import { amqpPlace, AMQP_URL_OPTION } from '../amqp-address.ts';
import { connectedChannel } from '../over-connection.ts';
import { acknowledged, checkMessages, messageMaker, MESSAGE_OPTIONS, type Message } from '../queue-messages.ts';
import { openLink, type Link } from './link.ts';

export const amqp: ChannelType = connectedChannel({
  name: 'amqp',
  title: 'AMQP 1.0',
  summary:
    'Durable messages for ActiveMQ Artemis, Azure Service Bus, Qpid, RabbitMQ and whatever speaks AMQP 1.0, each accepted by the broker.',
  options: {
    url: AMQP_URL_OPTION,
    address: {
      type: 'text',
      required: true,
      description:
        'Where messages go, as the broker names it: a queue or topic; in RabbitMQ `/amq/queue/NAME` or `/exchange/NAME/KEY`.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'amqps://lanner:XXXX@broker.example.org:5671', address: 'alerts' },
  batch: 200,
  check: checkMessages,
  prepare(options, { userAgent }) {
    const make = messageMaker(options);
    return async (tls, way) => {
      const link = await openLink(amqpPlace(options.url.reveal()), options.address, tls, userAgent, way);
      return {
        deliver: async (batch) => acknowledged(await sendAll(link, batch.map(make)), 'accepted'),
        isOpen: () => link.isOpen(),
        close: () => link.close(),
      };
    };
  },
});

/** One after the other, as the broker takes them; what became of each. */
async function sendAll(link: Link, messages: readonly Message[]): Promise<readonly Promise<void>[]> {
  const each: Promise<void>[] = [];
  for (const message of messages) {
    const isReady = await link.ready().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const sent = isReady === undefined ? link.send(message) : Promise.reject(isReady.error);
    // Looked at when all are under way
    sent.catch(() => undefined);
    each.push(sent);
  }
  return each;
}
