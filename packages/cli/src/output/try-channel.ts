/** Sends one sample alert to a channel, past log and queue. */
import { resultsOf, type Services } from '@lanner/outputs';
import { Envelope, attempt, reasonOf, type ChannelSettings, type LineFormat } from '@lanner/outputs/delivery';
import type { Alert } from '@lanner/engine/runtime';

export interface Trial {
  readonly channel: string;
  readonly kind: 'delivered' | 'retry' | 'refused' | 'not opened';
  /** What the receiver said, or why it could not be asked. */
  readonly answer: string;
  readonly ms: number;
}

const LONGEST_MS = 10_000;

/** The alert that is sent: nobody should take it for a real one. */
export function sampleAlert(hostname: string, now: number): Alert {
  return {
    time: BigInt(now) * 1_000_000n,
    rule: 'Test rule',
    priority: 'Debug',
    source: 'internal',
    hostname,
    tags: ['test'],
    message: 'This is a test of the channel, sent by lanner output test | user=nobody command=true',
    fields: [
      ['proc.cmdline', 'true'],
      ['user.name', 'nobody'],
    ],
  };
}

export async function tryChannel(
  { name, type, options, lane }: ChannelSettings,
  services: Services,
  format: LineFormat,
): Promise<Trial> {
  const start = performance.now();
  const trial = (kind: Trial['kind'], answer: string): Trial => {
    return { channel: name, kind, answer, ms: Math.round(performance.now() - start) };
  };
  try {
    const channel = await type.open(options, services);
    const now = services.now();
    const sample = new Envelope(`test-${now}`, 1, { alert: sampleAlert(services.hostname, now), size: 0 }, format);
    // Some channels wait for as long as it takes; a trial does not
    const timeoutMs = (lane?.timeoutMs ?? type.defaults.timeoutMs) || LONGEST_MS;
    const { outcome } = await attempt(channel, [sample], timeoutMs, new AbortController().signal);
    await channel.close();
    const [result] = resultsOf(outcome, 1);
    return trial(result?.kind ?? 'retry', outcome.answer);
  } catch (error) {
    return trial('not opened', reasonOf(error));
  }
}
