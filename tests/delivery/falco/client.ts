/** A client of Falco's services, made of the usual library and the definitions beside this file. */
import { join } from 'node:path';
import {
  Client,
  credentials,
  type ChannelCredentials,
  type ClientDuplexStream,
  type ClientReadableStream,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface FalcoAlert {
  readonly time: { readonly seconds: string; readonly nanos: number };
  readonly priority: string;
  readonly source_deprecated: string;
  readonly rule: string;
  readonly output: string;
  readonly output_fields: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly tags: readonly string[];
  readonly source: string;
}

export interface FalcoVersion {
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly engine_version: number;
}

const files = ['outputs.proto', 'version.proto'].map((name) => join(import.meta.dirname, name));
const definitions = loadSync(files, { keepCase: true, longs: String, enums: String, defaults: true });

function method<A>(service: string, name: string): MethodDefinition<object, A> {
  const found = (definitions[service] as Record<string, MethodDefinition<object, A>> | undefined)?.[name];
  if (found === undefined) throw new Error(`${service} has no ${name}`);
  return found;
}

const SUB = method<FalcoAlert>('falco.outputs.service', 'sub');
const GET = method<FalcoAlert>('falco.outputs.service', 'get');
const VERSION = method<FalcoVersion>('falco.version.service', 'version');

/** What came of a stream. */
export interface Taken {
  readonly alerts: FalcoAlert[];
  readonly stream: ClientReadableStream<FalcoAlert>;
  /** Resolves when the stream ends, with the code of its status. */
  readonly end: Promise<number>;
}

export class FalcoClient {
  readonly #client: Client;

  /** @param address as the library has it: `unix:PATH`, `HOST:PORT` */
  constructor(address: string, how: ChannelCredentials = credentials.createInsecure()) {
    this.#client = new Client(address, how, { 'grpc.use_local_subchannel_pool': 1 });
  }

  /** Sends one request and keeps the stream open. */
  sub(): Taken {
    const { path, requestSerialize, responseDeserialize } = SUB;
    const stream: ClientDuplexStream<object, FalcoAlert> = this.#client.makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
    );
    stream.write({});
    return taken(stream);
  }

  get(): Taken {
    const { path, requestSerialize, responseDeserialize } = GET;
    return taken(this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {}));
  }

  /** @param withinMs the deadline */
  version(path: string = VERSION.path, withinMs = 10_000): Promise<FalcoVersion> {
    const { requestSerialize, responseDeserialize } = VERSION;
    const { promise, resolve, reject } = Promise.withResolvers<FalcoVersion>();
    const options = { deadline: Date.now() + withinMs };
    this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, options, (error, answer) => {
      if (answer === undefined) reject(error ?? new Error('no answer'));
      else resolve(answer);
    });
    return promise;
  }

  close(): void {
    this.#client.close();
  }
}

function taken(stream: ClientReadableStream<FalcoAlert>): Taken {
  const alerts: FalcoAlert[] = [];
  const { promise: end, resolve } = Promise.withResolvers<number>();
  stream.on('data', (alert: FalcoAlert) => alerts.push(alert));
  stream.on('error', ({ code }: ServiceError) => resolve(code));
  stream.on('status', ({ code }) => resolve(code));
  return { alerts, stream, end };
}
