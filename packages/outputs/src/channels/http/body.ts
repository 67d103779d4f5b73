/** What is posted: the alert, or several, one a line. */
import type { DeliveredAlert } from '../../contract/channel.ts';
import { joinLines } from '../lines.ts';

export interface Body {
  readonly content: string | Uint8Array;
  readonly contentType: string;
}

export function bodyOf(batch: readonly DeliveredAlert[], asJson: boolean): Body {
  const [first] = batch;
  if (first !== undefined && batch.length === 1) {
    return { content: first.line, contentType: asJson ? 'application/json' : 'text/plain; charset=utf-8' };
  }
  return { content: joinLines(batch), contentType: asJson ? 'application/x-ndjson' : 'text/plain; charset=utf-8' };
}
