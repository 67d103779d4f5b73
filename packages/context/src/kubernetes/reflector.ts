/** Keeps up with one collection of the API server: lists it, watches it, and begins anew whenever that breaks. */
import { Backoff, pause } from './backoff.ts';
import { MalformedAnswer, jsonLines, listItems } from './json-items.ts';
import { isJson } from './objects.ts';
import type { Timing } from './timing.ts';
import type { ApiAnswer, Transport } from './transport.ts';

export interface Collection {
  readonly path: string;
  readonly fieldSelector?: string;
  readonly metadataOnly?: boolean;
}

export interface ReflectorEvents {
  /**
   * One object, added or changed, of a list or a watch.
   * @returns false if it is none of the collection
   */
  put(object: unknown): boolean;
  /** One object that is deleted. */
  gone(object: unknown): void;
  /** A list begins: what is not put until it is complete is gone. */
  listBegins(): void;
  listComplete(): void;
  /** Something failed, and is tried again. */
  failed(error: Error): void;
  /** The server answers, as it should. */
  works(): void;
}

/** How often each thing happened. */
export interface ReflectorCounts {
  lists: number;
  watches: number;
  /** Watches that the server ended because what it had told last is too long ago. */
  expired: number;
  failures: number;
}

/** Objects in one answer to a list, where the server goes by it. */
const PAGE = 500;

export class StatusError extends Error {
  readonly status: number;
  readonly retryAfter: number | undefined;

  constructor(path: string, status: number, reason: string, retryAfter?: number) {
    super(`${path}: the API server answers ${status}${reason === '' ? '' : `: ${reason}`}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The version that was seen last is not known to the server any more. */
class Expired extends Error {}

const GONE = 410;
const TOO_LARGE_VERSION = 504;

export class Reflector {
  readonly counts: ReflectorCounts = { lists: 0, watches: 0, expired: 0, failures: 0 };
  readonly #collection: Collection;
  readonly #transport: Transport;
  readonly #events: ReflectorEvents;
  readonly #timing: Timing;
  readonly #backoff: Backoff;
  /** Undefined: nothing was listed, or what was seen last is too long ago. */
  #version: string | undefined;
  /** Whether a list was ever complete. */
  #listed = false;

  constructor(collection: Collection, transport: Transport, events: ReflectorEvents, timing: Timing) {
    this.#collection = collection;
    this.#transport = transport;
    this.#events = events;
    this.#timing = timing;
    this.#backoff = new Backoff(timing.backoff);
  }

  /** Goes on until the signal is aborted. Never fails. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#version === undefined) await this.#list(signal);
        await this.#watch(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Expired) {
          this.counts.expired++;
        } else {
          this.counts.failures++;
          this.#events.failed(error instanceof Error ? error : new Error(String(error)));
        }
        // What was not understood may be after it is listed anew.
        if (error instanceof Expired || error instanceof MalformedAnswer) this.#version = undefined;
        await pause(this.#backoff.next(error instanceof StatusError ? error.retryAfter : undefined), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    this.counts.lists++;
    // What the server has at hand is good enough at first. After that it might be older than what is known.
    let version: string | undefined;
    let rest: string | undefined;
    this.#events.listBegins();
    do {
      const query = {
        limit: String(PAGE),
        ...(rest !== undefined ? { continue: rest } : this.#listed ? {} : { resourceVersion: '0' }),
      };
      const answer = await this.#ask(query, this.#timing.answerMs, signal);
      const items = listItems(answer.body);
      let next = await items.next();
      for (; next.done !== true; next = await items.next()) this.#put(next.value);
      const metadata = isJson(next.value) ? next.value['metadata'] : undefined;
      if (!isJson(metadata) || typeof metadata['resourceVersion'] !== 'string') {
        throw new MalformedAnswer(`${this.#collection.path}: the answer is no list`);
      }
      version = metadata['resourceVersion'];
      rest = typeof metadata['continue'] === 'string' && metadata['continue'] !== '' ? metadata['continue'] : undefined;
    } while (rest !== undefined);
    this.#events.listComplete();
    this.#events.works();
    this.#version = version;
    this.#listed = true;
  }

  /** Until the server ends it, which it does from time to time. */
  async #watch(signal: AbortSignal): Promise<void> {
    this.counts.watches++;
    const { watchSeconds, answerMs } = this.#timing;
    const seconds = Math.ceil(watchSeconds * (1 + Math.random()));
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(seconds),
      resourceVersion: this.#version ?? '',
    };
    const began = Date.now();
    const answer = await this.#ask(query, seconds * 1000 + answerMs, signal);
    this.#events.works();
    let told = 0;
    for await (const event of jsonLines(answer.body)) {
      this.#apply(event);
      if (++told === 1) this.#backoff.reset();
    }
    // A server, or something in between, that ends watches at once must not be asked again at once.
    if (told === 0 && Date.now() - began < this.#timing.shortWatchMs) await pause(this.#backoff.next(), signal);
    else this.#backoff.reset();
  }

  #apply(event: unknown): void {
    const { type, object } = isJson(event) ? event : {};
    if (type === 'ERROR') {
      const { code, message } = isJson(object) ? object : {};
      if (code === GONE) throw new Expired();
      throw new StatusError(this.#collection.path, Number(code), typeof message === 'string' ? message : '');
    }
    const metadata = isJson(object) ? object['metadata'] : undefined;
    const version = isJson(metadata) ? metadata['resourceVersion'] : undefined;
    if (typeof version !== 'string') throw new MalformedAnswer(`${this.#collection.path}: an event without a version`);
    if (type === 'ADDED' || type === 'MODIFIED') this.#put(object);
    else if (type === 'DELETED') this.#events.gone(object);
    else if (type !== 'BOOKMARK') throw new MalformedAnswer(`${this.#collection.path}: an event of no known type`);
    this.#version = version;
  }

  #put(object: unknown): void {
    if (!this.#events.put(object)) throw new MalformedAnswer(`${this.#collection.path}: an object of another kind`);
  }

  async #ask(query: Readonly<Record<string, string>>, idleMs: number, signal: AbortSignal): Promise<ApiAnswer> {
    const { path, fieldSelector, metadataOnly = false } = this.#collection;
    const selector: Readonly<Record<string, string>> = fieldSelector === undefined ? {} : { fieldSelector };
    const { answerMs } = this.#timing;
    const answer = await this.#transport({
      path,
      query: { ...selector, ...query },
      metadataOnly,
      answerMs,
      idleMs,
      signal,
    });
    if (answer.status === 200) return answer;
    const reason = await reasonOf(answer);
    if (answer.status === GONE) throw new Expired();
    // A server that came back with less than it had told before.
    if (answer.status === TOO_LARGE_VERSION && reason.includes('Too large resource version')) throw new Expired();
    throw new StatusError(path, answer.status, reason, answer.retryAfter);
  }
}

/** What a refusal says, of not more than its beginning. */
export async function reasonOf({ body }: ApiAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > 64 << 10) break;
    }
    const status: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return isJson(status) && typeof status['message'] === 'string' ? status['message'].slice(0, 500) : '';
  } catch {
    return '';
  }
}
