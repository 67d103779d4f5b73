/** What owns the pods: asked for one by one, as to watch all of a cluster would cost its API server too much. */
import { Backoff, pause } from './backoff.ts';
import { OWNER_KINDS, reduceObject } from './objects.ts';
import type { Controller, Owner, OwnerKind } from './objects.ts';
import { StatusError, reasonOf } from './reflector.ts';
import type { Timing } from './timing.ts';
import type { Transport } from './transport.ts';

export interface OwnerEvents {
  put(object: Controller): void;
  gone(uid: string): void;
  failed(kind: OwnerKind, error: Error): void;
  works(kind: OwnerKind): void;
}

interface Entry {
  readonly owner: Owner & { readonly kind: OwnerKind };
  readonly namespace: string;
  /** How many pods or owners it owns. */
  uses: number;
  object: Controller | undefined;
}

const ROOTS: Readonly<Record<OwnerKind, readonly [group: string, resource: string]>> = {
  ReplicaSet: ['/apis/apps/v1', 'replicasets'],
  Deployment: ['/apis/apps/v1', 'deployments'],
  ReplicationController: ['/api/v1', 'replicationcontrollers'],
};
/** Questions that are under way at a time. */
const AT_ONCE = 4;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const OBJECT_BYTES = 4 << 20;

export class Owners {
  readonly #entries = new Map<string, Entry>();
  /** Unique ids of what is to be asked for, in order. */
  readonly #queue = new Set<string>();
  readonly #transport: Transport;
  readonly #events: OwnerEvents;
  readonly #timing: Timing;
  /** Workers that have nothing to do. */
  readonly #idle: (() => void)[] = [];

  constructor(transport: Transport, events: OwnerEvents, timing: Timing) {
    this.#transport = transport;
    this.#events = events;
    this.#timing = timing;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Something is owned by it. Kinds of which no more is asked are passed over. */
  retain(owner: Owner | undefined, namespace: string): void {
    if (owner === undefined || !isKnown(owner)) return;
    const found = this.#entries.get(owner.uid);
    if (found !== undefined) found.uses++;
    else {
      this.#entries.set(owner.uid, { owner, namespace, uses: 1, object: undefined });
      this.#ask(owner.uid);
    }
  }

  /** What was owned by it is gone. */
  release(owner: Owner | undefined): void {
    const entry = owner === undefined ? undefined : this.#entries.get(owner.uid);
    if (entry === undefined || --entry.uses > 0) return;
    this.#entries.delete(entry.owner.uid);
    this.#queue.delete(entry.owner.uid);
    if (entry.object === undefined) return;
    this.#events.gone(entry.owner.uid);
    this.release(entry.object.owner);
  }

  /** Goes on until the signal is aborted. Never fails. */
  async run(signal: AbortSignal): Promise<void> {
    const refresh = setInterval(() => this.#refresh(), this.#timing.refreshMs);
    signal.addEventListener('abort', () => this.#wake());
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work(signal)));
    clearInterval(refresh);
  }

  #refresh(): void {
    for (const uid of this.#entries.keys()) this.#ask(uid);
  }

  #ask(uid: string): void {
    this.#queue.add(uid);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #work(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.#timing.backoff);
    while (!signal.aborted) {
      const [uid] = this.#queue;
      const entry = uid === undefined ? undefined : this.#entries.get(uid);
      if (uid === undefined) {
        await new Promise<void>((resolve) => this.#idle.push(resolve));
        continue;
      }
      this.#queue.delete(uid);
      if (entry === undefined) continue;
      try {
        await this.#fetch(entry, signal);
        backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        this.#events.failed(entry.owner.kind, error instanceof Error ? error : new Error(String(error)));
        // What is forbidden now is so until somebody changes it: asked for again with the next refresh.
        if (error instanceof StatusError && error.status === FORBIDDEN) continue;
        if (this.#entries.has(uid)) this.#queue.add(uid);
        await pause(backoff.next(error instanceof StatusError ? error.retryAfter : undefined), signal);
      }
    }
  }

  async #fetch(entry: Entry, signal: AbortSignal): Promise<void> {
    const { owner, namespace } = entry;
    const [group, resource] = ROOTS[owner.kind];
    const path = `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}/${encodeURIComponent(owner.name)}`;
    const { answerMs } = this.#timing;
    const answer = await this.#transport({ path, metadataOnly: true, answerMs, idleMs: answerMs, signal });
    if (answer.status === NOT_FOUND) {
      await reasonOf(answer);
      return this.#events.works(owner.kind);
    }
    if (answer.status !== 200) throw new StatusError(path, answer.status, await reasonOf(answer), answer.retryAfter);
    const object = reduceObject(owner.kind, await jsonOf(answer.body, path)) as Controller | undefined;
    if (object === undefined) throw new Error(`${path}: the answer is no ${owner.kind}`);
    this.#events.works(owner.kind);
    // Another one of the same name, or nobody asks any more.
    if (object.uid !== owner.uid || this.#entries.get(owner.uid) !== entry) return;
    const before = entry.object?.owner;
    entry.object = object;
    this.#events.put(object);
    if (before?.uid === object.owner?.uid) return;
    this.retain(object.owner, namespace);
    this.release(before);
  }
}

function isKnown(owner: Owner): owner is Owner & { readonly kind: OwnerKind } {
  return OWNER_KINDS.some((kind) => kind === owner.kind);
}

async function jsonOf(body: AsyncIterable<Uint8Array>, path: string): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > OBJECT_BYTES) throw new Error(`${path}: the answer is longer than ${OBJECT_BYTES} bytes`);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Error(`${path}: the answer is not JSON`);
  }
}
