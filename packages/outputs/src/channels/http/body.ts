/** What is posted: the alert, or several, one a line. */
import type { DeliveredAlert } from '../../contract/channel.ts';
import { joinLines } from '../lines.ts';

export interface Body {
  readonly text: string;
  readonly contentType: string;
}

export function bodyOf(batch: readonly DeliveredAlert[], asJson: boolean): Body {
  const [first] = batch;
  if (first !== undefined && batch.length === 1) {
    return { text: first.line, contentType: asJson ? 'application/json' : 'text/plain; charset=utf-8' };
  }
  return { text: joinLines(batch), contentType: asJson ? 'application/x-ndjson' : 'text/plain; charset=utf-8' };
}
