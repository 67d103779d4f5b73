/** CRI-O is in no Debian suite: a strict server of its interface answers in its place, with data of its shape. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http2';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openGrpcRuntime } from './grpc-runtime.ts';
import { criMethods } from './grpc/cri-messages.ts';
import type { Message } from '../protobuf/index.ts';
import type { RuntimeClient, RuntimeEvent } from './types.ts';

const directory = mkdtempSync(join(tmpdir(), 'lanner-crio-'));
const path = join(directory, 'crio.sock');
const CONTAINER = 'c'.repeat(64);
const SANDBOX = 'd'.repeat(64);
const IMAGE_ID = 'e'.repeat(64);
const DIGEST = `sha256:${'f'.repeat(64)}`;

const OK = 0;
const INVALID = 3;
const NOT_FOUND = 5;
const UNIMPLEMENTED = 12;

type Answer = Uint8Array | { readonly status: number };
interface Served {
  readonly request: Message<object>;
  answer(request: object): Answer;
}

/** Only what is exactly right is answered. */
class StrictServer {
  readonly #methods = new Map<string, Served>();
  readonly #server: Http2Server = createServer();

  constructor() {
    this.#server.on('stream', (stream, headers) => this.#serve(stream, headers));
  }

  add<Q extends object, A>(
    method: { readonly path: string; readonly request: Message<Q>; readonly response: Message<A> },
    answer: (request: Q) => Partial<A> | { readonly status: number },
  ): void {
    const request = method.request as unknown as Message<object>;
    this.#methods.set(method.path, {
      request,
      answer: (given) => {
        const found = answer(given as Q);
        return 'status' in found && typeof found.status === 'number'
          ? { status: found.status }
          : method.response.encode(found as Partial<A>);
      },
    });
  }

  listen(at: string): Promise<void> {
    return new Promise((resolve) => void this.#server.listen(at, resolve));
  }

  close(): void {
    this.#server.close();
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => void parts.push(part));
    stream.on('end', () => this.#answer(stream, headers, Buffer.concat(parts)));
    stream.on('error', () => undefined);
  }

  #answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: Buffer): void {
    const served = this.#methods.get(String(headers[':path']));
    const proper =
      headers[':method'] === 'POST' &&
      headers['content-type'] === 'application/grpc' &&
      headers['te'] === 'trailers' &&
      String(headers[':authority']).startsWith('localhost') &&
      body[0] === 0 &&
      body.readUInt32BE(1) === body.length - 5;
    if (!proper || served === undefined) return fail(stream, proper ? UNIMPLEMENTED : INVALID);
    const bytes = body.subarray(5);
    const request = served.request.decode(bytes);
    // Nothing that the definition does not have.
    if (!bytes.equals(served.request.encode(request))) return fail(stream, INVALID);
    const answer = served.answer(request);
    if ('status' in answer) return fail(stream, answer.status);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(answer.length, 1);
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': OK }));
    stream.end(Buffer.concat([prefix, answer]));
  }
}

function fail(stream: ServerHttp2Stream, status: number): void {
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': 'no%20such%20thing' },
    { endStream: true },
  );
}

const CONTAINER_INFO = {
  sandboxID: SANDBOX,
  pid: 4711,
  privileged: true,
  runtimeSpec: { annotations: { 'io.kubernetes.cri-o.ContainerType': 'container' } },
};
const CNI = { cniVersion: '1.0.0', interfaces: [{ name: 'eth0' }], ips: [{ address: '10.85.0.7/16' }] };
const SANDBOX_INFO = {
  image: 'registry.k8s.io/pause:3.9',
  pid: 4700,
  runtimeSpec: { annotations: { 'io.kubernetes.cri-o.CNIResult': JSON.stringify(CNI) } },
};
const KUBELET = {
  'io.kubernetes.pod.name': 'api-5d9c',
  'io.kubernetes.pod.namespace': 'shop',
  'io.kubernetes.pod.uid': '0f0e0d0c-1111-2222-3333-444455556666',
};

