/** All container runtimes of this machine: finds them, watches them, and answers what the engine wants to know. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerIdentity } from '../container-id.ts';
import { bounded, cut } from '../containers/metadata.ts';
import type { ContainerMetadata } from '../containers/metadata.ts';
import { Connection } from './connection.ts';
import type { ConnectionState } from './connection.ts';
import { KINDS } from './kinds.ts';
import { findSockets } from './sockets.ts';
import type { FoundSocket, SocketOptions } from './sockets.ts';
import { Limiter } from './timing.ts';
import type { RuntimeEvent } from './types.ts';

/** What was learned since the last time. */
export interface News {
  readonly found: readonly ContainerMetadata[];
  /** Ids that were wanted and that no runtime knows. */
  readonly unknown: readonly string[];
  /** Ids of containers that are removed. */
  readonly gone: readonly string[];
  /** Those of one container in the order in which they happened; of a new one when it is known what it is. */
  readonly events: readonly RuntimeEvent[];
}

export interface RuntimeState extends ConnectionState {
  readonly socket: FoundSocket;
}

/** ms */
const SEARCH_INTERVAL = 1000;
const SETTLE_INTERVAL = 20;
/** A runtime may name a container only after its cgroup is there: pauses between questions, ms. */
const TRIES: readonly number[] = [0, 50, 150, 300, 500, 1000, 2000];
/** ms */
const LONGEST_SEARCH = 5000;
/** After so many, a runtime that says that it does not know the container is believed. */
const ENOUGH_TRIES = 4;
/** ms */
const MEETING_PAUSES: readonly number[] = [100, 400];
const QUESTIONS_AT_A_TIME = 16;
const MOST_QUESTIONS = 4096;
const MOST_KNOWN = 1024;
/** Containers that are asked about since an event has told of them, and events that wait for what was told before them. */
const MOST_MEETINGS = 1024;
const MOST_UNTOLD = 4096;

interface Collected {
  readonly found: Map<string, ContainerMetadata>;
  readonly unknown: string[];
  readonly gone: string[];
  readonly events: RuntimeEvent[];
}

interface Known {
  readonly metadata: ContainerMetadata;
  readonly weight: number;
}

/**
 * Whom to believe, the higher the more: a user can make a socket of his own say anything; and containerd knows less of
 * Docker's containers than Docker does.
 */
function weightOf({ trusted, kind }: FoundSocket, type: string): number {
  if (!trusted) return 0;
  return kind === 'containerd' && type === 'docker' ? 1 : 2;
}

export class Runtimes {
  readonly #options: SocketOptions;
  readonly #report: (news: News) => void;
  readonly #connections = new Map<string, Connection>();
  readonly #known = new Map<string, Known>();
  readonly #wanted = new Set<string>();
  readonly #questions = new Limiter(QUESTIONS_AT_A_TIME, MOST_QUESTIONS);
  readonly #closed = new AbortController();
  /** ns since the epoch; what happened before is no news */
  readonly #started = BigInt(Date.now()) * 1_000_000n;
  /** Which runtime tells of a container. */
  readonly #tellers = new Map<string, Connection>();
  readonly #awaited = new Map<string, PromiseWithResolvers<void>>();
  /** Of containers of which events are still to be told, what comes before the next of them. */
  readonly #telling = new Map<string, Promise<void>>();
  #untold = 0;
  #meetings = 0;
  #searching: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #news: Collected | undefined;

  /** @param report called outside of other calls, with at least one thing that is new */
  constructor(options: SocketOptions, report: (news: News) => void) {
    this.#options = options;
    this.#report = report;
  }

  /** Looks for runtimes, and again every second. Resolves after the first look. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#search(), SEARCH_INTERVAL);
    await this.#search();
  }

  states(): readonly RuntimeState[] {
    return Array.from(this.#connections.values(), ({ socket, state }) => ({ socket, ...state }));
  }

  /** How much of what runtimes have told is kept now. */
  get held(): Readonly<Record<'known' | 'wanted' | 'awaited' | 'tellers' | 'meetings' | 'untold', number>> {
    return {
      known: this.#known.size,
      wanted: this.#wanted.size,
      awaited: this.#awaited.size,
      tellers: this.#tellers.size,
      meetings: this.#meetings,
      untold: this.#untold,
    };
  }

