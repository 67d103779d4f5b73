/** The pages of the web server that tell how Lanner is, and which one it is. */
import { ENGINE_VERSION } from '@lanner/language';
import { lannerVersion } from '../version.ts';
import type { Answer, Page } from '../web/server.ts';
import type { Problems } from './health.ts';

const UNAVAILABLE = 503;

export interface HealthSource {
  /** Why Lanner is not alive. */
  ills(): Problems;
  /** Why Lanner is not ready. */
  obstacles(): Problems;
}

/** @param healthPath where Falco's configuration wants the page about being alive */
export function healthPages(healthPath: string, source: HealthSource): [path: string, page: Page][] {
  return [
    [healthPath, { isOpen: true, answer: () => verdict(source.ills()) }],
    ['/readyz', { isOpen: true, answer: () => verdict(source.obstacles()) }],
    ['/versions', { answer: () => ({ body: `${JSON.stringify(versions())}\n` }) }],
  ];
}

/** In the words of Falco if all is well. */
function verdict(problems: Problems): Answer {
  if (problems.length === 0) return { body: '{"status": "ok"}' };
  return { status: UNAVAILABLE, body: JSON.stringify({ status: 'not ok', problems }) };
}

/** The keys of Falco's `/versions` that mean something here, and Lanner's own. */
function versions(): Readonly<Record<string, unknown>> {
  const [, minor = ''] = ENGINE_VERSION.split('.');
  return {
    lanner_version: lannerVersion(),
    engine_version: minor,
    engine_version_semver: ENGINE_VERSION,
    node_version: process.versions.node,
    plugin_versions: {},
  };
}
