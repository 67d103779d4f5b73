/**
 * An API server to test with: lists, pages, watches, bookmarks and versions as the real one has them, and strict: what the
 * real one would refuse, or what nobody should ask, is refused and kept. It can be made to misbehave.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface RawObject {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly namespace?: string;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

interface Change {
  readonly version: number;
  readonly resource: string;
  readonly before: RawObject | undefined;
  readonly after: RawObject | undefined;
}

/** One request, in the words of the permissions that it takes. */
export interface Asked {
  readonly verb: 'list' | 'watch' | 'get';
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly url: URL;
}

/** What is wrong with the server: all requests are answered so, or not. */
export type Fault = (response: ServerResponse, asked: Asked) => boolean;

const KINDS: Readonly<Record<string, readonly [group: string, kind: string]>> = {
  pods: ['', 'Pod'],
  namespaces: ['', 'Namespace'],
  services: ['', 'Service'],
  replicationcontrollers: ['', 'ReplicationController'],
  replicasets: ['apps', 'ReplicaSet'],
  deployments: ['apps', 'Deployment'],
};
const PATH = /^\/(?:api\/v1|apis\/(apps)\/v1)(?:\/namespaces\/([^/]+)(?=\/))?\/([a-z]+)(?:\/([^/]+))?$/;
const LIST_QUERY = new Set(['limit', 'continue', 'resourceVersion', 'fieldSelector']);
const WATCH_QUERY = new Set(['watch', 'allowWatchBookmarks', 'timeoutSeconds', 'resourceVersion', 'fieldSelector']);
const JSON_TYPE = 'application/json';
const METADATA = `${JSON_TYPE};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`;
const METADATA_LIST = `${JSON_TYPE};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`;

interface Watcher {
  readonly response: ServerResponse;
  readonly asked: Asked;
  readonly tell: (change: Change) => void;
}

export class TestApiServer implements AsyncDisposable {
  readonly asked: Asked[] = [];
  /** Requests that the real server would refuse. */
  readonly refused: string[] = [];
  fault: Fault | undefined;
  /** Versions before this are forgotten. */
  #oldest = 1;
  #version = 1;
  readonly #objects = new Map<string, Map<string, RawObject>>();
  readonly #changes: Change[] = [];
  readonly #watchers = new Set<Watcher>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => this.#answer(request, response));
  #port = 0;

