/** Messages on topics of an MQTT broker. */
import type { Socket } from 'node:net';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { ChannelType } from '../../contract/index.ts';
import type { TlsSettings } from '../../http/index.ts';
import { connectedChannel } from '../over-connection.ts';
import type { Way } from '../proxy.ts';
import { acknowledged, checkMessages, messageMaker, MESSAGE_OPTIONS, nameOf } from '../queue-messages.ts';

const PORT = 1883;
const TLS_PORT = 8883;
const QOS = { '0': 0, '1': 1, '2': 2 } as const;

export const mqtt: ChannelType = connectedChannel({
  name: 'mqtt',
  title: 'MQTT',
  summary: 'Messages on topics of an MQTT broker, such as Mosquitto, EMQX, HiveMQ, AWS IoT.',
  options: {
    url: {
      type: 'url',
      noUser: true,
      protocols: ['mqtt:', 'mqtts:', 'tcp:', 'ssl:', 'ws:', 'wss:'],
      required: true,
      description: 'The address of the broker; `mqtts://`, `ssl://` and `wss://` for an encrypted connection.',
    },
    topic: {
      type: 'template',
      default: 'falco/events',
      description: 'The topic. In values of the alert, `/`, wildcards and what is no plain character become `_`.',
    },
    qos: {
      type: 'choice',
      values: ['0', '1', '2'],
      default: '1',
      description:
        'The quality of service. With 1 and 2 the broker acknowledges each message. With 0 nothing tells whether it has arrived.',
    },
    retained: {
      type: 'boolean',
      default: false,
      description: 'Whether the broker keeps the last message of each topic for those who subscribe later.',
    },
    user: { type: 'text', default: '', description: 'The user.' },
    password: { type: 'secret', description: 'The password.' },
    client_id: { type: 'text', default: '', description: 'The identity of this client, if the broker asks for one.' },
    version: {
      type: 'choice',
      values: ['3.1.1', '5'],
      default: '3.1.1',
      description: 'The version of the protocol. With 5 the broker says why it refuses a message.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { url: 'mqtts://mqtt.example.org:8883', topic: 'alerts/{priority:lower}', ca_cert: '/etc/lanner/ca.pem' },
  batch: 100,
  noProxy: { why: 'with `ws://` and `wss://`', when: ({ url }) => /^wss?:/.test(url) },
  check: checkMessages,
  prepare(options) {
    const make = messageMaker(options);
    const topic = nameOf(options.topic, /[^A-Za-z0-9_.=@-]+/g);
    const qos = QOS[options.qos];
    return async (tls, { proxied }) => {
      const { connectAsync, MqttClient } = await import('mqtt');
      const settings: IClientOptions = {
        ...tls,
        ...(options.user === '' ? {} : { username: options.user }),
        ...(options.password === undefined ? {} : { password: options.password.reveal() }),
        ...(options.client_id === '' ? {} : { clientId: options.client_id }),
        protocolVersion: options.version === '5' ? 5 : 4,
        reconnectPeriod: 0,
        connectTimeout: 10_000,
      };
      const place = new URL(options.url);
      const client =
        proxied === undefined
          ? await connectAsync(options.url, settings, false)
          : await connected(new MqttClient(overSocket(await socketTo(place, proxied, tls)), settings));
      const { promise: lost, reject } = Promise.withResolvers<never>();
      lost.catch(() => undefined);
      client.on('error', reject);
      client.on('close', () => reject(new Error('the broker has closed the connection')));
      return {
        async deliver(batch) {
          const each = batch.map(make).map(async ({ content, json }) => {
            const sent = client.publishAsync(topic(content), json, { qos, retain: options.retained });
            await Promise.race([sent, lost]);
          });
          return acknowledged(each, qos === 0 ? 'sent; nothing is acknowledged with qos 0' : 'acknowledged');
        },
        isOpen: () => client.connected,
        close: () => client.endAsync(true),
      };
    };
  },
});

/** To a broker through a proxy. */
async function socketTo(
  { protocol, hostname, port }: URL,
  proxied: NonNullable<Way['proxied']>,
  tls: TlsSettings,
): Promise<Socket> {
  const isTls = ['mqtts:', 'ssl:'].includes(protocol);
  const host = hostname.replace(/^\[|\]$/g, '');
  return proxied(host, port === '' ? (isTls ? TLS_PORT : PORT) : Number(port), isTls ? tls : undefined);
}

const overSocket = (socket: Socket) => (): Socket => socket;

/** Resolves when the broker has let us in. */
async function connected(client: MqttClient): Promise<MqttClient> {
  const entered = Promise.withResolvers<void>();
  client.on('error', entered.reject);
  client.once('close', () => entered.reject(new Error('the broker has closed the connection')));
  client.once('connect', () => entered.resolve());
  try {
    await entered.promise;
    return client;
  } catch (error) {
    client.end(true);
    throw error;
  }
}
