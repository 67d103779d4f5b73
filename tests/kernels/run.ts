/** Runs the probe and the engine on other kernels than this machine's: `npm run test:kernels -- [VERSION…]`. */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Apt } from './apt.ts';
import { QEMU, check } from './boot.ts';
import { buildForArm64 } from './arm64.ts';
import { failures, formatOutcomes } from './findings.ts';
import type { Outcome } from './findings.ts';
import { findRelease, prepareKernel } from './kernel.ts';
import { SELECTED, WITH_SYSTEMD } from './live-tests.ts';
import type { LiveTests } from './live-tests.ts';
import { keep } from './results.ts';
import { DRIVEN_PROGRAMS } from '../live/driven-runtimes.ts';
import { providePrograms } from '../live/programs.ts';

const HELP = `npm run test:kernels -- [OPTION…] [VERSION…]

Boots Debian's kernels in QEMU on the files of this machine, loads the probe into each, and runs live tests there.
What was found is kept in tests/kernels/results.json, and docs/kernels.md is written from it. A VERSION is that of a kernel, such as 6.1: the newest that Debian has of it is taken. \`newest\` is the newest of all.
Without any: 5.10 6.1 6.12 newest.

  --all          all live tests, also those that take too long under emulation; the results are not kept
  --systemd      the tests that need systemd, which is the first process then; the results are not kept
  --timeout SEC  how long one boot may take (2700)
  --verbose      show the console of the guests
  --help         this text

The kernels are kept in \${XDG_CACHE_HOME:-~/.cache}/lanner. Exit status: 0 if nothing failed, 1 if something did, 2 if
it could not be tried.
`;
const VERSIONS = ['5.10', '6.1', '6.12', 'newest'];

function whyNot(): string | undefined {
  if (process.arch !== 'x64') return 'the kernels are for x86-64, and this machine is not';
  if (process.getuid?.() !== 0) return 'run it as root: the guest reads the files of this machine as you do';
  for (const [command, pack] of [
    [QEMU, 'qemu-system-x86'],
    ['dpkg-deb', 'dpkg'],
    ['xz', 'xz-utils'],
  ] as const) {
    if (spawnSync(command, ['--version']).error !== undefined) {
      return `${command} is missing; install it: apt-get install --no-install-recommends ${pack}`;
    }
  }
  return undefined;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      systemd: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '2700' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const reason = whyNot();
  if (reason !== undefined) {
    process.stderr.write(`${reason}\n`);
    return 2;
  }
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const all = () => globSync('tests/live/*.test.ts', { cwd: root }).toSorted();
  const selected = (): readonly LiveTests[] => (values.all ? all().map((file) => ({ file })) : SELECTED);
  const tests = values.systemd ? [WITH_SYSTEMD] : selected();
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lanner', 'test-kernels');
  mkdirSync(cache, { recursive: true });
  const apt = new Apt(cache);
  // The guest has no network to fetch them.
  const setting = values.systemd ? providePrograms(join(cache, 'programs'), DRIVEN_PROGRAMS).setting : '';
  const options = {
    tests,
    setting,
    systemd: values.systemd,
    timeoutSeconds: Number(values.timeout),
    verbose: values.verbose,
  };
  const outcomes: Outcome[] = [];
  for (const release of (positionals.length > 0 ? positionals : VERSIONS).map((each) => findRelease(apt, each))) {
    process.stderr.write(`${release}: fetching\n`);
    const kernel = prepareKernel(apt, cache, release);
    process.stderr.write(`${release}: booting\n`);
    const outcome = await check(kernel, options);
    outcomes.push(outcome);
    if (!values.all && !values.systemd) keep({ outcome });
    for (const failure of failures(outcome)) process.stderr.write(`${release}: ${failure}\n`);
    process.stderr.write(`${release}: ${failures(outcome).length} failures, ${Math.round(outcome.seconds)} s\n`);
  }
  process.stdout.write(`${formatOutcomes(outcomes)}\n`);
  if (!values.systemd) {
    const arm64 = buildForArm64();
    keep({ arm64 });
    process.stdout.write(`arm64: ${arm64.error ?? 'the probe compiles; nothing is run'}\n`);
    if (arm64.error !== undefined) return 1;
  }
  return outcomes.some((outcome) => failures(outcome).length > 0) ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
