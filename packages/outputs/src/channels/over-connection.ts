/**
 * The one core of channels that keep a connection: it connects when there is something to send, and anew after a failure.
 * A kind says how to connect, and how to send a batch so that the receiver says that it has it.
 */
import type { Channel, ChannelType, DeliveredAlert, Outcome } from '../contract/channel.ts';
import type { OptionTable, OptionValues } from '../contract/options.ts';
import type { Services } from '../contract/services.ts';
import { checkTls, readTls, TLS_OPTIONS, type TlsOptions, type TlsSettings } from '../http/index.ts';
import { concealed, concealedError, concealerOf } from './conceal.ts';
import { checkProxy, proxyOptions, wayOf, type NoProxy, type ProxyOptions, type Way } from './proxy.ts';
import { Sockets } from './sockets.ts';

/** What a kind makes of its library's client. The library neither connects anew nor sends twice by itself. */
export interface Connection {
  /** Resolves when the receiver has said what became of the batch. After a rejection the connection is not used again. */
  deliver(batch: readonly DeliveredAlert[], signal: AbortSignal): Promise<Outcome>;
  /** Whether it can be used, as far as is known. */
  isOpen(): boolean;
  /** Takes leave of the receiver. Sockets are closed afterwards, or soon if it does not come back. */
  close(): Promise<void> | void;
}

/** Called for each connection. What it opens is closed when time is up, or when it rejects. */
export type Connect = (tls: TlsSettings, way: Way) => Promise<Connection>;

export interface ConnectedKind<Table extends OptionTable> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Its own options; those for certificates and the proxy come with all kinds. */
  readonly options: Table;
  readonly example: Readonly<Record<string, unknown>>;
  /** The most alerts that are sent at once. */
  readonly batch: number;
  /** How long a batch waits to become full, in milliseconds. Default: 100. */
  readonly waitMs?: number;
  /** If its library, or what it speaks, leaves no way through a proxy. */
  readonly noProxy?: NoProxy<OptionValues<NoInfer<Table>>>;
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
    options: { ...kind.options, ...TLS_OPTIONS, ...proxyOptions(kind.noProxy) },
    ordered: true,
    defaults: { batch: { alerts: batch, waitMs: batch > 1 ? waitMs : 0 }, concurrency: 1, timeoutMs: 10_000 },
    check: (options) =>
      checkTls(options as unknown as TlsOptions) ??
      checkProxy(options as unknown as Partial<ProxyOptions>, own(options), kind.noProxy) ??
      kind.check?.(own(options)),
    async open(options, services) {
      const tls = options as unknown as TlsOptions;
      // What is wrong with certificates is told at the start
      await readTls(tls);
      const connect = kind.prepare(own(options), services);
      const way = wayOf(options);
      return new ConnectedChannel(async () => connect(await readTls(tls), way), concealerOf(options));
    },
  };
}

/** Who is asked to take leave has so long. */
const LEAVE_MS = 1000;

/** One connection from its making to its end. */
class Line {
  readonly #sockets = new Sockets();
  readonly connection: Promise<Connection>;

  constructor(connect: () => Promise<Connection>) {
    this.connection = this.#sockets.collect(connect);
    this.connection.catch(() => this.#sockets.destroy());
  }

  async deliver(batch: readonly DeliveredAlert[], signal: AbortSignal): Promise<Outcome> {
    const connection = await this.connection;
    signal.throwIfAborted();
    // Some libraries connect for each message, or to servers that they learn of
    return this.#sockets.collect(() => connection.deliver(batch, signal));
  }

  /** Nothing of it is left at once. */
  cut(): void {
    this.#sockets.destroy();
    // Its timers and listeners end, too
    void this.connection.then((connection) => connection.close()).catch(() => undefined);
  }

  /** Resolves when it is gone. */
  async leave(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LEAVE_MS)));
    const left = this.connection.then((connection) => connection.close());
    await Promise.race([left, late]).catch(() => undefined);
    left.catch(() => undefined);
    clearTimeout(timer);
    this.#sockets.destroy();
  }
}

class ConnectedChannel implements Channel {
  readonly #connect: () => Promise<Connection>;
  readonly #conceal: (text: string) => string;
  #line: Line | undefined;
  #isStale = false;

  constructor(connect: () => Promise<Connection>, conceal: (text: string) => string) {
    this.#connect = connect;
    this.#conceal = conceal;
  }

  async deliver(batch: readonly DeliveredAlert[], signal: AbortSignal): Promise<Outcome> {
    let line: Line | undefined;
    const send = async (): Promise<Outcome> => {
      signal.throwIfAborted();
      line = this.#line;
      // One that the receiver has closed meanwhile is no reason to wait for a second try
      if (line !== undefined && (this.#isStale || !(await line.connection).isOpen())) this.#renew(line);
      signal.throwIfAborted();
      line = this.#line ??= new Line(this.#connect);
      return line.deliver(batch, signal);
    };
    try {
      return concealed(await orAborted(send(), signal), this.#conceal);
    } catch (error) {
      line?.cut();
      if (this.#line === line) this.#line = undefined;
      throw concealedError(error, this.#conceal);
    }
  }

  /** The next batch has a connection of its own; certificates are read for it. */
  #renew(line: Line): void {
    void line.leave();
    if (this.#line !== line) return;
    this.#line = undefined;
    this.#isStale = false;
  }

  /** What is under way keeps its connection. */
  reopen(): void {
    this.#isStale = true;
  }

  async close(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    await line?.leave();
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
