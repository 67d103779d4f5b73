/** Alerts posted over HTTP or HTTPS: Falco's `http_output`. */
import { defineChannel, type ChannelType, type Secret } from '../../contract/index.ts';
import { openHttp, type HttpResponse } from '../../http/client.ts';
import { answerOf, outcomeOf } from '../../http/outcome.ts';
import { checkTls } from '../../http/tls.ts';
import { bodyOf } from './body.ts';
import { HTTP_OPTIONS } from './options.ts';

/** What a receiver says to a body that it cannot unpack. */
const NOT_UNDERSTOOD = new Set([400, 415, 422]);

export const http: ChannelType = defineChannel({
  name: 'http',
  title: 'HTTP',
  summary:
    'Alerts posted to a URL, one a request; with a batch size above 1, several a request and one a line. What is posted is text, or JSON if `json_output` is on.',
  options: HTTP_OPTIONS,
  example: {
    url: 'https://alerts.example.org/falco',
    keep_alive: true,
    headers: { Authorization: { env: 'ALERT_TOKEN' } },
  },
  ordered: true,
  sends: 'lines',
  defaults: { batch: { alerts: 1, waitMs: 0 }, concurrency: 1, timeoutMs: 10_000 },
  check: checkTls,
  async open(options, services) {
    const userAgent = options.user_agent === '' ? services.userAgent : options.user_agent;
    const client = await openHttp(options, { userAgent, keepAlive: options.keep_alive });
    const headers = revealed(options.headers);
    let gzip = options.compress_uploads;
    return {
      async deliver(batch, signal) {
        const { content, contentType } = bodyOf(batch, services.format.json);
        const send = (packed: boolean): Promise<HttpResponse> =>
          client.send(
            { url: options.url, headers: { 'Content-Type': contentType, ...headers }, body: content, gzip: packed },
            signal,
          );
        let response = await send(gzip);
        if (gzip && NOT_UNDERSTOOD.has(response.status)) {
          const packed = answerOf(response);
          response = await send(false);
          gzip = !isGood(response);
          if (!gzip) services.log('notice', `http: compression is off, the receiver does not take it: ${packed}`);
        }
        if (options.echo) services.log('info', `http: ${answerOf(response)}`);
        return outcomeOf(response, services.now());
      },
      reopen: () => client.reopen(),
      close: async () => client.close(),
    };
  },
});

function revealed(headers: Readonly<Record<string, Secret>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, secret]) => [name, secret.reveal()]));
}

function isGood({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}
