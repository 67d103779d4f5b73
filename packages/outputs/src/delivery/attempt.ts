/** One call of a channel's `deliver`, with a time limit that holds whatever the channel does. */
import { retry, type Channel, type DeliveredAlert, type Outcome } from '../contract/channel.ts';
import { reasonOf } from '../contract/reason.ts';

/** A channel that is told that time is up has so long to come back. */
const GRACE_MS = 1000;

export interface Attempt {
  readonly outcome: Outcome;
  /** The channel has not come back: nothing more should be given to it. */
  readonly isStuck: boolean;
}

/**
 * @param timeoutMs 0: no limit
 * @param stop aborts when the program ends
 */
export async function attempt(
  channel: Channel,
  batch: readonly DeliveredAlert[],
  timeoutMs: number,
  stop: AbortSignal,
): Promise<Attempt> {
  const late = new AbortController();
  const signal = AbortSignal.any([late.signal, stop]);
  const timer = timeoutMs === 0 ? undefined : setTimeout(() => late.abort(), timeoutMs);
  const stuck = Promise.withResolvers<'stuck'>();
  let graceTimer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    graceTimer = setTimeout(() => stuck.resolve('stuck'), GRACE_MS);
  };
  signal.addEventListener('abort', onAbort);
  try {
    const outcome = await Promise.race([channel.deliver(batch, signal), stuck.promise]);
    if (outcome !== 'stuck') return { outcome, isStuck: false };
    return { outcome: retry(`no answer within ${timeoutMs} ms`), isStuck: true };
  } catch (error) {
    const reason = late.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    return { outcome: retry(reason), isStuck: false };
  } finally {
    clearTimeout(timer);
    clearTimeout(graceTimer);
    signal.removeEventListener('abort', onAbort);
  }
}
