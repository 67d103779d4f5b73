/**
 * A strict broker that speaks what a producer needs of Kafka's protocol: there is none in Debian. Every request is checked by
 * its schema, every batch of records with its checksum and its sequence numbers; what is wrong is written to `violations`
 * and ends the connection. What is acknowledged is in `records` before, and there after `kill -9`. Some topics are odd, by name.
 *
 *     broker.ts FOLDER PORT TLS_PORT: with the certificates of `Place` in the folder; all must log in as lanner, right-secret
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer as createPlain, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTls } from 'node:tls';
import {
  readMessage,
  readTags,
  Reader,
  utf8,
  Violation,
  writeMessage,
  integer,
  type Message,
  type Value,
} from './codec.ts';
import { APIS, ERRORS, type Api, type ApiName } from './messages.ts';
import { readBatch, type KafkaRecord, type RecordBatch } from './records.ts';
import { exchange, MECHANISMS, type Exchange } from './sasl.ts';

/** A line of the file `records`. */
export interface StoredRecord extends KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly compression: string;
  readonly producer: string;
  readonly sequence: number;
}

interface Topic {
  readonly partitions: number;
  readonly maxBytes?: number;
  /** The first batch of each producer is stored, and the connection ends before that is said. */
  readonly hangsUp?: boolean;
  /** Of this partition too few replicas are there. */
  readonly short?: number;
}

const TOPICS: Readonly<Record<string, Topic>> = {
  alerts: { partitions: 1 },
  spread: { partitions: 3 },
  small: { partitions: 1, maxBytes: 4000 },
  'hangs-up': { partitions: 1, hangsUp: true },
  'half-short': { partitions: 3, short: 1 },
};
const CREATED: Topic = { partitions: 1 };
const MAX_REQUEST = 100 * 1024 * 1024;
const MAX_BATCH = 1_048_588;

const [folder = '', plainPort = '0', tlsPort = '0'] = process.argv.slice(2);
const at = (name: string): string => join(folder, name);
const created = new Set<string>();
let nextProducer = BigInt(Date.now());

/** What follows in a partition from a producer, and the offset of what was stored last. */
const sequences = new Map<string, { next: number; last: number }>();
const offsets = new Map<string, bigint>();
for (const line of existsSync(at('records')) ? readFileSync(at('records'), 'utf8').trimEnd().split('\n') : []) {
  const { producer, topic, partition, sequence } = JSON.parse(line) as StoredRecord;
  sequences.set(`${producer} ${topic} ${partition}`, { next: sequence + 1, last: sequence });
  offsets.set(`${topic} ${partition}`, (offsets.get(`${topic} ${partition}`) ?? 0n) + 1n);
}

interface Session {
  readonly port: number;
  exchange?: Exchange;
  /** The connection is to end without an answer. */
  hangsUp?: boolean;
}

type Handler = (request: Message, session: Session) => Message;

