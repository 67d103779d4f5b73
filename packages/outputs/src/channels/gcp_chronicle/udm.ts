/** https://cloud.google.com/chronicle/docs/reference/udm-field-list */
import { cut, given, SEVERITY_WORD, type Content } from '../../messages/index.ts';

const MAX_TEXT = 4096;
const MAX_NAME = 256;
const MAX_FIELDS = 100;

/** An event of the Unified Data Model. Its type is the general one: a rule may be about anything. */
export function udmEvent(content: Content): object {
  const { alert, id, rule, message, tags, time, fields } = content;
  const text = (name: string, max: number = MAX_TEXT): string | undefined => {
    const value = content.lookup(name);
    return value === undefined || value === '' ? undefined : cut(value, max);
  };
  return {
    metadata: {
      eventType: 'GENERIC_EVENT',
      eventTimestamp: time,
      vendorName: 'Lanner',
      productName: 'Lanner',
      productEventType: cut(rule, MAX_NAME),
      productLogId: id,
      description: cut(message, MAX_TEXT),
    },
    principal: given({
      hostname: text('hostname', MAX_NAME),
      user: given({ userid: text('user.name', MAX_NAME) }),
      process: given({
        pid: text('proc.pid', MAX_NAME),
        commandLine: text('proc.cmdline'),
        file: given({ fullPath: text('proc.exepath') }),
      }),
    }),
    securityResult: [
      {
        ruleName: cut(rule, MAX_NAME),
        severity: SEVERITY_WORD[alert.priority],
        summary: cut(message, MAX_TEXT),
      },
    ],
    additional: Object.fromEntries([
      ['source', alert.source],
      ['tags', cut(tags.join(', '), MAX_TEXT)],
      ...fields.slice(0, MAX_FIELDS).map(([name, value]) => [cut(name, MAX_NAME), cut(value, MAX_TEXT)]),
    ]) as Readonly<Record<string, string>>,
  };
}
