import { fitEscaped, escapeHtml, type Message, type MessageLimits } from '../../messages/index.ts';

/** https://core.telegram.org/bots/api#sendmessage: 4,096 characters in all. */
const MAX_TEXT = 4096;

export const TELEGRAM_LIMITS: MessageLimits = { title: 200, body: 2000, facts: 20, name: 60, value: 400 };

export interface TelegramTarget {
  readonly chat_id: string;
  readonly thread_id: number;
  readonly silent: boolean;
}

/** As many facts as fit; the text is HTML, in which nothing of the alert is markup. */
export function telegramBody({ content, title, body, facts }: Message, target: TelegramTarget): object {
  const lines = [
    `<b>${title}</b>`,
    ...(body === '' ? [] : [body]),
    `<i>${fitEscaped(content.time, 60, escapeHtml)}</i>`,
  ];
  let length = lines.join('\n').length;
  for (const { name, value } of facts) {
    const line = `<b>${name}</b>: <code>${value}</code>`;
    if (length + 1 + line.length > MAX_TEXT) break;
    length += 1 + line.length;
    lines.push(line);
  }
  return {
    chat_id: target.chat_id,
    ...(target.thread_id === 0 ? {} : { message_thread_id: target.thread_id }),
    ...(target.silent ? { disable_notification: true } : {}),
    text: lines.join('\n'),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  };
}