function crio(): StrictServer {
  const methods = criMethods('v1');
  const server = new StrictServer();
  server.add(methods.version, () => ({ runtimeName: 'cri-o', runtimeVersion: '1.30.4' }));
  server.add(methods.listContainers, () => ({ containers: [{ id: CONTAINER, sandboxId: SANDBOX, state: 1 }] }));
  server.add(methods.listSandboxes, () => ({ items: [{ id: SANDBOX, state: 0 }] }));
  server.add(methods.containerStatus, ({ id }) =>
    id !== CONTAINER
      ? { status: NOT_FOUND }
      : {
          status: {
            id,
            metadata: { name: 'api' },
            state: 1,
            createdAt: 1_790_000_000_000_000_000n,
            image: { image: 'quay.io/shop/api:2.1', userSpecified: '' },
            imageRef: `quay.io/shop/api@${DIGEST}`,
            labels: { ...KUBELET, 'io.kubernetes.container.name': 'api' },
            annotations: {},
            mounts: [
              { containerPath: '/etc/hosts', hostPath: '/var/lib/kubelet/hosts', readonly: true, propagation: 1 },
            ],
          },
          info: { info: JSON.stringify(CONTAINER_INFO) },
        },
  );
  server.add(methods.sandboxStatus, ({ id }) =>
    id !== SANDBOX
      ? { status: NOT_FOUND }
      : {
          status: {
            id,
            metadata: { name: 'api-5d9c', uid: KUBELET['io.kubernetes.pod.uid'], namespace: 'shop' },
            state: 0,
            createdAt: 1n,
            network: { ip: '10.85.0.7' },
            linux: { namespaces: { options: { network: 0, pid: 2, ipc: 0 } } },
            labels: { ...KUBELET, app: 'api' },
            annotations: {},
          },
          info: { info: JSON.stringify(SANDBOX_INFO) },
        },
  );
  server.add(methods.imageStatus, () => ({
    image: { id: IMAGE_ID, repoTags: ['quay.io/shop/api:2.1'], repoDigests: [`quay.io/shop/api@${DIGEST}`] },
  }));
  server.add(methods.events, () => ({ containerId: CONTAINER, type: 1, createdAt: 5n }));
  return server;
}

let client: RuntimeClient;
const server = crio();
before(async () => {
  await server.listen(path);
  client = await openGrpcRuntime(path);
});
after(() => {
  client.close();
  server.close();
  rmSync(directory, { recursive: true });
});

test('it is known by its name, and not taken for containerd', async () => {
  assert.equal(client.description, 'cri-o 1.30.4');
  assert.deepEqual(await client.list(), [CONTAINER, SANDBOX]);
  await client.ping();
});

const POD = {
  sandboxId: SANDBOX,
  labels: { ...KUBELET, app: 'api' },
  name: 'api-5d9c',
  namespace: 'shop',
  uid: KUBELET['io.kubernetes.pod.uid'],
  ip: '10.85.0.7',
  cniJson: JSON.stringify(CNI),
};

test('a container has all that its status, its image and the sandbox of its pod tell', async () => {
  assert.deepEqual(await client.inspect(CONTAINER), {
    fullId: CONTAINER,
    type: 'cri-o',
    name: 'api',
    image: 'quay.io/shop/api:2.1',
    repository: 'quay.io/shop/api',
    tag: '2.1',
    digest: DIGEST,
    imageId: IMAGE_ID,
    privileged: true,
    labels: { ...KUBELET, 'io.kubernetes.container.name': 'api' },
    mounts: [
      {
        source: '/var/lib/kubelet/hosts',
        destination: '/etc/hosts',
        mode: '',
        writable: false,
        propagation: 'rslave',
      },
    ],
    pid: 4711,
    pod: POD,
    ip: '10.85.0.7',
    cniJson: JSON.stringify(CNI),
    hostPid: true,
    hostNetwork: false,
    hostIpc: false,
  });
});

test('the sandbox of a pod is a container as well, and others are unknown', async () => {
  const sandbox = await client.inspect(SANDBOX);
  assert.equal(sandbox?.sandbox, true);
  assert.equal(sandbox?.repository, 'registry.k8s.io/pause');
  assert.deepEqual(sandbox?.pod, POD);
  assert.equal(await client.inspect('a'.repeat(64)), undefined);
});

test('its events are told', async () => {
  const events: RuntimeEvent[] = [];
  await client.watch(
    (event) => void events.push(event),
    () => undefined,
  );
  assert.deepEqual(events, [{ what: 'started', id: CONTAINER, time: 5n }]);
});
