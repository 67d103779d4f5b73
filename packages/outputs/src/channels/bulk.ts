/** The bulk interface of Elasticsearch and OpenSearch. */
import { answerOf, outcomeOf, type HttpResponse } from '../http/index.ts';
import { DELIVERED, type Outcome, type Result } from '../contract/index.ts';
import { withKeys, type Content } from '../messages/index.ts';

/** A term has at most 32,766 bytes; a document much longer than a few of them helps nobody. */
const MAX_DOCUMENT = 100_000;

export type IndexSuffix = 'none' | 'daily' | 'monthly' | 'yearly';

/** `lanner-2026.11.24`, by the time of the alert in UTC. */
export function indexName(index: string, suffix: IndexSuffix, timeMs: number): string {
  const date = new Date(timeMs).toISOString().slice(0, 10).replaceAll('-', '.');
  const length = { none: 0, daily: 10, monthly: 7, yearly: 4 }[suffix];
  return length === 0 ? index : `${index}-${date.slice(0, length)}`;
}

/** Two lines for each alert. `create` with the alert's own id: what is sent twice is there once. */
export function bulkBody(contents: readonly Content[], index: string, suffix: IndexSuffix): string {
  return contents
    .map((content) => {
      const action = { create: { _index: indexName(index, suffix, content.timeMs), _id: content.id } };
      const time = JSON.stringify(new Date(content.timeMs).toISOString());
      return `${JSON.stringify(action)}\n${withKeys(content.json(MAX_DOCUMENT), { '@timestamp': time })}\n`;
    })
    .join('');
}

interface Item {
  readonly status?: number;
  readonly error?: { readonly type?: string; readonly reason?: string };
}

/** The answer has a status for each document: 409 says that it is there already. */
export function bulkOutcome(response: HttpResponse, size: number, now: number): Outcome {
  if (response.status !== 200) return outcomeOf(response, now);
  const items = itemsOf(response.body);
  const answer = answerOf({ ...response, body: '' });
  if (items === undefined || items.length !== size) {
    return { result: { kind: 'retry', reason: 'the answer is not that of _bulk' }, answer: answerOf(response) };
  }
  return { result: items.map(resultOf), answer };
}

function resultOf({ status = 0, error }: Item): Result {
  if ((status >= 200 && status < 300) || status === 409) return DELIVERED;
  const reason = [status, error?.type, error?.reason?.slice(0, 200)].filter((part) => part !== undefined).join(' ');
  // A document that does not fit the mapping never will
  return { kind: status === 400 ? 'refused' : 'retry', reason };
}

function itemsOf(body: string): readonly Item[] | undefined {
  try {
    const { items } = JSON.parse(body) as { readonly items?: readonly Readonly<Record<string, Item>>[] };
    return items?.map((item) => item['create'] ?? {});
  } catch {
    return undefined;
  }
}
