/** Which live tests a guest runs, and what they show. */

export interface LiveTests {
  /** Relative to the checkout. */
  readonly file: string;
  /** Tests that are left out, by name: what takes too long where every instruction is emulated. */
  readonly skip?: RegExp;
}

export interface ShownTests extends LiveTests {
  /** What it shows, as the page says it. */
  readonly shows: string;
}

/** What the guest does by itself. */
export const GUEST: ShownTests = {
  file: 'tests/kernels/guest.ts',
  shows: 'an alert of the default rules, from the call to the output of `lanner run`',
};

/** Shows that the probe works; minutes under emulation, where all live tests take an hour. */
export const SELECTED: readonly ShownTests[] = [
  {
    file: 'tests/live/source.test.ts',
    shows:
      'every call of the table has its event, losses are counted to the last record, scopes by process and by cgroup, execveat',
  },
  {
    file: 'tests/live/entries.test.ts',
    shows:
      'addresses that are rewritten during the call, by either interface, and when rules begin to ask for the call',
  },
  {
    file: 'tests/live/kernel-facts.test.ts',
    shows:
      'facts of processes beside /proc (cold start, fork, exec, exit, namespaces, capabilities), of open files beside stat(2), of sockets beside their peer',
  },
  {
    file: 'tests/live/interface.test.ts',
    shows: 'calls of the 32-bit interface: each by each of its numbers, with arguments, up to the alert',
  },
  {
    file: 'tests/live/engine.test.ts',
    shows: 'both views of a path, hostile names, engines side by side, an engine that is killed',
    skip: /processes that are gone at once/,
  },
  {
    file: 'tests/live/stable-rules.test.ts',
    shows: 'alerts of the stable rules of Falco, each on the real thing',
  },
];

/** What only runs where systemd is the first process. */
export const WITH_SYSTEMD: LiveTests = { file: 'tests/live/systemd-driver.test.ts' };
