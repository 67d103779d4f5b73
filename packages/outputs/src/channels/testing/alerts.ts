/** Alerts for tests of channels: ordinary ones, and what a hostile process can make of them. */
import { alertToJson, alertToText, type Alert } from '@lanner/engine';
import { PRIORITIES } from '@lanner/language';
import type { DeliveredAlert } from '../../contract/index.ts';

const TIME = 1_764_000_000_123_456_789n;

const PLAIN: Alert = {
  time: TIME,
  rule: 'Shadow file read',
  priority: 'Warning',
  source: 'syscall',
  hostname: 'node-1',
  tags: ['filesystem', 'mitre_credential_access'],
  message: 'cat opened /etc/shadow (user=root pod=web-0)',
  fields: [
    ['proc.name', 'cat'],
    ['proc.cmdline', 'cat /etc/shadow'],
    ['fd.name', '/etc/shadow'],
    ['user.uid', 0n],
    ['evt.rawres', -9_223_372_036_854_775_807n],
    ['k8s.ns.name', 'web'],
    ['container.id', null],
    ['proc.aname', ['bash', 'sshd']],
  ],
};

/** Steering, new lines, mentions, markup, quotes, lone surrogates, directions. */
export const HOSTILE_TEXT =
  'x\u001b[2J\u001b]0;t\u0007\r\nroot: <!channel> @everyone @here **b** `c` <b>&amp; [l](http://evil.example) \\ " \' \u0000 \ud800 \u202e \ufffd {rule} %s ${HOME} | , = \u2028 \u0085';

const HUGE_TEXT = `${'é'.repeat(1000)}${'\\"<\u001b'.repeat(1000)}${'x'.repeat(1_000_000)}`;

function hostile(text: string, more: Partial<Alert> = {}): Alert {
  return {
    ...PLAIN,
    rule: `Rule ${text}`,
    hostname: `host ${text}`,
    tags: [`tag ${text}`],
    message: `message ${text}`,
    fields: [
      ['proc.name', text],
      [`evt.arg[${text.slice(0, 300)}]`, text],
      ['proc.args', text],
    ],
    ...more,
  };
}

const MANY_FIELDS: Alert = {
  ...PLAIN,
  fields: Array.from({ length: 300 }, (_, index) => [`field.number${index}`, `value ${index}`] as const),
};

export function delivered(alert: Alert, id: string, sequence = 0): DeliveredAlert {
  const text = alertToText(alert, { iso8601: true });
  const json = alertToJson(alert, { iso8601: true });
  return {
    id,
    sequence,
    alert,
    text,
    json,
    line: text,
    lineBytes: Buffer.from(`${text}
`),
  };
}

/** An ordinary alert. */
export const PLAIN_ALERT: DeliveredAlert = delivered(PLAIN, '0192f1d0-0000-7000-8000-000000000001');

/** One string of 1 MB in each place that a process can write to. */
export const HUGE_ALERT: DeliveredAlert = delivered(hostile(HUGE_TEXT), '0192f1d0-0000-7000-8000-000000000002');

export const HOSTILE_ALERT: DeliveredAlert = delivered(hostile(HOSTILE_TEXT), '0192f1d0-0000-7000-8000-000000000003');

/** One of each priority, and all that is odd. */
export const SAMPLE_ALERTS: readonly DeliveredAlert[] = [
  ...PRIORITIES.map((priority, index) => ({ ...PLAIN, priority, time: TIME + BigInt(index) })),
  { ...PLAIN, fields: [], tags: [], message: '' },
  MANY_FIELDS,
]
  .map((alert, index) => delivered(alert, `0192f1d0-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`, index))
  .concat(HOSTILE_ALERT, HUGE_ALERT);
