/** `npm run fuzz -- --runs N --seed S --seconds T`: mutated rule files, until all are done, time is up, or Ctrl-C. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaign, type Summary } from './campaign.ts';
import type { Finding } from './execute.ts';

const HELP = `Runs mutated rule files through loading, checking, compiling and judging.

  --runs N       cases to run (default 10000)
  --seed S       seed (default 1); a case is its seed and its number
  --from N       number of the first case (default 0); with --runs 1: a case again
  --seconds T    begin no case after T seconds
  --corpus own   start from the project's own rules only, wherever it is run (default: all that is at hand)
  --log FILE     run in parts, and append what each part gave to FILE; parts that stand there are not run again
  --out DIR      where files of findings are written (default: a folder below the temporary one)

Status 0: nothing was found.
`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    seconds: { type: 'string' },
    corpus: { type: 'string', default: 'full' },
    log: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'lanner-fuzz') },
    help: { type: 'boolean', default: false },
  },
});

function tell(finding: Finding): void {
  mkdirSync(values.out, { recursive: true });
  const name = join(values.out, `${finding.seed}-${finding.number}`);
  finding.files.forEach((text, at) => writeFileSync(`${name}-${at}.yaml`, text));
  process.stdout.write(
    `${finding.kind} (seed ${finding.seed}, case ${finding.number}, ${finding.by})\n  ${finding.message.replaceAll('\n', '\n  ')}\n  ${name}-0.yaml\n`,
  );
}

/** Cases of a part: what an interruption costs at most. */
const PART = 25_000;

/** Runs a part, unless the log has it. @returns how many things it found */
async function runPart(from: number, runs: number, log: string | undefined, deadline: number): Promise<number> {
  const seed = Number(values.seed);
  if (log !== undefined && existsSync(log)) {
    const parts = readFileSync(log, 'utf8').split('\n').filter(Boolean);
    const done = parts
      .map((line) => JSON.parse(line) as Summary)
      .find((part) => part.seed === seed && part.from === from && part.runs >= runs);
    if (done !== undefined) return 0;
  }
  const seconds = (deadline - performance.now()) / 1000;
  const { findings, ...figures } = await campaign({
    seed,
    from,
    runs,
    seconds,
    corpus: values.corpus === 'own' ? 'own' : 'full',
    onFinding: tell,
  });
  const line = `${JSON.stringify({ ...figures, findings: findings.length })}\n`;
  process.stdout.write(line);
  if (log !== undefined) appendFileSync(log, line);
  return findings.length;
}

if (values.help) {
  process.stdout.write(HELP);
} else {
  const deadline = performance.now() + Number(values.seconds ?? Infinity) * 1000;
  const from = Number(values.from);
  const to = from + Number(values.runs);
  const part = values.log === undefined ? to - from : PART;
  let found = 0;
  for (let at = from; at < to && performance.now() < deadline; at += part)
    found += await runPart(at, Math.min(part, to - at), values.log, deadline);
  process.exitCode = found > 0 ? 1 : 0;
}
