/** Records in topics of Kafka. */
import { isIP } from 'node:net';
import type { Producer } from '@platformatic/kafka';
import { DELIVERED, type ChannelType, type DeliveredAlert, type Outcome, type Result } from '../../contract/index.ts';
import { templateOf } from '../../messages/index.ts';
import { connectedChannel, type Connection } from '../over-connection.ts';
import {
  addressProblem,
  checkMessages,
  hostAndPort,
  messageMaker,
  MESSAGE_OPTIONS,
  nameOf,
} from '../queue-messages.ts';
import { isHopeless, reasonOfKafka } from './errors.ts';
import { partsOf, type Part, type Sized } from './parts.ts';

const MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const;

/** A topic has at most 249 characters. */
const MAX_TOPIC = 249;
const PORT = 9092;

export const kafka: ChannelType = connectedChannel({
  name: 'kafka',
  title: 'Kafka',
  summary:
    'Records in topics of Kafka, Redpanda, Event Hubs or whatever speaks the protocol of Kafka 2.4 and later. An alert is delivered when all replicas that are in sync have it (`acks=all`). The producer is idempotent: what is sent again because a connection broke is there once.',
  options: {
    brokers: {
      type: 'list',
      required: true,
      description: 'Brokers to begin with, as host and port: one or a list. The others are learned from them.',
    },
    topic: {
      type: 'template',
      default: 'falco',
      description: 'The topic. In values of the alert, dots and what is no plain character become `_`.',
    },
    key: {
      type: 'template',
      default: '{hostname}',
      description:
        'The key of a record. Those with the same key go to one partition, as with the clients for Java, and keep their order. If it is empty, partitions take turns.',
    },
    create_topics: {
      type: 'boolean',
      default: false,
      description: 'Whether brokers that allow it make a topic that is not there.',
    },
    compression: {
      type: 'choice',
      values: ['none', 'gzip', 'zstd'],
      default: 'none',
      description: 'How records are packed; `zstd` since Kafka 2.1.',
    },
    tls: { type: 'boolean', default: false, description: 'Whether connections are encrypted.' },
    sasl: {
      type: 'choice',
      values: ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
      default: 'none',
      description:
        'How to log in, with `user` and `password`. `plain` shows the password to the broker: with `tls` only.',
    },
    user: { type: 'text', default: '', description: 'The user.' },
    password: { type: 'secret', description: 'The password.' },
    client_id: { type: 'text', default: 'lanner', description: 'The name that brokers see, for quotas and logs.' },
    max_batch: {
      type: 'size',
      default: 900 * 1024,
      description:
        'The most bytes of records that are sent to a partition at once: below `max.message.bytes` of the topic.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: {
    brokers: ['kafka-1.example.org:9093', 'kafka-2.example.org:9093'],
    topic: 'security.alerts',
    tls: true,
    sasl: 'scram-sha-512',
    user: 'lanner',
    password: { env: 'KAFKA_PASSWORD' },
    compression: 'zstd',
  },
  batch: 500,
  noProxy: { why: 'to brokers of Kafka: its clients connect by themselves to all that they learn of' },
  check(options) {
    if (options.brokers.length === 0) return 'brokers: at least one is needed';
    const wrong = options.brokers.map(addressProblem).find((problem) => problem !== undefined);
    if (wrong !== undefined) return `brokers: ${wrong}`;
    if (options.sasl !== 'none' && (options.user === '' || options.password === undefined)) {
      return `sasl: ${options.sasl} needs user and password`;
    }
    return checkMessages(options);
  },
  prepare(options) {
    const make = messageMaker(options);
    const topicOf = nameOf(options.topic, /[^A-Za-z0-9_-]+/g);
    const keyOf = templateOf(options.key);
    const brokers = options.brokers.map((broker) => hostAndPort(broker, PORT));
    const toRecord = (alert: DeliveredAlert): Sized => {
      const { content, json } = make(alert);
      const key = keyOf(content);
      return {
        topic: topicOf(content).slice(0, MAX_TOPIC),
        key: key === '' ? undefined : Buffer.from(key.toWellFormed()),
        value: Buffer.from(json),
        headers: new Map([['uuid', content.id]]),
        timestamp: BigInt(content.timeMs),
      };
    };
    return async (tls) => {
      const { compatibilityPartitioner, Producer, stringSerializer } = await import('@platformatic/kafka');
      const producer = new Producer({
        clientId: options.client_id,
        bootstrapBrokers: brokers,
        idempotent: true,
        compression: options.compression,
        autocreateTopics: options.create_topics,
        retries: RETRIES,
        retryDelay: 100,
        connectTimeout: 10_000,
        requestTimeout: 10_000,
        timeout: 8000,
        metadataMaxAge: 60_000,
        serializers: { headerKey: stringSerializer, headerValue: stringSerializer },
        ...(options.tls ? { tls, tlsServerName: brokers.every(({ host }) => isIP(host) === 0) } : {}),
        ...(options.sasl === 'none'
          ? {}
          : {
              sasl: {
                mechanism: MECHANISMS[options.sasl],
                username: options.user,
                password: options.password?.reveal() ?? '',
              },
            }),
      });
      // The library tells of some failures twice; the second time nobody would listen, and that ends a process
      producer.connections.on('connecting', ({ connection }) => connection.on('error', () => undefined));
      try {
        await producer.metadata({ topics: [] });
      } catch (error) {
        await producer.close(true);
        throw new Error(reasonOfKafka(error), { cause: error });
      }
      return connectionOf(producer, toRecord, compatibilityPartitioner, options.max_batch);
    };
  },
});

/** The library sends again by itself, with the same numbers, by which the broker knows what it has already. */
const RETRIES = 2;

type HeaderProducer = Producer<Buffer, Buffer, string, string>;
type Partitioner = (record: Sized, key: Buffer) => number;

function connectionOf(
  producer: HeaderProducer,
  toRecord: (alert: DeliveredAlert) => Sized,
  partitioner: Partitioner,
  maxBatch: number,
): Connection {
  let turn = 0;
  return {
    async deliver(batch) {
      const records = batch.map(toRecord);
      const topics = Array.from(new Set(records.map(({ topic }) => topic)));
      const results: Result[] = [];
      const parts: Part[] = [];
      await Promise.all(
        topics.map(async (topic) => {
          const indices = Array.from(records.keys()).filter((index) => records[index]?.topic === topic);
          try {
            const { topics: known } = await producer.metadata({ topics: [topic] });
            const count = known.get(topic)?.partitionsCount ?? 1;
            const partitionOf = (record: Sized): number =>
              (record.key === undefined ? turn++ : partitioner(record, record.key)) % count;
            parts.push(...partsOf(records, indices, partitionOf, maxBatch));
          } catch (error) {
            for (const index of indices) results[index] = { kind: 'retry', reason: reasonOfKafka(error) };
          }
        }),
      );
      await Promise.all(parts.map(async (part) => send(producer, part, results)));
      return outcomeOf(results, topics);
    },
    isOpen: () => producer.isConnected(),
    close: () => producer.close(true),
  };
}

/** One after the other: what follows one that has failed is not sent, so that the order is kept. */
async function send(producer: HeaderProducer, { chunks }: Part, results: Result[]): Promise<void> {
  let failed: Result | undefined;
  for (const { indices, messages } of chunks) {
    const result = failed ?? (await produced(producer, messages));
    if (result.kind === 'retry') failed = result;
    for (const index of indices) results[index] = result;
  }
}

async function produced(producer: HeaderProducer, messages: Part['chunks'][number]['messages']): Promise<Result> {
  try {
    await producer.send({ messages: [...messages] });
    return DELIVERED;
  } catch (error) {
    // Alone it is known which one it is
    const isRefused = messages.length === 1 && isHopeless(error);
    return { kind: isRefused ? 'refused' : 'retry', reason: reasonOfKafka(error) };
  }
}

function outcomeOf(results: readonly Result[], topics: readonly string[]): Outcome {
  const failed = results.find((result) => result.kind !== 'delivered');
  return { result: results, answer: failed === undefined ? `in ${topics.join(', ')}` : failed.reason };
}
