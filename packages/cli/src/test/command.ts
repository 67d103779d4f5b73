/** `lanner test`: do rules match what they should, and nothing else? */
import { writeFileSync } from 'node:fs';
import { percentOf, shareOf } from '@lanner/engine';
import { wantsColour } from '@lanner/outputs';
import { InvalidArgumentError, type Command } from 'commander';
import { withRules, type RuleSwitches } from '../config/command-line.ts';
import { UserError, reportError, systemReason } from '../errors.ts';
import { printJson } from '../print.ts';
import { junitXml } from './junit.ts';
import { loadAndRun, type Outcome } from './load.ts';
import { coverageLine, coverageText } from './report-coverage.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report.ts';
import { watchFiles } from './watch.ts';

interface TestOptions extends RuleSwitches {
  readonly json?: boolean;
  readonly junit?: string;
  readonly coverage?: boolean;
  readonly minCoverage?: number;
  readonly full?: boolean;
  readonly watch?: boolean;
}

function parsePercent(text: string): number {
  const percent = Number(text);
  if (text.trim() === '' || !(percent >= 0 && percent <= 100)) {
    throw new InvalidArgumentError('a number from 0 to 100 is expected');
  }
  return percent;
}

export function registerTest(command: Command): void {
  withRules(command)
    .description(
      'Runs rule tests: events, by their fields, that rules must match or must not. No kernel and no root is needed.\n' +
        'A failure shows what was expected (-), what happened (+) and why: each check of the condition with its value.\n' +
        'Rules are found beside the tests: NAME.test.yaml tests the rules of its directory, tests/NAME.yaml those of the\n' +
        'directory above; -r names others. A directory stands for all tests in it, a rule file for those named after it.\n' +
        'No configuration is read unless -c names one, so that tests come out the same everywhere.\n' +
        'Exit status: 0 if all is as expected, 1 if a test fails, a file has an error, or too little is covered.',
    )
    .argument('<path...>', 'test files, rule files that have tests, or directories')
    .option('--coverage', 'show which branches of conditions no test touches')
    .option('--min-coverage <percent>', 'fail if fewer branches are touched than this', parsePercent)
    .option('--full', 'explain failures with every check, also those that decided nothing')
    .option('--json', 'one JSON object: results, explanations, coverage')
    .option('--junit <file>', 'also write the results as JUnit XML')
    .option('--watch', 'run again when a file changes, until Ctrl-C')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner test rules/                            all tests of a directory of rules\n' +
        '  lanner test rules/tests/impact.yaml           one test file\n' +
        '  lanner test -r falco_rules.yaml my-tests.yaml tests of rules that lie elsewhere\n' +
        '  lanner test rules/ --coverage --min-coverage 80',
    )
    .action(test);
}

function test(paths: readonly string[], options: TestOptions): void {
  if (options.watch !== true) {
    if (!runOnce(paths, options).good) process.exitCode = 1;
    return;
  }
  if (options.json === true) throw new UserError('--watch and --json do not go together');
  const run = (): readonly string[] => {
    if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
    try {
      return runOnce(paths, options).outcome.sources;
    } catch (error) {
      reportError(error);
      return paths;
    }
  };
  watchFiles(run, () => process.stdout.write('watching for changes; Ctrl-C ends\n'));
}

function runOnce(paths: readonly string[], options: TestOptions): { outcome: Outcome; good: boolean } {
  const outcome = loadAndRun(paths, options);
  const { diagnostics, results, coverage } = outcome;
  const { minCoverage } = options;
  const tooLittle = minCoverage !== undefined && percentOf(shareOf(coverage)) < minCoverage;
  if (options.json === true) {
    printJson(reportJson(outcome, options.coverage === true));
  } else {
    const colour = wantsColour(process.stdout);
    if (options.coverage === true) process.stdout.write(`${coverageText(coverage, colour)}\n`);
    process.stdout.write(reportText(outcome, { colour, full: options.full === true }));
    if (coverage.length > 0) process.stdout.write(`${coverageLine(coverage)}\n`);
  }
  if (tooLittle) process.stderr.write(`lanner: less than ${minCoverage} % of the branches of conditions are touched\n`);
  if (options.junit !== undefined) writeJunit(options.junit, outcome);
  const good =
    results.every(({ failures }) => failures.length === 0) &&
    diagnostics.every(({ severity }) => severity !== 'error') &&
    !tooLittle;
  return { outcome, good };
}

function writeJunit(path: string, outcome: Outcome): void {
  try {
    writeFileSync(path, junitXml(outcome));
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${systemReason(error)}`, undefined, { cause: error });
  }
}
