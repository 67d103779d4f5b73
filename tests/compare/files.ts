/** How the alerts of a file of live tests are compared, and why so. */

export interface How {
  /** `each` alert with each; `kinds`: which there are, not how often; `nothing`: the file is left out. */
  readonly compared: 'each' | 'kinds' | 'nothing';
  readonly why: string;
  /** Alerts that are there or not whether there is a filter or none: they are left out. */
  readonly byChance?: { readonly alerts: RegExp; readonly why: string };
}

const NO_ENGINE = 'starts no engine';

export const EACH: How = { compared: 'each', why: 'a test does the same each time' };

export const EXCEPTIONS: Readonly<Record<string, How>> = {
  'attachment.test.ts': { compared: 'nothing', why: `${NO_ENGINE}: what is attached in the kernel` },
  'compared-alerts.test.ts': { compared: 'nothing', why: 'is this comparison, of a part' },
  'configuration.test.ts': { compared: 'kinds', why: 'a file is read until the alert of it has been written' },
  'containers.test.ts': {
    compared: 'kinds',
    why: 'runtimes are asked until they answer',
    byChance: {
      alerts: /"rule":"File system mounted in container".*\/runc\.XXXXXX"/,
      why: 'runc mounts its own program while its parent moves it into the cgroup of the container: either may be first',
    },
  },
  'descriptors.test.ts': { compared: 'nothing', why: `${NO_ENGINE}: what sources leave open` },
  'entries.test.ts': { compared: 'nothing', why: `${NO_ENGINE}: the records of the probe, none of them filtered` },
  'filter-programs.test.ts': {
    compared: 'nothing',
    why: `${NO_ENGINE}: compares the records of a probe with filters and of one without, call by call`,
  },
  'forks.test.ts': {
    compared: 'nothing',
    why: 'compares the alerts of an engine with the filter and of one without, which watch the same processes',
  },
  'kernel-facts.test.ts': { compared: 'nothing', why: `${NO_ENGINE}: the records of the probe, none of them filtered` },
  'metadata-rules.test.ts': { compared: 'nothing', why: `${NO_ENGINE}: events that were built by hand are judged` },
  'metrics.test.ts': { compared: 'kinds', why: 'a file is read until Prometheus has seen enough' },
  'refusals.test.ts': { compared: 'nothing', why: 'engines that refuse to start' },
  'reload.test.ts': { compared: 'kinds', why: 'a file is read until the rules have been exchanged' },
  'reload-load.test.ts': {
    compared: 'nothing',
    why: 'rules are exchanged at any moment; the test accounts for every alert, with the filter and without it',
  },
  'while-compiling.test.ts': { compared: 'nothing', why: 'what is told before the filter is in place, and after' },
  'source.test.ts': { compared: 'nothing', why: `${NO_ENGINE}: the records of the probe, none of them filtered` },
};
