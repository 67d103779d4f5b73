/** Channels for tests, and what the core needs besides. */
import {
  defineChannel,
  delivered,
  type Channel,
  type ChannelType,
  type DeliveredAlert,
  type Outcome,
} from '../contract/index.ts';
import type { Services } from '../contract/services.ts';
import { numberOf } from './samples.ts';

export interface Log {
  readonly level: string;
  readonly message: string;
}

export function testServices(log: Log[] = [], json = false): Services {
  return {
    log: (level, message) => void log.push({ level, message }),
    hostname: 'box',
    userAgent: 'Lanner/test',
    format: { json, iso8601: false },
    now: Date.now,
  };
}

/** A kind of channel that does what a function says, and remembers the numbers of what has arrived. */
export function testChannel(
  deliver: (batch: readonly DeliveredAlert[], signal: AbortSignal) => Promise<Outcome> | Outcome = () =>
    delivered('ok'),
  given: Partial<ChannelType> = {},
): {
  readonly type: ChannelType;
  readonly arrived: number[];
  readonly batches: number[];
  opened: number;
  closed: number;
} {
  const seen = { arrived: [] as number[], batches: [] as number[], opened: 0, closed: 0 };
  const type: ChannelType = {
    ...defineChannel({
      name: 'test',
      title: 'Test',
      summary: 'A channel of a test.',
      options: {},
      example: {},
      ordered: true,
      defaults: { batch: { alerts: 10, waitMs: 0 }, concurrency: 1, timeoutMs: 10_000 },
      open: async (): Promise<Channel> => {
        seen.opened++;
        return {
          async deliver(batch, signal) {
            const outcome = await deliver(batch, signal);
            const { result } = outcome;
            const each = Array.isArray(result) ? (result as readonly { kind: string }[]) : batch.map(() => result);
            seen.batches.push(batch.length);
            for (const [index, { alert }] of batch.entries()) {
              if ((each as readonly { kind: string }[])[index]?.kind === 'delivered')
                seen.arrived.push(numberOf(alert));
            }
            return outcome;
          },
          close: async () => void seen.closed++,
        };
      },
    }),
    ...given,
  };
  return Object.assign(seen, { type });
}
