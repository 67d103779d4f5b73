/** What the channels to StatsD have in common. */
import { addressProblem } from '../queue-messages.ts';

export const STATSD_PORT = 8125;
/** What fits into a packet of Ethernet with IPv6 and UDP before it. */
export const MAX_DATAGRAM = 1432;

export const STATSD_OPTIONS: {
  readonly address: {
    readonly type: 'text';
    readonly default: string;
    readonly check: (address: string) => string | undefined;
    readonly description: string;
  };
  readonly namespace: { readonly type: 'text'; readonly default: string; readonly description: string };
} = {
  address: {
    type: 'text',
    default: 'localhost:8125',
    check: addressProblem,
    description: 'Host and port of the daemon.',
  },
  namespace: { type: 'text', default: 'lanner.', description: 'What the names of all counters begin with.' },
};

/** Of a daemon that says nothing. */
export const AT_MOST =
  'The daemon says nothing: what is sent while it is away over UDP may be lost to it, and what is sent again after a failure counts twice.';
