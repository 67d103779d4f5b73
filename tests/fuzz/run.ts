/** `npm run fuzz -- --runs N --seed S --seconds T`: mutated rule files, until all are done, time is up, or Ctrl-C. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { campaign } from './campaign.ts';
import type { Finding } from './execute.ts';

const HELP = `Runs mutated rule files through loading, checking, compiling and judging.

  --runs N       cases to run (default 10000)
  --seed S       seed (default 1); a case is its seed and its number
  --from N       number of the first case (default 0); with --runs 1: a case again
  --seconds T    begin no case after T seconds
  --corpus own   start from the project's own rules only, wherever it is run (default: all that is at hand)
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

if (values.help) {
  process.stdout.write(HELP);
} else {
  const summary = await campaign({
    seed: Number(values.seed),
    from: Number(values.from),
    runs: Number(values.runs),
    ...(values.seconds === undefined ? {} : { seconds: Number(values.seconds) }),
    corpus: values.corpus === 'own' ? 'own' : 'full',
    onFinding: tell,
  });
  const { findings, ...figures } = summary;
  process.stdout.write(`${JSON.stringify({ ...figures, findings: findings.length })}\n`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
