/** Topics of a real Mosquitto. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, createServer, type Server as NetServer } from 'node:net';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { checkServer, type Place } from './contract.ts';
import { freePort, isListening, librariesIn, Server } from '../debian.ts';

async function start({ folder, port, tlsPort }: Place): Promise<Server> {
  if (way === undefined) await openWay(port);
  const at = (name: string): string => join(folder, name);
  const made = spawnSync(at('usr/bin/mosquitto_passwd'), ['-b', '-c', at('passwords'), 'lanner', 'right-secret'], {
    env: { LD_LIBRARY_PATH: librariesIn(folder) },
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(made.stderr);
  writeFileSync(
    at('mosquitto.conf'),
    `user root
allow_anonymous false
password_file ${at('passwords')}
persistence true
persistence_location ${folder}/
listener ${brokerPort} 127.0.0.1
listener ${tlsPort} 127.0.0.1
cafile ${at('authority.crt')}
certfile ${at('server.crt')}
keyfile ${at('server.key')}
require_certificate true
`,
  );
  const server = new Server(folder, 'mosquitto', ['-c', at('mosquitto.conf')]);
  await server.until(() => isListening(brokerPort));
  return server;
}

/** What a subscriber has had that connects anew whenever the broker is there again. */
const subscribed: string[] = [];
let subscriber: MqttClient | undefined;
/** A broker gives nobody what came before he subscribed: until then the way to it is closed for others. */
let isSubscribed = false;
let brokerPort = 0;
let way: NetServer | undefined;
after(async () => {
  await subscriber?.endAsync(true);
  way?.close();
});

async function subscribe(): Promise<void> {
  subscriber = await connectAsync(`mqtt://127.0.0.1:${brokerPort}`, {
    username: 'lanner',
    password: 'right-secret',
    reconnectPeriod: 5,
  });
  subscriber.on('message', (_, payload) => void subscribed.push(payload.toString()));
  subscriber.on('close', () => (isSubscribed = false));
  subscriber.on('packetreceive', ({ cmd }) => (isSubscribed ||= cmd === 'suback'));
  await subscriber.subscribeAsync('alerts/#', { qos: 1 });
}

/** Leads from the port of the test to the broker. */
async function openWay(port: number): Promise<void> {
  brokerPort = await freePort();
  way = createServer((socket) => {
    socket.on('error', () => undefined);
    if (!isSubscribed) {
      socket.destroy();
      return;
    }
    const onward = connect(brokerPort, '127.0.0.1');
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  }).listen(port, '127.0.0.1');
  await once(way, 'listening');
}

checkServer({
  packages: ['mosquitto'],
  start,
  prepare: subscribe,
  tlsOptions: ({ tlsPort }) => ({ url: `mqtts://127.0.0.1:${tlsPort}` }),
  wrongOptions: () => ({ password: 'wrong-secret' }),
  channels: [
    {
      type: 'mqtt',
      options: ({ port }) => ({
        url: `mqtt://127.0.0.1:${port}`,
        user: 'lanner',
        password: 'right-secret',
        topic: 'alerts/{priority:lower}/{rule}',
      }),
      async received(_, count) {
        for (let n = 0; subscribed.length < count && n < 100; n++) await sleep(20);
        return [...subscribed];
      },
    },
  ],
});
