/** Alerts: plain data, and the two forms in which they leave. */
import type { Priority } from '@lanner/language';
import { escapeControls, isoTime, localTime } from './render.ts';
import type { JsonValue } from './render.ts';

export interface Ancestor {
  readonly name: string;
  readonly pid: number;
  readonly cmdline: string;
}

/** What Lanner adds to Falco's alert. */
export interface AlertContext {
  /** From the process of the event to its eldest known ancestor. */
  readonly ancestry: readonly Ancestor[];
  /** The path that the process asked for and the one that the kernel went to, where they differ. */
  readonly path?: { readonly lexical: string; readonly real: string };
  /** Which of the two made the rule match. */
  readonly matched?: 'lexical' | 'real';
  /** What is cut or in doubt: `truncated_args`, `race` and the like. */
  readonly notes: readonly string[];
  /** For alerts that were held back this one stands. */
  readonly held?: HeldAlerts;
}

export interface HeldAlerts {
  /** How many. */
  readonly alerts: number;
  /** What in the configuration held them back: `route.routes[0]`. */
  readonly by: string;
  readonly reason: 'inhibited' | 'repeated' | 'throttled' | 'grouped';
  /** How many by rule. */
  readonly rules: Readonly<Record<string, number>>;
  /** For how long. */
  readonly seconds: number;
}

export interface Alert {
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly rule: string;
  readonly priority: Priority;
  readonly source: string;
  readonly hostname: string;
  readonly tags: readonly string[];
  /** The output of the rule without time and priority, not yet escaped. */
  readonly message: string;
  readonly fields: readonly (readonly [key: string, value: JsonValue])[];
  readonly context?: AlertContext;
}

export interface AlertFormat {
  /** ISO 8601 in UTC instead of the local time of day. */
  readonly iso8601?: boolean;
}

/** Which optional keys the JSON has. */
export interface JsonFormat extends AlertFormat {
  /** `output`: the whole line of text. Default: true. */
  readonly output?: boolean;
  /** `message`: the text without time and priority. Default: false. */
  readonly message?: boolean;
  /** `output_fields`. Default: true. */
  readonly fields?: boolean;
  /** `tags`. Default: true. */
  readonly tags?: boolean;
}

/** `HH:MM:SS.nnnnnnnnn: Priority message`, one line, control characters escaped. */
export function alertToText(alert: Alert, format: AlertFormat = {}): string {
  const time = format.iso8601 === true ? isoTime(alert.time, '+0000') : localTime(alert.time);
  return `${time}: ${alert.priority} ${escapeControls(alert.message)}`;
}

export type Json = JsonValue | readonly Json[] | { readonly [key: string]: Json };

/** JSON with the keys of objects sorted, and integers of any size digit for digit. */
export function stringify(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (isArray(value)) return `[${value.map(stringify).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${stringify(one)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
