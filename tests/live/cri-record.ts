/**
 * Stands in for `cri-driver.ts`, with the same arguments, and records what the runtime answers to each question that Lanner
 * has while the pod is there: into `recorded.json`, as a `RecordedPod`.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GrpcError, GrpcSocket } from '../../packages/context/src/runtimes/grpc/client.ts';
import type { Method } from '../../packages/context/src/runtimes/grpc/client.ts';
import { CONTAINER_RUNNING, criMethods } from '../../packages/context/src/runtimes/grpc/cri-messages.ts';
import { RAW, pack } from '../../packages/context/src/runtimes/recording.test.ts';
import type { RecordedPod } from '../../packages/context/src/runtimes/recording.test.ts';

const DRIVER = fileURLToPath(new URL('cri-driver.ts', import.meta.url));
const METHODS = criMethods('v1');
/** What it tells after the pod is there, ms. */
const LISTEN = 1000;

const [, , path = '', action = '', argument = ''] = process.argv;

async function drive(): Promise<void> {
  await promisify(execFile)(process.execPath, [...process.execArgv, DRIVER, path, action, argument]);
}

async function record(): Promise<RecordedPod> {
  const socket = new GrpcSocket(path);
  const ask = async <Q, A>(method: Method<Q, A>, request: Partial<Q>): Promise<string> =>
    pack(await socket.call({ ...method, response: RAW }, request));
  const events: string[] = [];
  const listening = socket.stream({ ...METHODS.events, response: RAW }, {}, (event) => void events.push(pack(event)));
  listening.catch(() => undefined);
  await drive();
  await delay(LISTEN);
  const [container, sandbox] = ['long', 'sandbox'].map((name) => readFileSync(name, 'utf8')) as [string, string];
  const { status } = await socket.call(METHODS.containerStatus, { id: container, verbose: true });
  if (status?.state !== CONTAINER_RUNNING) throw new Error('the container does not run');
  const image = status.imageRef;
  const absent = await socket.call(METHODS.containerStatus, { id: 'a'.repeat(64), verbose: true }).then(
    () => NaN,
    (error: unknown) => (error instanceof GrpcError ? error.code : NaN),
  );
  const recorded = {
    container,
    sandbox,
    image,
    absent,
    version: await ask(METHODS.version, { version: '0.1.0' }),
    listContainers: await ask(METHODS.listContainers, {}),
    listSandboxes: await ask(METHODS.listSandboxes, {}),
    containerStatus: await ask(METHODS.containerStatus, { id: container, verbose: true }),
    sandboxStatus: await ask(METHODS.sandboxStatus, { id: sandbox, verbose: true }),
    imageStatus: await ask(METHODS.imageStatus, { image: { image, userSpecified: '' } }),
    events,
  };
  socket.close();
  return recorded;
}

if (action === 'start') writeFileSync('recorded.json', JSON.stringify(await record()));
else if (action === 'stop') await drive();
