/** What can be written in routes and inhibit rules besides matchers, receivers and further routes. */

export const ROUTE_OPTIONS = {
  continue: {
    type: 'boolean',
    default: false,
    description: 'Whether the routes behind this one are asked, too, when it takes an alert.',
  },
  group_by: {
    type: 'list',
    description: 'Alerts with the same values for these names go out together, as one. Nothing is grouped without it.',
  },
  group_wait: { type: 'duration', description: 'How long the first alert of a group waits for others; `30s`.' },
  group_interval: {
    type: 'duration',
    description: 'How long further alerts of a group that was sent wait for others; `5m`.',
  },
  repeat_interval: {
    type: 'duration',
    description: 'An alert that says the same as one before is held back for so long; 0, as without it: never.',
  },
  repeat_by: {
    type: 'list',
    description: 'Alerts say the same if they have the same values for these names; `[rule, message]`.',
  },
} as const;

export const THROTTLE_OPTIONS = {
  by: {
    type: 'list',
    default: ['rule'],
    description: 'Alerts with the same values for these names are counted together.',
  },
  limit: { type: 'number', integer: true, min: 1, default: 1, description: 'How many of them pass.' },
  per: { type: 'duration', default: 60_000, description: 'In which time, from the first on.' },
} as const;

export const INHIBIT_OPTIONS = {
  equal: {
    type: 'list',
    description: 'Alerts are held back only by those that have the same values for these names.',
  },
  for: {
    type: 'duration',
    default: 300_000,
    description: 'For how long after an alert of the source those of the target are held back.',
  },
} as const;