const HANDLERS: Readonly<Record<ApiName, Handler>> = {
  ApiVersions: () => versions(ERRORS.none),
  SaslHandshake({ mechanism }, session) {
    const isKnown = MECHANISMS.some((one) => one === mechanism);
    if (isKnown) session.exchange = exchange(String(mechanism), 'lanner', 'right-secret');
    return {
      errorCode: isKnown ? ERRORS.none : ERRORS.unsupportedSaslMechanism,
      mechanisms: MECHANISMS.map((name) => ({ name })),
    };
  },
  SaslAuthenticate({ authBytes }, session) {
    if (session.exchange === undefined) throw new Violation('SaslAuthenticate before SaslHandshake');
    const answer = session.exchange.next(authBytes as Buffer);
    return {
      errorCode: answer === undefined ? ERRORS.saslAuthenticationFailed : ERRORS.none,
      // As brokers do, with what they were given
      errorMessage: answer === undefined ? `Authentication failed: ${(authBytes as Buffer).toString()}` : null,
      authBytes: answer ?? Buffer.alloc(0),
      sessionLifetimeMs: 0n,
    };
  },
  Metadata({ topics, allowAutoTopicCreation }, { port }) {
    const names = ((topics ?? []) as readonly Message[]).map(({ name }) => String(name));
    return {
      throttleTimeMs: 0,
      brokers: [{ nodeId: 1, host: '127.0.0.1', port, rack: null }],
      clusterId: 'strict',
      controllerId: 1,
      clusterAuthorizedOperations: -2_147_483_648,
      topics: names.map((name) => {
        if (!/^[A-Za-z0-9._-]{1,249}$/.test(name)) throw new Violation(`'${name}' is no topic`);
        if (allowAutoTopicCreation === true && name.startsWith('new')) created.add(name);
        const topic = topicOf(name);
        return {
          errorCode: topic === undefined ? ERRORS.unknownTopicOrPartition : ERRORS.none,
          name,
          topicId: Buffer.alloc(16),
          isInternal: false,
          authorizedOperations: -2_147_483_648,
          partitions: Array.from({ length: topic?.partitions ?? 0 }, (_, index) => ({
            errorCode: ERRORS.none,
            index,
            leaderId: 1,
            leaderEpoch: 0,
            replicaNodes: [1],
            isrNodes: [1],
            offlineReplicas: [],
          })),
        };
      }),
    };
  },
  InitProducerId({ transactionalId }) {
    if (transactionalId !== null) throw new Violation('there are no transactions here');
    return { throttleTimeMs: 0, errorCode: ERRORS.none, producerId: nextProducer++, producerEpoch: 0 };
  },
  Produce({ acks, transactionalId, topics }, session) {
    if (transactionalId !== null) throw new Violation('there are no transactions here');
    if (acks !== -1) throw new Violation(`acks is ${String(acks)}, not -1 (all)`);
    return {
      throttleTimeMs: 0,
      responses: (topics as readonly Message[]).map(({ name, partitions }) => ({
        name: name ?? '',
        partitions: (partitions as readonly Message[]).map(({ index, records }) => {
          const [errorCode, baseOffset] = produced(String(name), Number(index), records as Buffer | null, session);
          return { index: Number(index), errorCode, baseOffset, ...APPENDED };
        }),
      })),
    };
  },
};

const APPENDED = { logAppendTimeMs: -1n, logStartOffset: 0n, recordErrors: [], errorMessage: null };

function versions(errorCode: number): Message {
  const apiKeys = Object.values(APIS).map(({ key, min, max }) => ({ apiKey: key, minVersion: min, maxVersion: max }));
  return { errorCode, apiKeys, throttleTimeMs: 0 };
}

function topicOf(name: string): Topic | undefined {
  return Object.hasOwn(TOPICS, name) ? TOPICS[name] : created.has(name) ? CREATED : undefined;
}

/** The code of an error, and the offset of the first record. */
function produced(name: string, partition: number, bytes: Buffer | null, session: Session): [number, bigint] {
  const topic = topicOf(name);
  if (bytes === null) throw new Violation('no records');
  const batch = readBatch(bytes);
  if (topic === undefined || partition < 0 || partition >= topic.partitions)
    return [ERRORS.unknownTopicOrPartition, -1n];
  if (bytes.length > (topic.maxBytes ?? MAX_BATCH)) return [ERRORS.messageTooLarge, -1n];
  if (topic.short === partition) return [ERRORS.notEnoughReplicas, -1n];
  if (batch.producerId < 0n || batch.producerEpoch !== 0) throw new Violation('the producer is not idempotent');
  const id = `${batch.producerId} ${name} ${partition}`;
  const { next, last } = sequences.get(id) ?? { next: 0, last: -1 };
  const place = `${name} ${partition}`;
  const offset = offsets.get(place) ?? 0n;
  const end = batch.baseSequence + batch.records.length;
  // What is there already is acknowledged once more
  if (end - 1 === last) return [ERRORS.none, offset - BigInt(batch.records.length)];
  if (batch.baseSequence !== next) return [ERRORS.outOfOrderSequenceNumber, -1n];
  store(name, partition, batch);
  sequences.set(id, { next: end, last: end - 1 });
  offsets.set(place, offset + BigInt(batch.records.length));
  if (topic.hangsUp === true && batch.baseSequence === 0) session.hangsUp = true;
  return [ERRORS.none, offset];
}

