export const SYSLOG_OPTIONS = {
  socket: { type: 'path', default: '/dev/log', description: 'The socket of the syslog daemon.' },
  facility: {
    type: 'choice',
    values: [
      'kern',
      'user',
      'mail',
      'daemon',
      'auth',
      'syslog',
      'lpr',
      'news',
      'uucp',
      'cron',
      'authpriv',
      'ftp',
      'ntp',
      'audit',
      'alert',
      'clock',
      'local0',
      'local1',
      'local2',
      'local3',
      'local4',
      'local5',
      'local6',
      'local7',
    ],
    default: 'user',
    description: 'The facility of the messages.',
  },
  ident: { type: 'text', default: 'lanner', description: 'The name of the program that the messages have.' },
} as const;

export type Facility = (typeof SYSLOG_OPTIONS)['facility']['values'][number];

/** By their numbers. */
export const FACILITIES: readonly Facility[] = SYSLOG_OPTIONS.facility.values;
