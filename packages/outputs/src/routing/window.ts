/** A stretch of time in which alerts that are alike are held back and counted. Plain data: it is kept on disk as JSON. */
import type { Alert } from '@lanner/engine/runtime';
import { decodeAlert, encodeAlert } from '../log/codec.ts';
import { cut } from '../messages/cut.ts';

export type WindowKind = 'inhibited' | 'repeated' | 'throttled' | 'grouped';

export interface Window {
  readonly kind: WindowKind;
  /** The route, or what inhibits: `route.routes[0]`, `inhibit_rules[0]`. */
  readonly by: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  closes: number;
  /** Alerts that were let through. */
  passed: number;
  /** Alerts that were held back; the summary tells them. */
  held: number;
  /** How many by rule, of the first few rules. */
  rules: Record<string, number>;
  /** One of the most severe that were held, as text. */
  sample?: string;
  /** When the last that was held happened, nanoseconds since the epoch. */
  last?: string;
}

const MAX_RULES = 20;
const OTHERS = 'others';
/** A larger sample is cut. */
const SAMPLE_LENGTH = 64 * 1024;

/** Counts an alert that is held back. @param isBetter whether it is a better sample than the one that there is */
export function hold(window: Window, alert: Alert, isBetter: (than: Alert) => boolean): void {
  window.held++;
  window.last = alert.time.toString();
  const { rules } = window;
  const rule =
    Object.hasOwn(rules, alert.rule) || Object.keys(rules).length < MAX_RULES ? cut(alert.rule, 200) : OTHERS;
  rules[rule] = (Object.hasOwn(rules, rule) ? (rules[rule] ?? 0) : 0) + 1;
  if (window.sample === undefined || (window.kind === 'grouped' && isBetter(decodeAlert(window.sample)))) {
    window.sample = sampleOf(alert);
  }
}

function sampleOf(alert: Alert): string {
  const whole = encodeAlert(alert);
  if (whole.length <= SAMPLE_LENGTH) return whole;
  const { context: _, ...rest } = alert;
  return encodeAlert({
    ...rest,
    message: cut(alert.message, 4096),
    fields: alert.fields.slice(0, 50).map(([key, value]) => {
      const text = typeof value === 'object' && value !== null ? value.map(String).join(',') : value;
      return [cut(key, 200), typeof text === 'string' ? cut(text, 512) : text] as const;
    }),
  });
}
