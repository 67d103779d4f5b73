import { cut, type Content } from '../../messages/index.ts';

const MAX_TITLE = 256;
const MAX_MESSAGE = 8192;

/** What an integration of the kind "formatted webhook" takes. */
export function grafanaOncallBody(content: Content, title: string, message: string): object {
  return {
    alert_uid: content.id,
    title: cut(title, MAX_TITLE),
    state: 'alerting',
    message: cut(message, MAX_MESSAGE),
  };
}
