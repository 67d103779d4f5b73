/** Messages as the local syslog daemon expects them: priority, time, name, text. It adds the name of the machine itself. */
import { PRIORITIES, type Priority } from '@lanner/language';
import { FACILITIES, type Facility } from './options.ts';

export interface SyslogSettings {
  readonly facility: Facility;
  readonly ident: string;
  readonly pid: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `<13>Nov  4 09:05:01 lanner[123]: text`; the time is local. */
export function localMessage(text: string, priority: Priority, time: Date, settings: SyslogSettings): string {
  const level = PRIORITIES.indexOf(priority);
  const number = FACILITIES.indexOf(settings.facility) * 8 + level;
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)}`;
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `<${number}>${day} ${clock} ${settings.ident}[${settings.pid}]: ${text}`;
}

const CUT = ' [cut]';

/** The beginning of a message in at most so many bytes of UTF-8, marked as cut; no character is split. */
export function cutMessage(message: Buffer, bytes: number): Buffer {
  if (message.length <= bytes) return message;
  let end = Math.max(0, bytes - CUT.length);
  while (end > 0 && ((message[end] ?? 0) & 0xc0) === 0x80) end--;
  return Buffer.concat([message.subarray(0, end), Buffer.from(CUT)]);
}
