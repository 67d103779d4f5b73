/**
 * What is held back from one channel, and for how long. It has no clock and does no I/O: whoever calls it says what time it
 * is, in milliseconds since the epoch, and sends what it gives.
 *
 * An alert that is routed to the channel goes through what its route says, in this order: inhibited by another? said
 * before? too many of its kind? to be grouped? Each can hold it back in a window, which counts it; when the window closes,
 * a summary tells how many there were. A window that finds no room holds nothing back: the alert goes out at once.
 */
import type { Alert } from '@lanner/engine/runtime';
import { isAtLeast } from '@lanner/language';
import { addresseeOf, type AddressedAlert } from '../log/addressed.ts';
import type { Envelope } from '../log/envelope.ts';
import { keyOf } from './fields.ts';
import { holdsBack, receiversOf, routeTo, type InhibitRule, type Routing } from './routing.ts';
import { summaryOf } from './summary.ts';
import type { HoldOptions, Route } from './tree.ts';
import { hold, type Window, type WindowKind } from './window.ts';

/** What survives a restart, as JSON. */
export interface HoldState {
  readonly windows: readonly Window[];
  /** Those that have closed, and whose summaries may not be safe. */
  readonly closed: readonly Window[];
  /** Until when an inhibition holds, by its rule and values. */
  readonly inhibitions: readonly (readonly [key: string, until: number])[];
}

export interface Summary {
  /** Give it back to `sent` when the alert cannot be lost any more. */
  readonly window: Window;
  readonly alert: AddressedAlert;
}

/** Keys come from watched processes: no more are kept. */
const MAX_WINDOWS = 10_000;
const MAX_SAMPLE_LENGTH = 16 * 1024 * 1024;
const MAX_INHIBITIONS = 10_000;

export class Holder {
  readonly #channel: string;
  readonly #routing: Routing | undefined;
  readonly #wants: ((alert: Alert) => boolean) | undefined;
  readonly #windows = new Map<string, Window>();
  readonly #inhibitions = new Map<string, number>();
  /** Closed, and their summaries perhaps not yet safe. */
  readonly #closed = new Set<Window>();
  /** Summaries that nobody has taken. */
  #summaries: Summary[] = [];
  #sampleLength = 0;
  #time = 0;
  #held = 0;

  /**
   * @param routing only what concerns this channel is used; without it nothing is held back from now on
   * @param wants which of the alerts that are routed to it the channel wants at all; without it all
   */
  constructor(channel: string, routing?: Routing, wants?: (alert: Alert) => boolean, state?: HoldState) {
    this.#channel = channel;
    this.#routing = routing !== undefined && receiversOf(routing).has(channel) ? routing : undefined;
    this.#wants = wants;
    for (const window of state?.closed ?? []) this.#summarise(window);
    for (const window of state?.windows ?? []) this.#add(idOf(window.kind, window.by, window.key), { ...window });
    for (const [key, until] of state?.inhibitions ?? []) this.#inhibitions.set(key, until);
  }

  /** Whether it holds nothing back, now and later. */
  get isIdle(): boolean {
    const mayHold = this.#routing !== undefined && holdsBack(this.#routing, this.#channel);
    return !mayHold && this.#windows.size === 0 && this.#closed.size === 0;
  }

