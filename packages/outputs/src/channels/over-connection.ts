/**
 * The one core of channels that keep a connection: it connects when there is something to send, and anew after a failure.
 * A kind says how to connect, and how to send a batch so that the receiver says that it has it.
 */
import type { Channel, ChannelType, DeliveredAlert, Outcome } from '../contract/channel.ts';
import type { OptionTable, OptionValues } from '../contract/options.ts';
import type { Services } from '../contract/services.ts';
import { checkTls, readTls, TLS_OPTIONS, type TlsOptions, type TlsSettings } from '../http/index.ts';
import { concealed, concealedError, concealerOf } from './conceal.ts';

/** What a kind makes of its library's client. The library neither connects anew nor sends twice by itself. */
export interface Connection {
  /** Resolves when the receiver has said what became of the batch. After a rejection the connection is not used again. */
  deliver(batch: readonly DeliveredAlert[], signal: AbortSignal): Promise<Outcome>;
  /** Whether it can be used, as far as is known. */
  isOpen(): boolean;
  /** Lets it go, whatever is under way. */
  close(): Promise<void> | void;
}

/** Called for each connection. The signal aborts when time is up: what is made afterwards is closed. */
export type Connect = (tls: TlsSettings, signal: AbortSignal) => Promise<Connection>;

export interface ConnectedKind<Table extends OptionTable> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Its own options; those for certificates come with all kinds. */
  readonly options: Table;
  readonly example: Readonly<Record<string, unknown>>;
  /** The most alerts that are sent at once. */
  readonly batch: number;
  /** How long a batch waits to become full, in milliseconds. Default: 100. */
  readonly waitMs?: number;
  /** What is wrong with the options together. */
  check?(options: OptionValues<Table>): string | undefined;
  /** Called once: reads templates and the like. Libraries are loaded by what it gives, so that they load when used. */
  prepare(options: OptionValues<Table>, services: Services): Connect;
}

/** A kind of channel that keeps a connection. */
export function connectedChannel<const Table extends OptionTable>(kind: ConnectedKind<Table>): ChannelType {
  const { name, title, summary, example, batch, waitMs = 100 } = kind;
  const own = (options: unknown): OptionValues<Table> => options as OptionValues<Table>;
  return {
    name,
    title,
    summary,
    example,
    options: { ...kind.options, ...TLS_OPTIONS },
    ordered: true,
    defaults: { batch: { alerts: batch, waitMs: batch > 1 ? waitMs : 0 }, concurrency: 1, timeoutMs: 10_000 },
    check: (options) => checkTls(options as unknown as TlsOptions) ?? kind.check?.(own(options)),
    async open(options, services) {
      const tls = options as unknown as TlsOptions;
      // What is wrong with certificates is told at the start
      await readTls(tls);
      const connect = kind.prepare(own(options), services);
      return new ConnectedChannel(async (signal) => connect(await readTls(tls), signal), concealerOf(options));
    },
  };
}

class ConnectedChannel implements Channel {
  readonly #connect: (signal: AbortSignal) => Promise<Connection>;
  readonly #conceal: (text: string) => string;
  #connection: Promise<Connection> | undefined;
  #isStale = false;

  constructor(connect: (signal: AbortSignal) => Promise<Connection>, conceal: (text: string) => string) {
    this.#connect = connect;
    this.#conceal = conceal;
  }

  async deliver(batch: readonly DeliveredAlert[], signal: AbortSignal): Promise<Outcome> {
    try {
      return concealed(await orAborted(this.#send(batch, signal), signal), this.#conceal);
    } catch (error) {
      this.#drop();
      throw concealedError(error, this.#conceal);
    }
  }

  async #send(batch: readonly DeliveredAlert[], signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    // One that the receiver has closed meanwhile is no reason to wait for a second try
    if (this.#isStale || (await this.#connection)?.isOpen() === false) this.#drop();
    this.#connection ??= this.#connect(signal);
    const connection = await this.#connection;
    signal.throwIfAborted();
    return connection.deliver(batch, signal);
  }

  /** The next batch has a connection of its own; certificates are read for it. */
  #drop(): void {
    const dropped = this.#connection;
    this.#connection = undefined;
    this.#isStale = false;
    void dropped?.then((connection) => connection.close()).catch(() => undefined);
  }

  /** What is under way keeps its connection. */
  reopen(): void {
    this.#isStale = true;
  }

  async close(): Promise<void> {
    const last = this.#connection;
    this.#connection = undefined;
    await (await last?.catch(() => undefined))?.close();
  }
}

/** Settles as the promise does, or rejects when the signal aborts. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    promise.catch(() => undefined);
    aborted.promise.catch(() => undefined);
  }
}
