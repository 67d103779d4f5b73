/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
import type { DeliveredAlert, Outcome, Result } from '../../contract/index.ts';
import { DELIVERED } from '../../contract/index.ts';
import { answerOf, type HttpResponse } from '../../http/index.ts';
import type { PartLimits } from '../parts.ts';
import { objectOf } from '../answers.ts';

export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** A request may span 24 hours: whatever is so near to the first event fits with all others that are. */
const HALF_A_DAY_MS = 12 * 3_600_000;

export const LOG_LIMITS: PartLimits<LogEvent> = {
  entries: 10_000,
  bytes: 1_048_576,
  bytesOf: ({ message }) => Buffer.byteLength(message) + 26,
  goesWith: ({ timestamp }, [first]) => Math.abs(timestamp - (first?.timestamp ?? timestamp)) < HALF_A_DAY_MS,
};

/** An event by itself has to fit a request, too. */
export const MAX_EVENT: number = 256 * 1024 - 26;

/** The service wants them by time. */
export function logEventsBody(group: string, stream: string, events: readonly LogEvent[]): object {
  return {
    logGroupName: group,
    logStreamName: stream,
    logEvents: events.toSorted((a, b) => a.timestamp - b.timestamp),
  };
}

interface Rejected {
  readonly tooNewLogEventStartIndex?: number;
  readonly tooOldLogEventEndIndex?: number;
  readonly expiredLogEventEndIndex?: number;
}

/** Those beyond the bounds of time are told by their places among the events, by time; the others are there. */
export function logEventsOutcome(response: HttpResponse, alerts: readonly DeliveredAlert[]): Outcome {
  const rejected = objectOf(response)?.['rejectedLogEventsInfo'] as Rejected | undefined;
  const answer = answerOf(response);
  const { tooNewLogEventStartIndex: tooNew = Infinity } = rejected ?? {};
  const tooOld = Math.max(rejected?.tooOldLogEventEndIndex ?? 0, rejected?.expiredLogEventEndIndex ?? 0);
  const timeOf = (index: number): bigint => (alerts[index]?.alert.time ?? 0n) / 1_000_000n;
  const byTime = alerts.map((_, index) => index).toSorted((a, b) => Number(timeOf(a) - timeOf(b)));
  const results: Result[] = alerts.map(() => DELIVERED);
  for (const [place, index] of byTime.entries()) {
    if (place < tooOld) results[index] = { kind: 'refused', reason: 'it is too old for the log group' };
    else if (place >= tooNew) results[index] = { kind: 'refused', reason: 'its time is more than two hours from now' };
  }
  return { result: results, answer };
}
