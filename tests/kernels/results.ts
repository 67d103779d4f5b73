/** The last results of each kernel, kept in results.json, and the page that is written from them. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ArmBuild } from './arm64.ts';
import { FEATURES } from './features.ts';
import { COLUMNS, byFile, cells, failures, formatTable, tally } from './findings.ts';
import type { Outcome, Tally } from './findings.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FILE = fileURLToPath(new URL('results.json', import.meta.url));
const PAGE = `${ROOT}docs/kernels.md`;
const LINE_WIDTH = 120;

export interface Result extends Outcome {
  readonly date: string;
  /** The state of the probe that was tested: the begin of the SHA-256 of its sources, one behind the other by name. */
  readonly probe: string;
  /** What a person has to say of it; goes with the next run. */
  readonly note?: string;
}

export interface Results {
  readonly kernels: readonly Result[];
  readonly arm64?: ArmBuild & { readonly date: string; readonly probe: string };
}

export function readResults(): Results {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Results) : { kernels: [] };
}

/** `cat probe/*.[ch] | sha256sum | cut -c1-12`, by names in the order of the C locale. */
function probeState(): string {
  const hash = createHash('sha256');
  for (const file of globSync(`${ROOT}probe/*.{c,h}`).toSorted()) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** `6.1` of `6.1.0-56-amd64`. */
function versionOf(release: string): string {
  return release.split('.').slice(0, 2).join('.');
}

/** Puts what was found in the place of what was known of that kernel, and writes both files. */
export function keep(found: { readonly outcome?: Outcome; readonly arm64?: ArmBuild }): void {
  const old = readResults();
  const made = { date: new Date().toISOString(), probe: probeState() };
  const { outcome } = found;
  const kernels =
    outcome === undefined
      ? old.kernels
      : [
          ...old.kernels.filter(({ release }) => versionOf(release) !== versionOf(outcome.release)),
          // What a console said matters where something went wrong.
          { ...outcome, console: failures(outcome).length > 0 ? outcome.console : '', ...made },
        ].toSorted((a, b) => a.release.localeCompare(b.release, 'en', { numeric: true }));
  const arm64 = found.arm64 === undefined ? old.arm64 : { ...found.arm64, ...made };
  const results = { kernels, ...(arm64 === undefined ? {} : { arm64 }) };
  writeFileSync(FILE, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(PAGE, kernelsPage(results));
}

function tallyText({ passed, skipped, failed }: Tally): string {
  const parts = [
    ...(passed > 0 ? [`${passed} passed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(failed > 0 ? [`${failed} **failed**`] : []),
  ];
  return parts.length === 0 ? 'not run' : parts.join(', ');
}

function wrap(text: string): string {
  return text.replaceAll(new RegExp(`(.{1,${LINE_WIDTH}})(?: |$)`, 'g'), '$1\n').trimEnd();
}

function tested(kernels: readonly Result[]): string {
  const columns = kernels.map(({ findings }) => byFile(findings?.tests ?? []));
  const rows = (columns[0] ?? byFile([])).map(({ shows }, at) => [
    shows,
    ...columns.map((files) => tallyText(files[at]?.tally ?? tally([]))),
  ]);
  return formatTable([['what', ...kernels.map(({ release }) => versionOf(release))], ...rows]);
}

function differences(kernels: readonly Result[]): string {
  const rows = FEATURES.map(({ name, since, otherwise }) => [
    name,
    since,
    ...kernels.map(({ lacks }) => (lacks === undefined ? '?' : lacks.includes(name) ? 'no' : 'yes')),
    otherwise,
  ]);
  const head = [
    'the kernel has',
    'since',
    ...kernels.map(({ release }) => versionOf(release)),
    'what Lanner does without',
  ];
  return formatTable([head, ...rows]);
}

/** What failed, and what was skipped for which reason. */
function exceptions(kernels: readonly Result[]): string[] {
  return kernels.flatMap((result) => [
    ...(result.note === undefined ? [] : [`- ${versionOf(result.release)}: ${result.note}\n`]),
    ...failures(result).map((text) => `- ${versionOf(result.release)}: failed: ${text.split('\n')[0] ?? ''}\n`),
    ...(result.findings?.doctor ?? []).flatMap(({ name, status, detail }) =>
      status === 'warn' ? [`- ${versionOf(result.release)}: \`lanner doctor\` warns: ${name}: ${detail}\n`] : [],
    ),
    ...(result.findings?.tests ?? []).flatMap(({ name, skipped }) =>
      skipped === undefined ? [] : [`- ${versionOf(result.release)}: skipped: ${name}: ${skipped}\n`],
    ),
  ]);
}

function armText({ arm64 }: Results): string {
  if (arm64 === undefined) return 'The probe was not compiled for arm64 so far.';
  const when = `on ${arm64.date.slice(0, 10)}, probe state ${arm64.probe}`;
  if (arm64.error !== undefined) return `The probe does not compile for arm64 (${when}): ${arm64.error}`;
  return `Compiled, never run: \`clang -target bpf -D__TARGET_ARCH_arm64\` builds the probe without a warning (${arm64.programs} programs; ${when}). No kernel for arm64 has verified it yet.`;
}

/** The text of docs/kernels.md. */
export function kernelsPage(results: Results): string {
  const { kernels } = results;
  const rows = kernels.map((result) => [result.release, ...cells(result), result.date.slice(0, 10), result.probe]);
  const odd = exceptions(kernels);
  return [
    '# Kernels\n',
    `${wrap(
      'Written by `npm run test:kernels`; each row is the last run of that kernel. The raw results are in `tests/kernels/results.json`. The kernels are those of Debian, as its archive has them; each is booted in QEMU, which emulates every instruction: times are many times longer than on a machine, and say nothing about speed. The version on which Lanner is developed is named in [performance](performance.md); there `npm test` runs all live tests.',
    )}\n`,
    '## Results\n',
    formatTable([[...COLUMNS, 'date', 'probe state'], ...rows]),
    wrap(
      '"Load and verify" is the time until every program of the probe has passed the verifier and is attached. "Event types": each system call of the event table is made, and its event is seen, without loss. "Probe state": `cat probe/*.[ch] | sha256sum | cut -c1-12` where it ran.',
    ) + '\n',
    '## What was tested\n',
    tested(kernels),
    ...(odd.length === 0 ? [] : ['Exceptions:\n', odd.join('')]),
    '## What differs\n',
    `${wrap('Told by the types (BTF) of the kernel that ran. No event, field or rule is missing on an older kernel unless it says so here.')}\n`,
    differences(kernels),
    '## arm64\n',
    `${wrap(armText(results))}\n`,
  ].join('\n');
}
