/** Counts of alerts for StatsD. */
import { delivered, type ChannelType } from '../../contract/index.ts';
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { addressProblem, hostAndPort } from '../queue-messages.ts';
import { openDatagrams, openKept } from '../transport.ts';
import { datagrams, statsdLines } from './lines.ts';
import { AT_MOST, MAX_DATAGRAM, STATSD_OPTIONS, STATSD_PORT } from './options.ts';

export const statsd: ChannelType = connectedChannel({
  name: 'statsd',
  title: 'StatsD',
  summary: `Counters of alerts by priority (\`falco.accepted.Warning\`) and by rule (\`falco.rules.NAME\`) for a StatsD daemon. ${AT_MOST}`,
  options: {
    address: {
      type: 'text',
      default: 'localhost:8125',
      check: addressProblem,
      description: 'Host and port of the daemon.',
    },
    ...STATSD_OPTIONS,
    protocol: { type: 'choice', values: ['udp', 'tcp', 'tls'], default: 'udp', description: 'The way to the daemon.' },
    ...CONTENT_OPTIONS,
  },
  example: { address: 'statsd.example.org:8125', namespace: 'security.' },
  batch: 1000,
  waitMs: 500,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    return async (tls) => {
      const { protocol } = options;
      const target = { ...hostAndPort(options.address, STATSD_PORT), protocol };
      const transport = protocol === 'udp' ? await openDatagrams(target) : await openKept(target, tls);
      return {
        async deliver(batch, limit) {
          await transport.send(datagrams(statsdLines(batch.map(make), options.namespace), MAX_DATAGRAM), limit);
          return delivered('sent; StatsD has no answers');
        },
        isOpen: () => transport.isOpen(),
        close: () => transport.close(),
      };
    };
  },
});
