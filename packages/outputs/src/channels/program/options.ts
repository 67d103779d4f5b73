export const PROGRAM_OPTIONS = {
  program: {
    type: 'text',
    required: true,
    description: 'A command line for `/bin/sh`, which has alerts on its standard input, one a line.',
  },
  keep_alive: {
    type: 'boolean',
    default: false,
    description: 'Starts the program once and gives it all alerts, rather than once for each alert.',
  },
} as const;
