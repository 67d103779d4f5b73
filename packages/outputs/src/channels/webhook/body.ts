/** The body of a webhook, and its signature. */
import { createHmac } from 'node:crypto';
import { templateOf, type Content, type Escape } from '../../messages/index.ts';

/** No body is larger. */
const MAX_BODY = 1024 * 1024;

/** Values inside the quotes of JSON texts: `{"text": "{message}"}` is right whatever the message is. */
export const escapeJson: Escape = (value) => JSON.stringify(value.toWellFormed()).slice(1, -1);

/** What makes the body: a template, or for none the alert itself. */
export function webhookBody(template: string, contentType: string): (content: Content) => string {
  if (template === '') return (content) => content.json(MAX_BODY);
  return templateOf(template, /\bjson\b/i.test(contentType) ? escapeJson : undefined);
}

/** `sha256=HEX` of `TIME.BODY`: the time is in it, so that an old request cannot be sent again as a new one. */
export function signature(key: string, seconds: number, body: string): string {
  return `sha256=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
}
