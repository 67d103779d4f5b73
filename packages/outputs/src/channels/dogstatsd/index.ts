/** Counts of alerts, with tags, for the agent of Datadog. */
import type { ChannelType, DeliveredAlert } from '../../contract/index.ts';
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import { connectedChannel } from '../over-connection.ts';
import { hostAndPort } from '../queue-messages.ts';
import { datagrams, dogstatsdLines } from '../statsd/lines.ts';
import { AT_MOST, MAX_DATAGRAM, STATSD_OPTIONS, STATSD_PORT } from '../statsd/options.ts';
import { connectionOver, openDatagrams, openLocalDatagrams } from '../transport.ts';

export const dogstatsd: ChannelType = connectedChannel({
  name: 'dogstatsd',
  title: 'DogStatsD',
  summary: `A counter of alerts (\`falco.accepted\`) with tags for priority, rule, source and host, for the agent of Datadog and all that speaks DogStatsD. ${AT_MOST}`,
  options: {
    ...STATSD_OPTIONS,
    socket: {
      type: 'path',
      default: '',
      description: 'The socket of the agent, such as `/var/run/datadog/dsd.socket`, instead of `address`.',
    },
    tags: { type: 'list', default: [], description: 'More tags for all alerts, such as `env:prod`.' },
    tag_fields: {
      type: 'list',
      default: [],
      description: 'Output fields that become tags. Take few, with few values: each set of tags is a series.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { address: 'datadog-agent.example.org:8125', tags: ['env:prod'], tag_fields: ['k8s.ns.name'] },
  batch: 1000,
  waitMs: 500,
  noProxy: { why: 'over UDP, which is all that it speaks' },
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    return async () => {
      const transport =
        options.socket === ''
          ? await openDatagrams({ ...hostAndPort(options.address, STATSD_PORT), protocol: 'udp' })
          : openLocalDatagrams(options.socket);
      const parts = (batch: readonly DeliveredAlert[]): readonly string[] =>
        datagrams(dogstatsdLines(batch.map(make), options), MAX_DATAGRAM);
      return connectionOver(transport, parts, 'sent; DogStatsD has no answers');
    };
  },
});
