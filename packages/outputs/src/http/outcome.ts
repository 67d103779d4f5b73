/** What an answer over HTTP means for the alerts that were sent. */
import { DELIVERED, type Outcome, type Result } from '../contract/channel.ts';
import { escapeControls } from '../terminal.ts';
import type { HttpResponse } from './client.ts';

/** As much of an answer as people are shown. */
const SHOWN = 300;

/**
 * Answers that have nothing to do with this alert: the receiver is overloaded, or it was configured wrongly and may be
 * put right, such as a token that has run out. The alert is kept and tried again.
 */
const NOT_ABOUT_THE_ALERT = new Set([401, 403, 404, 405, 407, 408, 409, 421, 423, 425, 429, 495, 496, 497]);

/** nginx says 400 to whoever has no certificate, or the wrong one, or speaks no TLS; its page says which. */
const NGINX_ON_TLS =
  /The SSL certificate error|No required SSL certificate was sent|plain HTTP request was sent to HTTPS/;

/** `200 OK`, and the beginning of the body, on one line and harmless. */
export function answerOf({ status, statusText, body }: HttpResponse): string {
  const start = body.slice(0, SHOWN).trim().replace(/\s+/g, ' ');
  return escapeControls([String(status), statusText, start].filter((part) => part !== '').join(' '));
}

/** 2xx is delivered; 429, 5xx, redirects and whatever is not about the alert is tried again; other 4xx is refused. */
export function outcomeOf(response: HttpResponse, now: number): Outcome {
  const answer = answerOf(response);
  return { result: resultOf(response, answer, now), answer };
}

function resultOf(response: HttpResponse, answer: string, now: number): Result {
  const { status, body } = response;
  if (status >= 200 && status < 300) return DELIVERED;
  const isSetUp = !NOT_ABOUT_THE_ALERT.has(status) && !(status === 400 && NGINX_ON_TLS.test(body));
  const isRefused = status >= 400 && status < 500 && isSetUp;
  if (isRefused) return { kind: 'refused', reason: answer };
  const afterMs = retryAfter(response.headers['retry-after'], now);
  return { kind: 'retry', reason: answer, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** `Retry-After` in milliseconds from now: a number of seconds, or a date. */
export function retryAfter(header: string | readonly string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && header.trim() !== '') return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
