/** A link to a broker, over which messages go to one address. */
import type { Socket } from 'node:net';
import type { Connection, EventContext, Sender } from 'rhea';
import { tlsTo, type TlsSettings } from '../../http/index.ts';
import type { AmqpPlace } from '../amqp-address.ts';
import type { Way } from '../proxy.ts';
import type { Message } from '../queue-messages.ts';

export interface Link {
  /** Resolves when the broker takes another message. */
  ready(): Promise<void>;
  /** Resolves when the broker has accepted it. */
  send(message: Message): Promise<void>;
  isOpen(): boolean;
  close(): Promise<void>;
}

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** Rejects if the broker does not let us in, or does not know the address. */
export async function openLink(
  place: AmqpPlace,
  address: string,
  tls: TlsSettings,
  name: string,
  { proxied }: Way,
): Promise<Link> {
  const { default: rhea } = await import('rhea');
  const container = rhea.create_container();
  const wrap = (json: string): unknown => rhea.message.data_section(Buffer.from(json));
  const isTls = place.protocol === 'amqps';
  const { hostname: host, username, password, vhost } = place;
  const port = place.port ?? (isTls ? 5671 : 5672);
  const socket = await proxied?.(host, port, isTls ? tls : undefined);
  const connection = container.connect({
    host,
    port,
    hostname: vhost === '' ? host : `vhost:${vhost}`,
    container_id: `${name}/${process.pid}`,
    reconnect: false,
    idle_time_out: 60_000,
    ...(username === undefined ? {} : { username, password: password ?? '' }),
    ...(isTls ? { transport: 'tls', ...tlsTo(host, tls) } : { transport: 'tcp' }),
    ...(socket === undefined ? {} : { connect: connectedAlready(socket) }),
  });
  const sender = connection.open_sender({ target: { address, durable: 2 }, autosettle: true });
  const link = new OpenLink(connection, sender, wrap);
  await link.ready();
  return link;
}

/** In place of a function that connects. */
function connectedAlready(socket: Socket) {
  return (_port: number, _host: string, _options: unknown, whenConnected: () => void): Socket => {
    setImmediate(whenConnected);
    return socket;
  };
}

class OpenLink implements Link {
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #wrap: (json: string) => unknown;
  readonly #unsettled = new Map<number, Waiting>();
  #forCredit: Waiting | undefined;
  #lost: Error | undefined;
  readonly #ended = Promise.withResolvers<void>();

  constructor(connection: Connection, sender: Sender, wrap: (json: string) => unknown) {
    this.#wrap = wrap;
    this.#connection = connection;
    this.#sender = sender;
    sender.on('sendable', () => this.#hasCredit());
    sender.on('accepted', ({ delivery }: EventContext) => this.#take(delivery?.id)?.resolve());
    for (const refusal of ['rejected', 'released', 'modified']) {
      sender.on(refusal, (context: EventContext) =>
        this.#take(context.delivery?.id)?.reject(refused(refusal, context)),
      );
    }
    for (const end of ['sender_error', 'sender_close', 'session_error', 'connection_error', 'protocol_error']) {
      connection.on(end, (context: unknown) => this.#end(reasonOf(end, context)));
    }
    connection.on('connection_close', () => this.#end(new Error('the broker has closed the connection')));
    connection.on('disconnected', ({ error }: EventContext) => {
      this.#end(error instanceof Error ? error : new Error('the broker has closed the connection'));
      this.#ended.resolve();
    });
  }

  async ready(): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#sender.sendable()) return;
    await new Promise<void>((resolve, reject) => (this.#forCredit = { resolve, reject }));
  }

  async send({ content, json }: Message): Promise<void> {
    const { id } = this.#sender.send({
      durable: true,
      message_id: content.id,
      content_type: 'application/json',
      subject: 'alert',
      creation_time: new Date(content.timeMs),
      body: this.#wrap(json),
    });
    await new Promise<void>((resolve, reject) => this.#unsettled.set(id, { resolve, reject }));
  }

  isOpen(): boolean {
    return this.#lost === undefined;
  }

  async close(): Promise<void> {
    this.#connection.close();
    await this.#ended.promise;
  }

  #hasCredit(): void {
    this.#forCredit?.resolve();
    this.#forCredit = undefined;
  }

  #take(id: number | undefined): Waiting | undefined {
    const waiting = this.#unsettled.get(id ?? -1);
    this.#unsettled.delete(id ?? -1);
    return waiting;
  }

  #end(error: Error): void {
    this.#lost ??= error;
    this.#forCredit?.reject(this.#lost);
    for (const waiting of this.#unsettled.values()) waiting.reject(this.#lost);
    this.#unsettled.clear();
  }
}

/** The broker does not want the message, or not now. */
function refused(outcome: string, { delivery }: EventContext): Error {
  const error = (delivery?.remote_state as { readonly error?: AmqpError } | undefined)?.error;
  return new Error(`the broker says ${outcome}${error === undefined ? '' : `: ${textOf(error)}`}`);
}

interface AmqpError {
  readonly condition?: string;
  readonly description?: string;
}

function textOf({ condition, description }: AmqpError): string {
  return [condition, description].filter((part) => part !== undefined && part !== '').join(': ');
}

/** What ended a link: an error of the broker, or of the library. */
function reasonOf(event: string, context: unknown): Error {
  if (context instanceof Error) return context;
  const { sender, session, error } = context as EventContext;
  const found: unknown = error ?? sender?.error ?? session?.error;
  if (found instanceof Error && found.message !== '') return found;
  const text = textOf(found ?? {});
  return new Error(text === '' ? `${event.replace('_', ' ')}: the broker has ended the link` : text);
}
