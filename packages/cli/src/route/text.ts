/** The tree of routes as text and as JSON: alone, or with the way of an alert through it. */
import { styleText } from 'node:util';
import {
  durationText,
  escapeControls,
  explainRoute,
  receiversOf,
  routesFor,
  type ExplainedRoute,
  type HoldOptions,
  type InhibitRule,
  type Route,
  type Routing,
} from '@lanner/outputs';
import type { Alert } from '@lanner/engine';
import type { ChannelSettings } from '@lanner/outputs/delivery';

/** What becomes of an alert at one channel. */
export interface Destination {
  readonly channel: string;
  readonly sent: boolean;
  /** The route by which it comes. */
  readonly route?: string;
  readonly why: string;
}

/** What every channel has of an alert, and why. */
export function destinationsOf(
  routing: Routing | undefined,
  channels: readonly Pick<ChannelSettings, 'name' | 'wants'>[],
  alert: Alert,
): Destination[] {
  const named = routing === undefined ? new Set<string>() : receiversOf(routing);
  const taken = routing === undefined ? [] : routesFor(routing.route, alert);
  return channels.map(({ name, wants = () => true }): Destination => {
    const route = taken.find(({ receivers }) => receivers.includes(name));
    const way = route === undefined ? {} : { route: route.path };
    if (named.has(name) && route === undefined) return { channel: name, sent: false, why: 'no route leads to it' };
    if (!wants(alert)) return { channel: name, sent: false, ...way, why: 'below its minimum_priority' };
    if (route === undefined) return { channel: name, sent: true, why: 'no route names it: it has all alerts' };
    const holds = holdTexts(route.hold);
    return { channel: name, sent: true, ...way, why: holds.length === 0 ? 'at once' : holds.join('; ') };
  });
}

export interface Inhibition {
  readonly rule: string;
  /** `source`: while the alert is there others are held back. `target`: it may be held back itself. */
  readonly side: 'source' | 'target';
}

/** The inhibit rules that have to do with an alert. */
export function inhibitionsOf({ inhibit }: Routing, alert: Alert): Inhibition[] {
  return inhibit.flatMap(({ source, target }, at): Inhibition[] => {
    const rule = `inhibit_rules[${at}]`;
    if (source.every((one) => one.test(alert))) return [{ rule, side: 'source' }];
    return target.every((one) => one.test(alert)) ? [{ rule, side: 'target' }] : [];
  });
}

/** What a route does with many alerts, in words; nothing if it sends each at once. */
export function holdTexts(hold: HoldOptions): string[] {
  const time = (ms: number): string => (ms % 1000 === 0 ? durationText(ms / 1000) : `${ms} ms`);
  const { groupBy, groupWaitMs, groupIntervalMs, repeatIntervalMs, repeatBy, throttle } = hold;
  return [
    ...(repeatIntervalMs === 0 ? [] : [`the same ${list(repeatBy)} again after ${time(repeatIntervalMs)}`]),
    ...(throttle === undefined ? [] : [`at most ${throttle.limit} in ${time(throttle.perMs)} by ${list(throttle.by)}`]),
    ...(groupBy === undefined
      ? []
      : [
          `grouped by ${groupBy.length === 0 ? 'nothing: all in one' : list(groupBy)}, after ${time(groupWaitMs)}, then each ${time(groupIntervalMs)}`,
        ]),
  ];
}

function list(names: readonly string[]): string {
  return names.join(', ');
}

/** The tree, and with an alert its way, as lines with branches. */
export function treeText({ route, inhibit }: Routing, alert: Alert | undefined, colour: boolean): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(format, text, { validateStream: false }) : text;
  const lines: string[] = [];
  const visit = (one: ExplainedRoute, first: string, rest: string): void => {
    const { verdict } = one;
    const shown = verdict === 'takes it' || verdict === 'passed on';
    const mark = alert === undefined ? '' : paint(shown ? 'green' : 'dim', `${MARKS[verdict]}  `);
    lines.push(first + mark + escapeControls(routeLine(one, alert !== undefined && verdict !== 'not asked')));
    const isTelling = one.route.receivers.length > 0 && (alert === undefined || verdict === 'takes it');
    const holds = isTelling ? holdTexts(one.route.hold) : [];
    for (const text of holds)
      lines.push(`${rest}${one.routes.length > 0 ? '│ ' : '  '}  ${paint('dim', escapeControls(text))}`);
    one.routes.forEach((child, at) => {
      const last = at === one.routes.length - 1;
      visit(child, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`);
    });
  };
  visit(alert === undefined ? unasked(route) : explainRoute(route, alert), '', '');
  for (const [at, rule] of inhibit.entries()) lines.push(escapeControls(inhibitLine(rule, at)));
  return `${lines.join('\n')}\n`;
}

const MARKS: Readonly<Record<ExplainedRoute['verdict'], string>> = {
  'takes it': '✔ takes it',
  'passed on': '↳ passed on',
  no: '✘ no',
  'not asked': '· not asked',
};

function routeLine({ route, matchers }: ExplainedRoute, withFits: boolean): string {
  const asked = matchers.map(({ text, fits }) => (withFits && !fits ? `${text} (does not fit)` : text)).join(', ');
  const to = route.receivers.length === 0 ? 'nobody' : route.receivers.join(', ');
  return `${route.path}  ${asked === '' ? 'all' : asked}  → ${to}${route.continue ? '  (continue)' : ''}`;
}

function inhibitLine({ source, target, equal, forMs }: InhibitRule, at: number): string {
  const texts = (matchers: InhibitRule['source']): string => matchers.map(({ text }) => text).join(', ');
  const same = equal.length === 0 ? '' : ` with the same ${list(equal)}`;
  return `inhibit_rules[${at}]  ${texts(source)}  holds back  ${texts(target)}${same}  for ${durationText(forMs / 1000)}`;
}

function unasked(route: Route): ExplainedRoute {
  const matchers = route.matchers.map(({ text }) => ({ text, fits: true }));
  return { route, verdict: 'not asked', matchers, routes: route.routes.map(unasked) };
}

/** The tree as data. */
export function treeJson({ route, inhibit }: Routing, alert: Alert | undefined): unknown {
  const visit = ({ route: one, verdict, matchers, routes }: ExplainedRoute): unknown => ({
    path: one.path,
    ...(alert === undefined ? { matchers: matchers.map(({ text }) => text) } : { verdict, matchers }),
    receivers: one.receivers,
    continue: one.continue,
    ...one.hold,
    routes: routes.map(visit),
  });
  return {
    route: visit(alert === undefined ? unasked(route) : explainRoute(route, alert)),
    inhibit_rules: inhibit.map(({ source, target, equal, forMs }) => ({
      source: source.map(({ text }) => text),
      target: target.map(({ text }) => text),
      equal,
      forMs,
    })),
  };
}
