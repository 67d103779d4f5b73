/** Counts of alerts for StatsD. */
import type { ChannelType, DeliveredAlert } from '../../contract/index.ts';
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { hostAndPort } from '../queue-messages.ts';
import { connectionOver, openDatagrams, openKept } from '../transport.ts';
import { datagrams, statsdLines } from './lines.ts';
import { AT_MOST, MAX_DATAGRAM, STATSD_OPTIONS, STATSD_PORT } from './options.ts';

export const statsd: ChannelType = connectedChannel({
  name: 'statsd',
  title: 'StatsD',
  summary: `Counters of alerts by priority (\`falco.accepted.Warning\`) and by rule (\`falco.rules.NAME\`) for a StatsD daemon. ${AT_MOST}`,
  options: {
    ...STATSD_OPTIONS,
    protocol: { type: 'choice', values: ['udp', 'tcp', 'tls'], default: 'udp', description: 'The way to the daemon.' },
    ...CONTENT_OPTIONS,
  },
  example: { address: 'statsd.example.org:8125', namespace: 'security.' },
  batch: 1000,
  waitMs: 500,
  noProxy: { why: 'over UDP', when: ({ protocol }) => protocol === 'udp' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    return async (tls, way) => {
      const { protocol } = options;
      const target = { ...hostAndPort(options.address, STATSD_PORT), protocol };
      const transport = protocol === 'udp' ? await openDatagrams(target) : await openKept(target, tls, way);
      const parts = (batch: readonly DeliveredAlert[]): readonly string[] =>
        datagrams(statsdLines(batch.map(make), options.namespace), MAX_DATAGRAM);
      return connectionOver(transport, parts, 'sent; StatsD has no answers');
    };
  },
});
