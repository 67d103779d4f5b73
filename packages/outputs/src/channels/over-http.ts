/** The one core of all channels that send requests over HTTP: a kind says what is sent, and how answers are read. */
import { readFile } from 'node:fs/promises';
import type { OptionTable, OptionValues, Secret } from '../contract/options.ts';
import { resultsOf, retry, type ChannelType, type DeliveredAlert } from '../contract/channel.ts';
import type { Outcome, Result } from '../contract/channel.ts';
import { reasonOf } from '../contract/reason.ts';
import { checkTls, HTTP_CLIENT_OPTIONS, openHttp, outcomeOf, type HttpClientOptions } from '../http/index.ts';
import type { HttpRequest, HttpResponse } from '../http/index.ts';
import type { Signer, SignerServices } from '../identity/index.ts';
import { concealed, concealedError, concealerFor, concealerOf } from './conceal.ts';
import type { Part } from './parts.ts';

const COMMON_OPTIONS = {
  headers: { type: 'secrets', description: 'More headers for each request. Their values are treated as secrets.' },
  ...HTTP_CLIENT_OPTIONS,
} as const;

type CommonOptions = HttpClientOptions & { readonly headers: Readonly<Record<string, Secret>> };

/** What is sent for a batch, in one request or in several: a pure function. */
export type MakeRequest = (batch: readonly DeliveredAlert[]) => HttpRequest | readonly Part[];

/** What a kind may know besides its options. */
export interface Surroundings {
  readonly userAgent: string;
  /** The name of this machine. */
  readonly hostname: string;
  now(): number;
}

export interface HttpKind<Table extends OptionTable> {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** Its own options; those for headers, certificates and the proxy come with all kinds. */
  readonly options: Table;
  readonly example: Readonly<Record<string, unknown>>;
  /** The most alerts of one batch. Default: 1. */
  readonly batch?: number;
  /** How long a batch waits to become full, in milliseconds. Default: 500. */
  readonly waitMs?: number;
  /** Whether the receiver keeps the order. Default: yes. */
  readonly ordered?: boolean;
  /** Why requests must not overtake each other, as the end of a sentence. */
  readonly oneAtATime?: string;
  /** What is wrong with the options together. */
  check?(options: OptionValues<Table>): string | undefined;
  /** Called once: reads templates and the like, and gives what makes the requests. */
  prepare(options: OptionValues<Table>, surroundings: Surroundings): MakeRequest;
  /** What an answer means if its status does not say it all. `alerts` are those of the request. */
  judge?(response: HttpResponse, alerts: readonly DeliveredAlert[], now: number): Outcome;
  /** Called once: gives what signs the requests. */
  signer?(options: OptionValues<Table>, services: SignerServices): Signer;
  /** If the receiver lacks something that the channel may make: the request that makes it. The first is then sent again. */
  remedy?(response: HttpResponse, options: OptionValues<Table>, surroundings: Surroundings): HttpRequest | undefined;
}

/** While a batch becomes full: receivers of batches are asked less often, and people wait no longer for it. */
const BATCH_WAIT_MS = 500;

/** A kind of channel from what is sent over HTTP. */
export function httpChannel<const Table extends OptionTable>(kind: HttpKind<Table>): ChannelType {
  const { name, title, summary, example, batch = 1, waitMs = BATCH_WAIT_MS, ordered = true } = kind;
  const own = (options: unknown): OptionValues<Table> => options as OptionValues<Table>;
  return {
    name,
    title,
    summary,
    example,
    options: { ...kind.options, ...COMMON_OPTIONS },
    ordered,
    ...(kind.oneAtATime === undefined ? {} : { oneAtATime: kind.oneAtATime }),
    defaults: {
      batch: { alerts: batch, waitMs: batch > 1 ? waitMs : 0 },
      concurrency: 1,
      timeoutMs: 10_000,
    },
    check: (options) => checkTls(options as unknown as CommonOptions) ?? kind.check?.(own(options)),
    async open(options, services) {
      const common = options as unknown as CommonOptions;
      const http = await openHttp(common, services);
      const makeRequest = kind.prepare(own(options), services);
      const signer = kind.signer?.(own(options), { http, env: process.env, readFile: readText, now: services.now });
      const ofOptions = concealerOf(options);
      const conceal = (text: string): string => ofOptions(concealerFor(signer?.secrets() ?? [])(text));
      const more = Object.fromEntries(Object.entries(common.headers).map(([key, value]) => [key, value.reveal()]));

      async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
        const whole = { ...request, headers: { ...request.headers, ...more } };
        const response = await http.send((await signer?.sign(whole, signal)) ?? whole, signal);
        signer?.heard(response);
        return response;
      }

      async function send(
        request: HttpRequest,
        alerts: readonly DeliveredAlert[],
        signal: AbortSignal,
      ): Promise<Outcome> {
        let response = await exchange(request, signal);
        const remedy = kind.remedy?.(response, own(options), services);
        if (remedy !== undefined) {
          const made = await exchange(remedy, signal);
          if (made.status >= 300) return kind.judge?.(made, alerts, services.now()) ?? outcomeOf(made, services.now());
          response = await exchange(request, signal);
        }
        return kind.judge?.(response, alerts, services.now()) ?? outcomeOf(response, services.now());
      }

      return {
        async deliver(alerts, signal) {
          try {
            const made = makeRequest(alerts);
            const outcome =
              'url' in made
                ? await send(made, alerts, signal)
                : await inParts(made, alerts, async (request, some) => send(request, some, signal));
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

/** One part after the other. When one fails, those behind it wait, so that the order is kept. */
async function inParts(
  parts: readonly Part[],
  batch: readonly DeliveredAlert[],
  send: (request: HttpRequest, alerts: readonly DeliveredAlert[]) => Promise<Outcome>,
): Promise<Outcome> {
  const results: Result[] = [];
  let answer = '';
  for (const part of parts) {
    const alerts = batch.slice(results.length, results.length + part.alerts);
    const outcome = await send(part.request, alerts).catch((error: unknown) => {
      // Nothing has arrived yet: the delivery core tells lateness from other errors
      if (results.length === 0) throw error;
      return retry(reasonOf(error));
    });
    const some = resultsOf(outcome, alerts.length);
    results.push(...some);
    ({ answer } = outcome);
    if (some.some(({ kind }) => kind === 'retry')) break;
  }
  const unsent = batch.slice(results.length).map((): Result => ({ kind: 'retry', reason: answer }));
  return { result: [...results, ...unsent], answer };
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8');
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