  /** Resolves when each runtime is up or down and nothing is wanted any more; after `ms` in any case. */
  async settled(ms: number): Promise<void> {
    const end = performance.now() + ms;
    const isBusy = () =>
      this.#wanted.size > 0 || this.states().some(({ phase }) => phase === 'connecting') || this.#news !== undefined;
    while (isBusy() && performance.now() < end) await delay(SETTLE_INTERVAL);
  }

  /** Learns what it can of containers; each comes in the news as found or unknown. */
  want(containers: readonly ContainerIdentity[]): void {
    for (const container of containers) {
      const { fullId } = container;
      const known = this.#known.get(fullId);
      if (known !== undefined) this.#collect().found.set(fullId, known.metadata);
      else if (this.#wanted.size >= MOST_QUESTIONS) this.#collect().unknown.push(fullId);
      else if (!this.#wanted.has(fullId)) void this.#pursue(container);
    }
  }

  close(): void {
    this.#closed.abort();
    clearInterval(this.#timer);
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
  }

  async #search(): Promise<void> {
    this.#searching ??= this.#look().finally(() => (this.#searching = undefined));
    await this.#searching;
  }

  async #look(): Promise<void> {
    const sockets = await findSockets(this.#options);
    if (this.#closed.signal.aborted) return;
    const paths = new Set(sockets.map(({ path }) => path));
    for (const [path, connection] of this.#connections) {
      if (paths.has(path) || connection.state.phase === 'up') continue;
      connection.close();
      this.#connections.delete(path);
    }
    for (const socket of sockets) {
      if (this.#connections.has(socket.path)) continue;
      const connection = new Connection(socket, {
        onEvent: (event) => this.#onEvent(connection, event),
        onList: (ids) => ids.forEach((id) => void this.#ask(connection, id)),
      });
      this.#connections.set(socket.path, connection);
      void connection.run();
    }
  }

  async #pursue(container: ContainerIdentity): Promise<void> {
    this.#wanted.add(container.fullId);
    const found = await this.#find(container);
    this.#wanted.delete(container.fullId);
    if (!found) this.#collect().unknown.push(container.fullId);
  }

  /** Asks those runtimes whose container it may be until one knows it or all that answer do not. */
  async #find({ fullId, type }: ContainerIdentity): Promise<boolean> {
    const started = performance.now();
    for (const [tried, pause] of TRIES.entries()) {
      if (performance.now() - started > LONGEST_SEARCH) break;
      if (pause > 0) await delay(pause, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      if (this.#closed.signal.aborted) return false;
      if (this.#known.has(fullId)) return true;
      if (!this.#anyFor(type)) await this.#search();
      const candidates = [...this.#connections.values()].filter(({ socket }) => mayKnow(socket, type));
      if (candidates.length === 0) return false;
      for (const one of candidates) one.hurry();
      const answers = await Promise.all(candidates.map((one) => this.#ask(one, fullId)));
      if (answers.includes('known')) return true;
      if (tried + 1 >= ENOUGH_TRIES && answers.every((answer) => answer === 'unknown')) return false;
    }
    return false;
  }

  #anyFor(type: string): boolean {
    return [...this.#connections.values()].some(({ socket }) => mayKnow(socket, type));
  }

  async #ask(connection: Connection, id: string): Promise<'known' | 'unknown' | 'failed'> {
    try {
      const metadata = await this.#questions.run(() => connection.inspect(id));
      if (metadata === undefined) return 'unknown';
      this.#learn(connection, metadata);
      return 'known';
    } catch {
      return 'failed';
    }
  }

  #learn({ socket }: Connection, told: ContainerMetadata): void {
    const { fullId } = told;
    const weight = weightOf(socket, told.type);
    if ((this.#known.get(fullId)?.weight ?? 0) > weight) return;
    const metadata = bounded(told);
    this.#known.delete(fullId);
    const [eldest] = this.#known.keys();
    if (this.#known.size >= MOST_KNOWN && eldest !== undefined) this.#known.delete(eldest);
    this.#known.set(fullId, { metadata, weight });
    this.#collect().found.set(fullId, metadata);
    this.#awaited.get(fullId)?.resolve();
    this.#awaited.delete(fullId);
  }

  #onEvent(connection: Connection, told: RuntimeEvent): void {
    const event = boundedEvent(told);
    // What a user's runtime says of the containers of another one is not listened to.
    const known = this.#known.get(event.id);
    if (known !== undefined && known.weight > weightOf(connection.socket, known.metadata.type)) return;
    const isNew = event.what === 'created' || event.what === 'started';
    const isKnown = known !== undefined;
    const meeting = isNew && this.#meetings < MOST_MEETINGS ? this.#meet(connection, event) : undefined;
    const met = meeting === undefined || isKnown ? undefined : Promise.race([meeting, this.#learned(event.id)]);
    if (event.what === 'removed') this.#collect().gone.push(event.id);
    if (event.time >= this.#started && this.#isTeller(connection, event)) this.#tell(event, met);
  }

  /** Resolves when the container is known, whoever has asked. */
  #learned(id: string): Promise<void> {
    let awaited = this.#awaited.get(id);
    if (awaited === undefined) this.#awaited.set(id, (awaited = Promise.withResolvers()));
    return awaited.promise;
  }

  /** One container is told of by one runtime, even where another runs it for that one and tells of it, too. */
  #isTeller(connection: Connection, { id }: RuntimeEvent): boolean {
    const teller = this.#tellers.get(id);
    if (teller === connection) return true;
    const type = this.#known.get(id)?.metadata.type ?? '';
    const yields = teller?.state.phase === 'up' && weightOf(teller.socket, type) >= weightOf(connection.socket, type);
    if (yields) return false;
    const [eldest] = this.#tellers.keys();
    if (this.#tellers.size >= MOST_KNOWN && eldest !== undefined) this.#tellers.delete(eldest);
    this.#tellers.set(id, connection);
    return true;
  }

  /** After what was told of the same container before, and when the container is met. */
  #tell(event: RuntimeEvent, met: Promise<void> | undefined): void {
    const before = this.#telling.get(event.id);
    const isFull = this.#untold >= MOST_UNTOLD;
    if ((before === undefined && met === undefined) || isFull) return void this.#collect().events.push(event);
    const telling = this.#tellAfter(event, before, met);
    this.#telling.set(event.id, telling);
    void telling.then(() => void (this.#telling.get(event.id) === telling && this.#telling.delete(event.id)));
  }

  async #tellAfter(event: RuntimeEvent, before?: Promise<void>, met?: Promise<void>): Promise<void> {
    this.#untold++;
    await before;
    await met;
    this.#untold--;
    this.#collect().events.push(event);
  }

  async #meet(connection: Connection, event: RuntimeEvent): Promise<void> {
    this.#meetings++;
    let answer = await this.#ask(connection, event.id);
    // A runtime that is too busy now may answer later; what the event says is less.
    for (const pause of event.metadata === undefined ? [] : MEETING_PAUSES) {
      if (answer !== 'failed' || this.#closed.signal.aborted) break;
      await delay(pause, undefined, { signal: this.#closed.signal }).catch(() => undefined);
      answer = await this.#ask(connection, event.id);
    }
    // It may be gone already; the event itself says the most important.
    if (answer !== 'known' && event.metadata !== undefined && !this.#known.has(event.id)) {
      this.#learn(connection, event.metadata);
    }
    this.#awaited.delete(event.id);
    this.#meetings--;
  }

  /** What is new is told together, when what happens now is over. */
  #collect(): Collected {
    if (this.#news !== undefined) return this.#news;
    const news: Collected = { found: new Map(), unknown: [], gone: [], events: [] };
    setImmediate(() => {
      this.#news = undefined;
      if (!this.#closed.signal.aborted) this.#report({ ...news, found: [...news.found.values()] });
    });
    return (this.#news = news);
  }
}

function boundedEvent(event: RuntimeEvent): RuntimeEvent {
  const { metadata, command } = event;
  return {
    ...event,
    ...(metadata === undefined ? {} : { metadata: bounded(metadata) }),
    ...(command === undefined ? {} : { command: cut(command) }),
  };
}

function mayKnow({ kind }: FoundSocket, type: string): boolean {
  return KINDS[kind].types.includes(type);
}
