/** Falco's priorities in the words, numbers and colours of others. */
import type { Priority } from '@lanner/language';

/** One value a priority. */
export type ByPriority<T> = Readonly<Record<Priority, T>>;

/** RFC 5424 severities. */
export const SYSLOG_SEVERITY: ByPriority<number> = {
  Emergency: 0,
  Alert: 1,
  Critical: 2,
  Error: 3,
  Warning: 4,
  Notice: 5,
  Informational: 6,
  Debug: 7,
};

/** As security services of clouds have them. */
export const SEVERITY_WORD: ByPriority<string> = {
  Emergency: 'CRITICAL',
  Alert: 'CRITICAL',
  Critical: 'CRITICAL',
  Error: 'HIGH',
  Warning: 'MEDIUM',
  Notice: 'LOW',
  Informational: 'INFORMATIONAL',
  Debug: 'INFORMATIONAL',
};

/** As 0xRRGGBB: red for what cannot wait, to grey. */
export const COLOUR: ByPriority<number> = {
  Emergency: 0xb3_00_2d,
  Alert: 0xb3_00_2d,
  Critical: 0xd7_2b_3f,
  Error: 0xe8_59_0c,
  Warning: 0xf2_a6_00,
  Notice: 0x1f_7a_c9,
  Informational: 0x2b_8a_3e,
  Debug: 0x86_8e_96,
};

/** `#b3002d`. */
export function hexColour(priority: Priority): string {
  return `#${COLOUR[priority].toString(16).padStart(6, '0')}`;
}
