/** The tree of routes: alert → the routes that take it, with the reasons. */
import type { Alert } from '@lanner/engine/runtime';
import type { Matcher } from './matcher.ts';

/** What a route does with many alerts. */
export interface HoldOptions {
  /** Alerts with the same values go out together; nothing is grouped without it. */
  readonly groupBy?: readonly string[];
  /** How long the first alert of a group waits for others, in milliseconds. */
  readonly groupWaitMs: number;
  /** How long those that follow wait. */
  readonly groupIntervalMs: number;
  /** An alert that says the same as one before is held back for so long; 0: never. */
  readonly repeatIntervalMs: number;
  /** What tells whether two alerts say the same. */
  readonly repeatBy: readonly string[];
  /** Of alerts with the same values no more than `limit` in `perMs` pass. */
  readonly throttle?: { readonly by: readonly string[]; readonly limit: number; readonly perMs: number };
}

export const HOLD_DEFAULTS: HoldOptions = {
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 0,
  repeatBy: ['rule', 'message'],
};

/** A route as it is written: what it does not say it has from its parent. */
export interface RouteSettings {
  readonly matchers: readonly Matcher[];
  /** Names of channels. */
  readonly receivers?: readonly string[];
  /** Whether the routes behind it are asked, too, when it takes an alert. */
  readonly continue: boolean;
  readonly hold: Partial<HoldOptions>;
  readonly routes: readonly RouteSettings[];
}

export interface Route extends Required<Omit<RouteSettings, 'hold' | 'routes'>> {
  /** Where it stands in the configuration: `route.routes[0]`. */
  readonly path: string;
  readonly hold: HoldOptions;
  readonly routes: readonly Route[];
}

/** Gives each route what it has from its parent. */
export function routeTree(settings: RouteSettings, path = 'route', parent?: Route): Route {
  const route = {
    path,
    matchers: settings.matchers,
    receivers: settings.receivers ?? parent?.receivers ?? [],
    continue: settings.continue,
    hold: { ...(parent?.hold ?? HOLD_DEFAULTS), ...settings.hold },
  };
  const inherited: Route = { ...route, routes: [] };
  return {
    ...route,
    routes: settings.routes.map((child, at) => routeTree(child, `${path}.routes[${at}]`, inherited)),
  };
}

/** The routes that take an alert, in order: of each branch the deepest that fits. */
export function routesFor(route: Route, alert: Alert): Route[] {
  if (!route.matchers.every((one) => one.test(alert))) return [];
  const taken: Route[] = [];
  for (const child of route.routes) {
    const found = routesFor(child, alert);
    taken.push(...found);
    if (found.length > 0 && !child.continue) break;
  }
  return taken.length > 0 ? taken : [route];
}

/** All routes, parents before children. */
export function allRoutes(route: Route): Route[] {
  return [route, ...route.routes.flatMap(allRoutes)];
}

export interface ExplainedRoute {
  readonly route: Route;
  /** `no`: its matchers do not fit. `not asked`: one before has taken the alert. `passed on`: children take it. */
  readonly verdict: 'takes it' | 'passed on' | 'no' | 'not asked';
  readonly matchers: readonly { readonly text: string; readonly fits: boolean }[];
  readonly routes: readonly ExplainedRoute[];
}

/** The way of an alert through the whole tree. */
export function explainRoute(route: Route, alert: Alert, isAsked = true): ExplainedRoute {
  const matchers = route.matchers.map((one) => ({ text: one.text, fits: one.test(alert) }));
  const fits = isAsked && matchers.every((one) => one.fits);
  let isOpen = fits;
  const routes = route.routes.map((child) => {
    const explained = explainRoute(child, alert, isOpen);
    if (isTaken(explained) && !child.continue) isOpen = false;
    return explained;
  });
  const verdict = !isAsked ? 'not asked' : !fits ? 'no' : routes.some(isTaken) ? 'passed on' : 'takes it';
  return { route, verdict, matchers, routes };
}

function isTaken({ verdict }: ExplainedRoute): boolean {
  return verdict === 'takes it' || verdict === 'passed on';
}
