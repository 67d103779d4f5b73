/** Messages in queues of RabbitMQ. */
import type { Channel as Link, Message as Returned } from 'amqplib';
import type { ChannelType } from '../../contract/index.ts';
import { amqpPlace, AMQP_URL_OPTION } from '../amqp-address.ts';
import { tlsTo } from '../../http/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { acknowledged, checkMessages, messageMaker, MESSAGE_OPTIONS, nameOf } from '../queue-messages.ts';

const TLS_PORT = 5671;

export const rabbitmq: ChannelType = connectedChannel({
  name: 'rabbitmq',
  title: 'RabbitMQ',
  summary:
    'Persistent messages for RabbitMQ and whatever speaks AMQP 0-9-1, each confirmed by the broker. One that reaches no queue is tried again.',
  options: {
    url: AMQP_URL_OPTION,
    queue: { type: 'text', default: '', description: 'The queue, if there is no `exchange`.' },
    declare: {
      type: 'boolean',
      default: true,
      description: 'Makes `queue` if it is not there: durable, classic. Without it the queue must exist.',
    },
    exchange: { type: 'text', default: '', description: 'The exchange, which must exist.' },
    routing_key: {
      type: 'template',
      default: '{priority:lower}.{source}',
      description: 'The routing key for `exchange`. In values of the alert, what is no plain character becomes `_`.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'amqp://lanner:XXXX@rabbitmq.example.org:5672/security', queue: 'alerts' },
  batch: 200,
  noProxy: {
    why: 'with `amqp://`: only with `amqps://`',
    when: ({ url }) => !url.reveal().startsWith('amqps:'),
  },
  check: (options) =>
    (options.queue === '') === (options.exchange === '')
      ? 'either queue or exchange must be given'
      : checkMessages(options),
  prepare(options, { userAgent }) {
    const make = messageMaker(options);
    const { queue, exchange } = options;
    const key = queue === '' ? nameOf(options.routing_key, /[^A-Za-z0-9_-]+/g) : (): string => queue;
    return async (tls, { proxied }) => {
      const { connect } = await import('amqplib');
      const place = amqpPlace(options.url.reveal());
      const socket = await proxied?.(place.hostname, place.port ?? TLS_PORT);
      const connection = await connect(place, {
        ...(socket === undefined ? tls : { ...tlsTo(place.hostname, tls), socket }),
        timeout: 10_000,
        clientProperties: { connection_name: userAgent },
      });
      // Closed connections are seen by what waits for a confirmation
      connection.on('error', () => undefined);
      const link = await connection.createConfirmChannel();
      const state = watch(link);
      if (queue === '') await link.checkExchange(exchange);
      else if (options.declare) await link.assertQueue(queue, { durable: true });
      else await link.checkQueue(queue);
      return {
        async deliver(batch) {
          const each = batch.map(make).map(async ({ content, json }) => {
            const confirmed = Promise.withResolvers<void>();
            link.publish(
              exchange,
              key(content),
              Buffer.from(json),
              {
                persistent: true,
                mandatory: true,
                messageId: content.id,
                contentType: 'application/json',
                appId: 'lanner',
                type: 'alert',
                timestamp: Math.trunc(content.timeMs / 1000),
              },
              (error: unknown) =>
                error === null || error === undefined ? confirmed.resolve() : confirmed.reject(error),
            );
            await Promise.race([confirmed.promise, state.lost]);
            // The return of a message comes before its confirmation
            if (state.returned.delete(content.id)) throw new Error(`no queue takes routing key '${key(content)}'`);
          });
          return acknowledged(each, 'confirmed');
        },
        isOpen: state.isOpen,
        close: () => connection.close(),
      };
    };
  },
});

interface LinkState {
  /** Rejects when the channel or its connection is closed. */
  readonly lost: Promise<never>;
  /** The identities of messages that reached no queue. */
  readonly returned: Set<string>;
  isOpen(): boolean;
}

function watch(link: Link): LinkState {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  lost.catch(() => undefined);
  const returned = new Set<string>();
  let isOpen = true;
  const end = (error?: Error): void => {
    isOpen = false;
    reject(error ?? new Error('the broker has closed the connection'));
  };
  link.on('error', end);
  link.on('close', () => end());
  link.on('return', ({ properties }: Returned) => void returned.add(String(properties.messageId)));
  return { lost, returned, isOpen: () => isOpen };
}
