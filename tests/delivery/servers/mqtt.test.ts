/** Topics of a real Mosquitto. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { checkServer, type Place } from './contract.ts';
import { isListening, librariesIn, Server } from '../debian.ts';
import { Gate } from '../gate.ts';

async function start({ folder, port, tlsPort }: Place): Promise<Server> {
  const { behind } = (gate ??= await Gate.at(port));
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
listener ${behind} 127.0.0.1
listener ${tlsPort} 127.0.0.1
cafile ${at('authority.crt')}
certfile ${at('server.crt')}
keyfile ${at('server.key')}
require_certificate true
`,
  );
  const server = new Server(folder, 'mosquitto', ['-c', at('mosquitto.conf')]);
  await server.until(() => isListening(behind));
  return server;
}

/** What a subscriber has had that connects anew whenever the broker is there again. */
const subscribed: string[] = [];
let subscriber: MqttClient | undefined;
let gate: Gate | undefined;
after(async () => {
  await subscriber?.endAsync(true);
  gate?.close();
});

async function subscribe(): Promise<void> {
  subscriber = await connectAsync(`mqtt://127.0.0.1:${gate?.behind}`, {
    username: 'lanner',
    password: 'right-secret',
    reconnectPeriod: 5,
  });
  const setGate = (isOpen: boolean): void => {
    if (gate !== undefined) gate.isOpen = isOpen;
  };
  subscriber.on('message', (_, payload) => void subscribed.push(payload.toString()));
  subscriber.on('close', () => setGate(false));
  subscriber.on('packetreceive', ({ cmd }) => {
    if (cmd === 'suback') setGate(true);
  });
  await subscriber.subscribeAsync('alerts/#', { qos: 1 });
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
