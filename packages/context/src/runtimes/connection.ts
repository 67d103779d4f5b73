/** Keeps the connection to one runtime: makes it, watches it, and makes it anew when it breaks. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerMetadata } from '../containers/metadata.ts';
import { KINDS } from './kinds.ts';
import type { FoundSocket } from './sockets.ts';
import { Pace, pauseAfter, within } from './timing.ts';
import type { RuntimeClient, RuntimeEvent } from './types.ts';

/** ms */
const ANSWER_WITHIN = 4000;
const PING_INTERVAL = 20_000;
/** Who was up for so long has not failed at once. */
const STEADY = 10_000;
/** A machine full of containers with health checks makes some hundreds. */
const MOST_EVENTS_A_SECOND = 5000;
const MOST_TOLD = 1024;

export interface ConnectionState {
  readonly phase: 'connecting' | 'up' | 'down';
  /** What answers, once something did. */
  readonly description?: string;
  /** Why it is down. */
  readonly reason?: string;
}

export interface ConnectionHooks {
  onEvent(event: RuntimeEvent): void;
  /** The containers that run, each time the connection is made. */
  onList(ids: readonly string[]): void;
  /** Each time the phase changes. */
  onState?(): void;
}

export class Connection {
  readonly socket: FoundSocket;
  readonly #hooks: ConnectionHooks;
  readonly #closed = new AbortController();
  #state: ConnectionState = { phase: 'connecting' };
  #client: RuntimeClient | undefined;
  #pause = new AbortController();
  /** Of the last event, ns since the epoch: after the connection is made anew, some come once more. */
  #newest = 0n;
  /** What has happened at that time. */
  readonly #told = new Set<string>();
  readonly #pace = new Pace(MOST_EVENTS_A_SECOND);

  constructor(socket: FoundSocket, hooks: ConnectionHooks) {
    this.socket = socket;
    this.#hooks = hooks;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Runs until it is closed. Never rejects. */
  async run(): Promise<void> {
    for (let failures = 0; !this.#closed.signal.aborted;) {
      const since = performance.now();
      let reason = 'the runtime has ended the connection';
      try {
        await this.#session();
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
      this.#client?.close();
      this.#client = undefined;
      if (performance.now() - since > STEADY) failures = 1;
      else if (!this.#pause.signal.aborted) failures++;
      this.#enter({ phase: 'down', reason });
      this.#pause = new AbortController();
      const signal = AbortSignal.any([this.#closed.signal, this.#pause.signal]);
      await delay(pauseAfter(failures), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Tries again now rather than later, if it is down. */
  hurry(): void {
    this.#pause.abort();
  }

  /** Rejects if the runtime is not there or does not answer; undefined: it does not know the container. */
  async inspect(id: string): Promise<ContainerMetadata | undefined> {
    if (this.#client === undefined) throw new Error('there is no connection');
    return within(ANSWER_WITHIN, 'the answer', this.#client.inspect(id));
  }

  close(): void {
    this.#closed.abort();
    this.#client?.close();
  }

  async #session(): Promise<void> {
    const { kind, path } = this.socket;
    const opening = KINDS[kind].open(path);
    // What comes too late is not left open.
    opening.then(
      (client) => void (this.#closed.signal.aborted && client.close()),
      () => undefined,
    );
    const client = await within(ANSWER_WITHIN, 'the connection', opening);
    this.#client = client;
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => undefined);
    const ping = () => within(ANSWER_WITHIN, 'an answer', client.ping()).catch(broken.reject);
    const pinging = setInterval(() => void ping(), PING_INTERVAL);
    const list = async () => this.#hooks.onList(await within(ANSWER_WITHIN, 'the list', client.list()));
    try {
      const watching = client.watch(
        (event) => this.#onEvent(event),
        () => {
          this.#enter({ phase: 'up', description: client.description });
          list().catch(broken.reject);
        },
      );
      await Promise.race([watching, broken.promise]);
    } finally {
      clearInterval(pinging);
    }
  }

  /** Throws, which ends the session, if the runtime tells of more than can be: nothing of it may pile up. */
  #onEvent(event: RuntimeEvent): void {
    if (!this.#pace.take())
      throw new Error(`the runtime tells of more than ${MOST_EVENTS_A_SECOND} events in a second`);
    const key = `${event.what} ${event.id}`;
    if (event.time < this.#newest || (event.time === this.#newest && this.#told.has(key))) return;
    if (event.time > this.#newest || this.#told.size >= MOST_TOLD) this.#told.clear();
    this.#newest = event.time;
    this.#told.add(key);
    this.#hooks.onEvent(event);
  }

  #enter(state: ConnectionState): void {
    this.#state = {
      ...(this.#state.description === undefined ? {} : { description: this.#state.description }),
      ...state,
    };
    this.#hooks.onState?.();
  }
}
