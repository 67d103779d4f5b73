/** Opens channels in tests as the program does. */
import assert from 'node:assert/strict';
import { readOptions, type Channel, type ChannelType, type Services } from '../../contract/index.ts';

export interface OpenChannel {
  readonly channel: Channel;
  /** What was logged. */
  readonly log: readonly string[];
}

/** What the clock of an open channel says. */
export const NOW = 1_764_000_010_000;

/** Opens a channel with options as the configuration has them. */
export async function openChannel(type: ChannelType, given: Readonly<Record<string, unknown>>): Promise<OpenChannel> {
  const secrets = {
    file: (path: string): string => {
      throw new Error(`no file ${path}`);
    },
    env: (): undefined => undefined,
  };
  const { options, problems } = readOptions(type.options, given, secrets);
  assert.deepEqual(problems, []);
  assert.equal(type.check?.(options), undefined);
  const log: string[] = [];
  const services: Services = {
    log: (level, message) => log.push(`${level}: ${message}`),
    hostname: 'node-1',
    userAgent: 'Lanner/0.1.0',
    format: { json: false, iso8601: true },
    now: () => NOW,
  };
  return { channel: await type.open(options, services), log };
}