function store(
  topic: string,
  partition: number,
  { records, producerId, baseSequence, compression }: RecordBatch,
): void {
  const lines = records.map((record, index) => {
    const sequence = baseSequence + index;
    const stored: StoredRecord = { ...record, topic, partition, compression, producer: String(producerId), sequence };
    return `${JSON.stringify(stored)}\n`;
  });
  appendFileSync(at('records'), lines.join(''));
}

/** The answer to a request without its length; `undefined`: the connection ends. */
function answered(bytes: Buffer, session: Session): Buffer | undefined {
  const reader = new Reader(bytes);
  const key = reader.int16();
  const version = reader.int16();
  const correlation = reader.int32();
  const [name, api] = apiOf(key);
  const isFlexible = version >= api.flexible;
  const nameLength = reader.int16();
  if (nameLength >= 0) utf8(reader.take(nameLength));
  if (name === 'ApiVersions' && version > api.max) {
    return response(name, api, 0, correlation, versions(ERRORS.unsupportedVersion));
  }
  if (version < api.min || version > api.max) throw new Violation(`${name} has no version ${version} here`);
  if (isFlexible) readTags(reader);
  const request = readMessage(api.request, version, isFlexible, reader);
  if (reader.left > 0) throw new Violation(`${reader.left} bytes behind ${name}`);
  const isBefore = name === 'ApiVersions' || name === 'SaslHandshake' || name === 'SaslAuthenticate';
  if (!isBefore && session.exchange?.isDone !== true) throw new Violation(`${name} before SaslAuthenticate`);
  const answer = HANDLERS[name](request, session);
  return session.hangsUp === true ? undefined : response(name, api, version, correlation, answer);
}

function apiOf(key: number): [ApiName, Api] {
  const found = (Object.entries(APIS) as [ApiName, Api][]).find(([, api]) => api.key === key);
  if (found === undefined) throw new Violation(`there is no request ${key} here`);
  return found;
}

function response(name: ApiName, api: Api, version: number, correlation: Value, answer: Message): Buffer {
  const isFlexible = version >= api.flexible;
  // The header of this one never changes, so that old clients can read it
  const header = isFlexible && name !== 'ApiVersions' ? [Buffer.of(0)] : [];
  return Buffer.concat([
    integer('int32', correlation),
    ...header,
    writeMessage(api.response, version, isFlexible, answer),
  ]);
}

function serve(socket: Socket, port: number): void {
  const session: Session = { port };
  let received = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    try {
      while (received.length >= 4) {
        const length = received.readInt32BE();
        if (length < 0 || length > MAX_REQUEST) throw new Violation(`a request of ${length} bytes`);
        if (received.length < 4 + length) break;
        const answer = answered(received.subarray(4, 4 + length), session);
        received = received.subarray(4 + length);
        if (answer === undefined) return void socket.destroy();
        socket.write(Buffer.concat([integer('int32', answer.length), answer]));
      }
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      appendFileSync(at('violations'), `${error.message}\n`);
      socket.destroy();
    }
  });
}

createPlain((socket) => serve(socket, Number(plainPort))).listen(Number(plainPort), '127.0.0.1');
createTls(
  {
    cert: readFileSync(at('server.crt')),
    key: readFileSync(at('server.key')),
    ca: readFileSync(at('authority.crt')),
    requestCert: true,
    rejectUnauthorized: true,
  },
  (socket) => serve(socket, Number(tlsPort)),
)
  .on('tlsClientError', () => undefined)
  .listen(Number(tlsPort), '127.0.0.1');