  constructor() {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts, at the same address as before if it was started before. */
  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Dies: all connections break. Its objects are kept. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#watchers.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.stop();
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get watches(): number {
    return this.#watchers.size;
  }

  /** Adds or changes an object. Its version becomes the next one, or the given one. */
  put(resource: string, object: RawObject, version: number = this.#version + 1): void {
    const objects = this.#of(resource);
    const before = objects.get(object.metadata.uid);
    const after = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    objects.set(object.metadata.uid, after);
    this.#tell({ version, resource, before, after });
  }

  remove(resource: string, uid: string): void {
    const before = this.#of(resource).get(uid);
    assert.ok(before);
    this.#of(resource).delete(uid);
    this.#tell({ version: this.#version + 1, resource, before, after: undefined });
  }

  /** Forgets all changes so far: who has seen no more than an older version must list anew. */
  compact(): void {
    this.#version++;
    this.#oldest = this.#version;
    this.#changes.length = 0;
  }

  /** Tells all watches how far they are. */
  bookmark(): void {
    for (const { response, asked } of this.#watchers) {
      const object = { kind: KINDS[asked.resource]?.[1], metadata: { resourceVersion: String(this.#version) } };
      response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
    }
  }

  /** Ends all watches: in order, in the middle of a line, or by breaking the connection. */
  dropWatches(how: 'end' | 'cut' | 'break' | 'expire'): void {
    for (const { response } of this.#watchers) {
      if (how === 'cut') response.end('{"type":"MODIFIED","object":{"metadata":{"na');
      else if (how === 'expire') response.end(`${JSON.stringify({ type: 'ERROR', object: EXPIRED })}\n`);
      else if (how === 'end') response.end();
      else response.destroy();
    }
    this.#watchers.clear();
  }

  /** Writes into all watches what is none of an API server's. */
  write(text: string): void {
    for (const { response } of this.#watchers) response.write(text);
  }

  #of(resource: string): Map<string, RawObject> {
    const found = this.#objects.get(resource) ?? new Map<string, RawObject>();
    this.#objects.set(resource, found);
    return found;
  }

  #tell(change: Change): void {
    assert.ok(change.version > this.#version, 'versions go up');
    this.#version = change.version;
    this.#changes.push(change);
    for (const watcher of this.#watchers) watcher.tell(change);
  }

  #refuse(response: ServerResponse, code: number, message: string): void {
    if (code === 400) this.refused.push(message);
    response.writeHead(code, { 'content-type': JSON_TYPE });
    response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code }));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://test');
    const [, group = '', namespace, resource = '', name] = PATH.exec(url.pathname) ?? [];
    const verb = name !== undefined ? 'get' : url.searchParams.has('watch') ? 'watch' : 'list';
    const asked: Asked = { verb, group, resource, namespace, url };
    if (request.method !== 'GET') return this.#refuse(response, 400, `${request.method} ${url.pathname}`);
    if (KINDS[resource]?.[0] !== group) return this.#refuse(response, 400, `there is no ${url.pathname}`);
    this.asked.push(asked);
    if (this.fault?.(response, asked) === true) return;
    const { accept = '' } = request.headers;
    const whole = accept === JSON_TYPE;
    if (!whole && accept !== (verb === 'list' ? METADATA_LIST : METADATA)) {
      return this.#refuse(response, 400, `${verb} ${resource} with accept: ${accept}`);
    }
    for (const key of url.searchParams.keys()) {
      const known = verb === 'list' ? LIST_QUERY.has(key) : verb === 'watch' && WATCH_QUERY.has(key);
      if (!known) return this.#refuse(response, 400, `${verb} ${resource} with ${key}`);
    }
    if (verb === 'get') this.#get(response, asked, name ?? '', whole);
    else if (verb === 'list') this.#list(response, asked, whole);
    else this.#watch(response, asked, whole);
  }

  #get(response: ServerResponse, { resource, namespace }: Asked, name: string, whole: boolean): void {
    const found = [...this.#of(resource).values()].find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
    if (found === undefined) return this.#refuse(response, 404, `${resource} "${name}" not found`);
    response.end(JSON.stringify(shape(found, resource, whole)));
  }

  #list(response: ServerResponse, asked: Asked, whole: boolean): void {
    const { searchParams } = asked.url;
    const all = [...this.#of(asked.resource).values()].filter((object) => selected(object, asked));
    const cached = searchParams.get('resourceVersion') === '0';
    if (searchParams.has('continue') && searchParams.has('resourceVersion')) {
      return this.#refuse(response, 400, 'specifying resource version is not allowed when using continue');
    }
    const [from = 0, version = this.#version] = (searchParams.get('continue')?.split('@') ?? []).map(Number);
    if (version < this.#oldest) return this.#refuse(response, 410, 'The provided continue parameter is too old');
    // From its cache, the real one gives all at once.
    const limit = cached ? Infinity : Number(searchParams.get('limit') ?? Infinity);
    const items = all.slice(from, from + limit);
    const more = from + limit < all.length ? { continue: `${from + limit}@${version}` } : {};
    const kind = whole ? `${KINDS[asked.resource]?.[1]}List` : 'PartialObjectMetadataList';
    response.setHeader('content-type', JSON_TYPE);
    response.end(
      JSON.stringify({
        kind,
        apiVersion: 'v1',
        metadata: { resourceVersion: String(version), ...more },
        items: items.map((object) => shape(object, asked.resource, whole)),
      }),
    );
  }

  #watch(response: ServerResponse, asked: Asked, whole: boolean): void {
    const since = Number(asked.url.searchParams.get('resourceVersion') ?? '');
    response.writeHead(200, { 'content-type': JSON_TYPE });
    response.flushHeaders();
    if (since < this.#oldest) {
      response.end(`${JSON.stringify({ type: 'ERROR', object: EXPIRED })}\n`);
      return;
    }
    const tell = ({ resource, before, after }: Change) => {
      if (resource !== asked.resource) return;
      const [was, is] = [before, after].map((each) => (each !== undefined && selected(each, asked) ? each : undefined));
      const object = is ?? was;
      if (object === undefined) return;
      const type = is === undefined ? 'DELETED' : was === undefined ? 'ADDED' : 'MODIFIED';
      const told = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } };
      response.write(`${JSON.stringify({ type, object: shape(told, resource, whole) })}\n`);
    };
    for (const change of this.#changes) if (change.version > since) tell(change);
    const watcher = { response, asked, tell };
    this.#watchers.add(watcher);
    response.once('close', () => this.#watchers.delete(watcher));
  }
}

const EXPIRED = {
  kind: 'Status',
  status: 'Failure',
  message: 'too old resource version: 1 (2)',
  reason: 'Expired',
  code: 410,
};

function shape(object: RawObject, resource: string, whole: boolean): object {
  if (whole) return { ...object, apiVersion: 'v1', kind: KINDS[resource]?.[1] };
  return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: object.metadata };
}

function selected(object: RawObject, { url }: Asked): boolean {
  const [, node] = /^spec\.nodeName=(.*)$/.exec(url.searchParams.get('fieldSelector') ?? '') ?? [];
  return node === undefined || (object['spec'] as { nodeName?: string } | undefined)?.nodeName === node;
}