  /** How many alerts were held back since the start, and how many of them no summary has told yet. */
  get counts(): { readonly held: number; readonly untold: number } {
    let untold = 0;
    for (const { held } of this.#windows.values()) untold += held;
    for (const { held } of this.#closed) untold += held;
    return { held: this.#held, untold };
  }

  /** Whether there is something that `close` has to look at. */
  get isOpen(): boolean {
    return this.#windows.size > 0 || this.#inhibitions.size > 0 || this.#summaries.length > 0;
  }

  /** The time of the last alert, or the one when it was asked last. */
  get time(): number {
    return this.#time;
  }

  /** A copy is not made: it is for JSON, at once. */
  get state(): HoldState {
    return { windows: [...this.#windows.values()], closed: [...this.#closed], inhibitions: [...this.#inhibitions] };
  }

  /** Whether the channel has all alerts that are for all. */
  get takesAll(): boolean {
    return this.#routing === undefined && this.#wants === undefined;
  }

  /** `take` for an alert in the log, at which nobody looks if the channel has all. */
  takeFrom(envelope: Pick<Envelope, 'alert' | 'hasLine'>, now: number): boolean {
    return (this.takesAll && envelope.hasLine) || this.take(envelope.alert, now);
  }

  /**
   * Whether an alert is to be sent to the channel now. What is not is none of the channel's, or held back and counted.
   * Alerts come in the order of the log.
   */
  take(alert: Alert, now: number): boolean {
    const addressee = addresseeOf(alert);
    if (addressee !== undefined) return addressee === this.#channel;
    const routing = this.#routing;
    if (routing === undefined) return this.#wants?.(alert) ?? true;
    // The time of the alert: a channel that was down for an hour treats the alerts of this hour as it would have then
    const time = Math.max(this.#time, Math.min(now, Number(alert.time / 1_000_000n)));
    this.#time = time;
    routing.inhibit.forEach((rule, at) => this.#observe(rule, at, alert, time));
    const route = routeTo(routing, this.#channel, alert);
    if (route === undefined || this.#wants?.(alert) === false) return false;
    const isHeld =
      this.#isInhibited(routing.inhibit, alert, time) ||
      this.#isRepeated(route, alert, time) ||
      this.#isThrottled(route, alert, time) ||
      this.#isGrouped(route, alert, time);
    if (isHeld) this.#held++;
    return !isHeld;
  }

  /** The summaries of the windows that have closed by now. */
  close(now: number): Summary[] {
    this.#time = Math.max(this.#time, Math.min(now, Number.MAX_SAFE_INTEGER));
    for (const [key, until] of this.#inhibitions) if (until <= now) this.#inhibitions.delete(key);
    for (const [id, window] of this.#windows) if (window.closes <= now) this.#closeWindow(id, window);
    const summaries = this.#summaries;
    this.#summaries = [];
    return summaries;
  }

  /** Its summary is safe. */
  sent(window: Window): void {
    this.#closed.delete(window);
  }

  #closeWindow(id: string, window: Window): void {
    this.#windows.delete(id);
    this.#sampleLength -= window.sample?.length ?? 0;
    if (this.#summarise(window) && window.kind === 'grouped') this.#follow(id, window);
  }

  /** @returns whether there is something to tell */
  #summarise(window: Window): boolean {
    const alert = summaryOf(window, this.#channel, window.closes);
    if (alert === undefined) return false;
    this.#closed.add(window);
    this.#summaries.push({ window, alert });
    return true;
  }

  /** The next alerts of a group that was sent wait longer. */
  #follow(id: string, { by, key, closes }: Window): void {
    const route = this.#routeAt(by);
    if (route === undefined) return;
    const until = closes + route.hold.groupIntervalMs;
    if (until > this.#time) this.#add(id, newWindow('grouped', by, key, closes, until));
  }

  #routeAt(path: string): Route | undefined {
    const find = (route: Route): Route | undefined =>
      route.path === path ? route : route.routes.map(find).find((one) => one !== undefined);
    return this.#routing && find(this.#routing.route);
  }

  #observe({ source, equal, forMs }: InhibitRule, at: number, alert: Alert, time: number): void {
    if (!source.every((one) => one.test(alert))) return;
    const key = inhibitionKey(at, equal, alert);
    if (this.#inhibitions.size < MAX_INHIBITIONS || this.#inhibitions.has(key))
      this.#inhibitions.set(key, time + forMs);
  }

  #isInhibited(rules: readonly InhibitRule[], alert: Alert, time: number): boolean {
    return rules.some(({ source, target, equal }, at) => {
      if (!target.every((one) => one.test(alert)) || source.every((one) => one.test(alert))) return false;
      const key = inhibitionKey(at, equal, alert);
      const until = this.#inhibitions.get(key) ?? 0;
      if (until <= time) return false;
      return this.#hold(this.#window('inhibited', `inhibit_rules[${at}]`, key, time, until), alert);
    });
  }

  #isRepeated({ path, hold: { repeatIntervalMs, repeatBy } }: Route, alert: Alert, time: number): boolean {
    if (repeatIntervalMs === 0) return false;
    return this.#isBeyond(1, 'repeated', path, repeatIntervalMs, repeatBy, alert, time);
  }

  #isThrottled({ path, hold: { throttle } }: Route, alert: Alert, time: number): boolean {
    if (throttle === undefined) return false;
    return this.#isBeyond(throttle.limit, 'throttled', path, throttle.perMs, throttle.by, alert, time);
  }

  /** Whether as many alerts of its kind as may pass have passed. */
  #isBeyond(
    limit: number,
    kind: WindowKind,
    path: string,
    ms: number,
    names: readonly string[],
    alert: Alert,
    time: number,
  ): boolean {
    const window = this.#window(kind, path, keyOf(alert, names), time, time + ms);
    if (window === undefined) return false;
    if (window.passed >= limit) return this.#hold(window, alert);
    window.passed++;
    return false;
  }

  #isGrouped({ path, hold: options }: Route, alert: Alert, time: number): boolean {
    const { groupBy, groupWaitMs }: HoldOptions = options;
    if (groupBy === undefined) return false;
    return this.#hold(this.#window('grouped', path, keyOf(alert, groupBy), time, time + groupWaitMs), alert);
  }

  /** The open window, or a new one; `undefined` if there is no room. */
  #window(kind: WindowKind, by: string, key: string, time: number, closes: number): Window | undefined {
    const id = idOf(kind, by, key);
    // One that has closed by this time may be followed by another
    for (let open = this.#windows.get(id); open !== undefined; open = this.#windows.get(id)) {
      if (open.closes > time) return open;
      this.#closeWindow(id, open);
    }
    if (this.#windows.size >= MAX_WINDOWS || this.#sampleLength > MAX_SAMPLE_LENGTH) return undefined;
    return this.#add(id, newWindow(kind, by, key, time, closes));
  }

  #add(id: string, window: Window): Window {
    this.#windows.set(id, window);
    this.#sampleLength += window.sample?.length ?? 0;
    return window;
  }

  #hold(window: Window | undefined, alert: Alert): boolean {
    if (window === undefined) return false;
    const before = window.sample?.length ?? 0;
    hold(window, alert, (sample) => sample.priority !== alert.priority && isAtLeast(alert.priority, sample.priority));
    this.#sampleLength += (window.sample?.length ?? 0) - before;
    return true;
  }
}

function newWindow(kind: WindowKind, by: string, key: string, opened: number, closes: number): Window {
  return { kind, by, key, opened, closes, passed: 0, held: 0, rules: {} };
}

function idOf(kind: WindowKind, by: string, key: string): string {
  return `${kind} ${by} ${key}`;
}

function inhibitionKey(at: number, equal: readonly string[], alert: Alert): string {
  return `${at} ${keyOf(alert, equal)}`;
}
