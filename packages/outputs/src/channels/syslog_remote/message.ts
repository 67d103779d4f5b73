/** Messages as RFC 5424 has them, and their frames in a stream as RFC 6587 has them. */
import { cutBytes, SYSLOG_SEVERITY, type Content } from '../../messages/index.ts';
import { FACILITIES, type Facility } from '../syslog/options.ts';
import { cefMessage, type Product } from './cef.ts';

export interface MessageSettings {
  readonly format: 'text' | 'json' | 'cef';
  readonly facility: Facility;
  readonly ident: string;
  readonly max_size: number;
  readonly pid: number;
  readonly product: Product;
}

/** A message of at most `max_size` bytes. */
export function syslogMessage(content: Content, settings: MessageSettings): string {
  const { facility, ident, pid, format, max_size: max, product } = settings;
  const priority = FACILITIES.indexOf(facility) * 8 + SYSLOG_SEVERITY[content.alert.priority];
  // Section 6.2.3: at most six digits of a second
  const time = content.time.replace(/(\.\d{6})\d*Z$/, '$1Z');
  const names = [printable(content.lookup('hostname') ?? '', 255), printable(ident, 48), String(pid), 'alert'];
  const header = `<${priority}>1 ${time} ${names.join(' ')} - `;
  const room = Math.max(MIN_ROOM, max - Buffer.byteLength(header));
  const text =
    format === 'json'
      ? content.json(room)
      : cutBytes(format === 'cef' ? cefMessage(content, product) : content.text, room);
  return `${header}${text}`;
}

const MIN_ROOM = 256;

/** PRINTUSASCII, of which blanks are no part; `-` for nothing. */
function printable(text: string, max: number): string {
  return text.replace(/[^\u0021-\u007e]+/g, '_').slice(0, max) || '-';
}

export type Framing = 'octet_counting' | 'line_feed';

/** Section 3.4.1 of RFC 6587, or its 3.4.2 with a line feed, which no message has in it. */
export function framed(message: string, framing: Framing): string {
  return framing === 'line_feed' ? `${message}\n` : `${Buffer.byteLength(message)} ${message}`;
}
