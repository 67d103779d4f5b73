/** What the channels to StatsD have in common. */

export const STATSD_PORT = 8125;
/** What fits into a packet of Ethernet with IPv6 and UDP before it. */
export const MAX_DATAGRAM = 1432;

export const STATSD_OPTIONS = {
  namespace: { type: 'text', default: 'lanner.', description: 'What the names of all counters begin with.' },
} as const;

/** Of a daemon that says nothing. */
export const AT_MOST =
  'The daemon says nothing: what is sent while it is away over UDP may be lost to it, and what is sent again after a failure counts twice.';
