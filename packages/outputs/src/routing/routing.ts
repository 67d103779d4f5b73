/** All that the configuration says about the ways of alerts. */
import type { Alert } from '@lanner/engine/runtime';
import type { Matcher } from './matcher.ts';
import { allRoutes, routesFor, type Route } from './tree.ts';

/** While alerts of one kind are there, those of another are held back. */
export interface InhibitRule {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  /** Only if both have the same values for these names. */
  readonly equal: readonly string[];
  /** For so long after an alert of the first kind, in milliseconds. */
  readonly forMs: number;
}

export interface Routing {
  readonly route: Route;
  readonly inhibit: readonly InhibitRule[];
}

/** The channels that some route names. The others are not routed: they have all alerts. */
export function receiversOf({ route }: Routing): ReadonlySet<string> {
  return new Set(allRoutes(route).flatMap(({ receivers }) => receivers));
}

/** The route by which an alert reaches a channel; of several, the first. */
export function routeTo({ route }: Routing, channel: string, alert: Alert): Route | undefined {
  return routesFor(route, alert).find(({ receivers }) => receivers.includes(channel));
}

/** Whether alerts can be held back from a channel. */
export function holdsBack({ route, inhibit }: Routing, channel: string): boolean {
  const routes = allRoutes(route).filter(({ receivers }) => receivers.includes(channel));
  return routes.some(
    ({ hold }) =>
      inhibit.length > 0 || hold.groupBy !== undefined || hold.throttle !== undefined || hold.repeatIntervalMs > 0,
  );
}
