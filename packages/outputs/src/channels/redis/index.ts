/** Alerts in a list or a stream of Redis. */
import type { Socket } from 'node:net';
import type { AbstractConnector, RedisOptions } from 'ioredis';
import { delivered, type ChannelType } from '../../contract/index.ts';
import { tlsTo } from '../../http/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { addressProblem, checkMessages, hostAndPort, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';

export const redis: ChannelType = connectedChannel({
  name: 'redis',
  title: 'Redis',
  summary:
    'Alerts in a stream or a list of Redis, Valkey or whatever speaks their protocol. A batch is one transaction. What Redis keeps when it ends is up to its own `appendonly`.',
  options: {
    address: { type: 'text', default: 'localhost:6379', check: addressProblem, description: 'Host and port.' },
    tls: { type: 'boolean', default: false, description: 'Whether the connection is encrypted.' },
    user: { type: 'text', default: '', description: 'The user, if not the default one.' },
    password: { type: 'secret', description: 'The password.' },
    database: { type: 'number', integer: true, min: 0, default: 0, description: 'The number of the database.' },
    storage: {
      type: 'choice',
      values: ['stream', 'list'],
      default: 'stream',
      description:
        'A stream has entries with the fields `uuid`, `rule`, `priority`, `time` and `alert`, which is the JSON; a list has the JSON at its end.',
    },
    key: { type: 'text', default: 'lanner', description: 'The key of the stream or the list.' },
    max_length: {
      type: 'number',
      integer: true,
      min: 0,
      default: 0,
      description: 'The oldest entries beyond so many are removed, those of a stream roughly; 0: none.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { address: 'redis.example.org:6379', password: { env: 'REDIS_PASSWORD' }, storage: 'stream', key: 'alerts' },
  batch: 200,
  check: checkMessages,
  prepare(options, { userAgent }) {
    const make = messageMaker(options);
    const { key, storage, max_length: max } = options;
    return async (tls, { proxied }) => {
      const { Redis, AbstractConnector } = await import('ioredis');
      const { host, port } = hostAndPort(options.address, 6379);
      const client = new Redis({
        host,
        port,
        ...(options.user === '' ? {} : { username: options.user }),
        ...(options.password === undefined ? {} : { password: options.password.reveal() }),
        ...(options.tls ? { tls: tlsTo(host, tls) } : {}),
        ...(proxied === undefined
          ? {}
          : {
              Connector: connectorOf(AbstractConnector, async () => proxied(host, port, options.tls ? tls : undefined)),
            }),
        db: options.database,
        connectionName: userAgent.replace(/[^\w.-]/g, '-'),
        lazyConnect: true,
        retryStrategy: () => null,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
      });
      const failed = Promise.withResolvers<never>();
      failed.promise.catch(() => undefined);
      client.on('error', failed.reject);
      await Promise.race([client.connect(), failed.promise]);
      return {
        async deliver(batch) {
          const transaction = client.multi();
          for (const { content, json } of batch.map(make)) {
            if (storage === 'list') transaction.rpush(key, json);
            else {
              const { rule, alert, time, id: uuid } = content;
              const length = max === 0 ? [] : ['MAXLEN', '~', String(max)];
              const entry = { uuid, rule, priority: alert.priority, time, alert: json };
              transaction.call('XADD', key, ...length, '*', ...Object.entries(entry).flat());
            }
          }
          if (storage === 'list' && max > 0) transaction.ltrim(key, -max, -1);
          const answers = await transaction.exec();
          for (const [error] of answers ?? []) if (error !== null) throw error;
          return delivered(`${batch.length === 1 ? 'an entry' : `${batch.length} entries`} in ${key}`);
        },
        isOpen: () => client.status === 'ready',
        close: () => client.disconnect(),
      };
    };
  },
});

/** What the library asks for its connection. */
function connectorOf(base: typeof AbstractConnector, connect: () => Promise<Socket>): RedisOptions['Connector'] {
  return class extends base {
    constructor() {
      super(0);
    }

    async connect(): Promise<Socket> {
      return (this.stream = await connect());
    }
  };
}
