/** The mail that an alert becomes. */
import { escapeHtml, type Message, type MessageLimits } from '../../messages/index.ts';

export const MAIL_LIMITS: MessageLimits = { title: 200, body: 20_000, facts: 100, name: 200, value: 4000 };

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** The same whenever the alert is sent, so that a mail that comes twice can be seen to be the same. */
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
}

/** Texts of the message are plain; here they become HTML if that is wanted, too. */
export function mailOf({ content, title, body, facts }: Message, format: 'html' | 'text'): Mail {
  const { id, time, timeMs, alert } = content;
  const lines = [
    ['time', time],
    ['host', content.lookup('hostname') ?? ''],
    ['source', alert.source],
    ['tags', content.tags.join(', ')],
    ...facts.map(({ name, value }) => [name, value] as const),
  ].filter(([, value]) => value !== '') as [string, string][];
  const text = `${body}\n\n${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
  const rows = lines.map(([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`);
  return {
    subject: title,
    text,
    ...(format === 'html' ? { html: `<p>${escapeHtml(body)}</p>\n<table>\n${rows.join('\n')}\n</table>\n` } : {}),
    messageId: `<${id}@lanner>`,
    date: new Date(timeMs),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Lanner-Priority': alert.priority },
  };
}
