/** The one core of all channels that send requests over HTTP: a kind says what is sent, and how answers are read. */
import type { OptionTable, OptionValues, Secret } from '../contract/options.ts';
import type { ChannelType, DeliveredAlert, Outcome } from '../contract/channel.ts';
import { checkTls, HTTP_CLIENT_OPTIONS, openHttp, outcomeOf, type HttpClientOptions } from '../http/index.ts';
import type { HttpRequest, HttpResponse } from '../http/index.ts';
import { concealed, concealedError, concealerOf } from './conceal.ts';

const COMMON_OPTIONS = {
  headers: { type: 'secrets', description: 'More headers for each request. Their values are treated as secrets.' },
  ...HTTP_CLIENT_OPTIONS,
} as const;

type CommonOptions = HttpClientOptions & { readonly headers: Readonly<Record<string, Secret>> };

/** What is sent for a batch: a pure function. */
export type MakeRequest = (batch: readonly DeliveredAlert[]) => HttpRequest;

/** What a kind may know besides its options. */
export interface Surroundings {
  readonly userAgent: string;
  now(): number;
}

export interface HttpKind<Table extends OptionTable> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Its own options; those for headers, certificates and the proxy come with all kinds. */
  readonly options: Table;
  readonly example: Readonly<Record<string, unknown>>;
  /** The most alerts of one request. Default: 1. */
  readonly batch?: number;
  /** What is wrong with the options together. */
  check?(options: OptionValues<Table>): string | undefined;
  /** Called once: reads templates and the like, and gives what makes the requests. */
  prepare(options: OptionValues<Table>, surroundings: Surroundings): MakeRequest;
  /** What an answer means if its status does not say it all. */
  judge?(response: HttpResponse, batch: readonly DeliveredAlert[], now: number): Outcome;
}

/** While a batch becomes full: receivers of batches are asked less often, and people wait no longer for it. */
const BATCH_WAIT_MS = 500;

/** A kind of channel from what is sent over HTTP. */
export function httpChannel<const Table extends OptionTable>(kind: HttpKind<Table>): ChannelType {
  const { name, title, summary, example, batch = 1 } = kind;
  const own = (options: unknown): OptionValues<Table> => options as OptionValues<Table>;
  return {
    name,
    title,
    summary,
    example,
    options: { ...kind.options, ...COMMON_OPTIONS },
    ordered: true,
    defaults: {
      batch: { alerts: batch, waitMs: batch > 1 ? BATCH_WAIT_MS : 0 },
      concurrency: 1,
      timeoutMs: 10_000,
    },
    check: (options) => checkTls(options as unknown as CommonOptions) ?? kind.check?.(own(options)),
    async open(options, services) {
      const common = options as unknown as CommonOptions;
      const http = await openHttp(common, services);
      const makeRequest = kind.prepare(own(options), services);
      const conceal = concealerOf(options);
      const more = Object.fromEntries(Object.entries(common.headers).map(([key, value]) => [key, value.reveal()]));
      return {
        async deliver(alerts, signal) {
          try {
            const request = makeRequest(alerts);
            const response = await http.send({ ...request, headers: { ...request.headers, ...more } }, signal);
            const outcome = kind.judge?.(response, alerts, services.now()) ?? outcomeOf(response, services.now());
            return concealed(outcome, conceal);
          } catch (error) {
            throw concealedError(error, conceal);
          }
        },
        reopen: () => http.reopen(),
        close: async () => http.close(),
      };
    },
  };
}

/** A request with a JSON body. */
export function jsonRequest(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return rawJsonRequest(url, JSON.stringify(body), headers);
}

/** A request whose body is JSON already. */
export function rawJsonRequest(url: string, body: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return { url, body, headers: { 'Content-Type': 'application/json', ...headers } };
}

/** A path, perhaps with a query, below the address of a service. */
export function below(base: string, path: string): string {
  const url = new URL(base);
  const [pathname = '', query] = path.split('?', 2);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${pathname}`;
  if (query !== undefined) url.search = url.search === '' ? query : `${url.search}&${query}`;
  return url.href;
}

/** HTTP basic authentication. */
export function basicAuth(user: string, password: string): Readonly<Record<string, string>> {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** An Authorization header if there is a secret for it. */
export function authorization(scheme: string, secret: Secret | undefined): Readonly<Record<string, string>> {
  return secret === undefined ? {} : { Authorization: `${scheme} ${secret.reveal()}` };
}

/** The only alert of a batch of one. */
export function only(batch: readonly DeliveredAlert[]): DeliveredAlert {
  const [alert] = batch;
  if (alert === undefined) throw new Error('a batch without alerts');
  return alert;
}
