/** `lanner check`: are these rule files in order? */
import { lintRules, type LintFinding } from '@lanner/engine';
import { wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { withRules, type RuleSwitches } from '../config/command-line.ts';
import { printJson } from '../print.ts';
import { loadConfiguredRules } from '../rules.ts';
import { lintJson, lintSummary, lintText } from './lint.ts';
import { reportJson, reportText, summary } from './report.ts';

export function registerCheck(command: Command): void {
  withRules(command)
    .description(
      'Loads rule files together, in the order given, as `lanner run` would, and shows what is wrong with them.\n' +
        'In JSON each file is judged together with those before it, as Falco does: what only a later file uses is not\n' +
        'used yet.\n' +
        'A directory stands for the *.yaml and *.yml files right in it, sorted by name. Without paths the rules that are\n' +
        'configured are checked, and the configuration with them.\n' +
        'With --lint they are also searched for what is legal and yet hardly meant: rules that can never match, rules that\n' +
        'another hides, rules that go by names which anyone can take; docs/lints.md explains each finding.\n' +
        'Exit status: 0 if the files can be used (there may be warnings and findings), 1 if there is an error.',
    )
    .argument('[path...]', 'rule files or directories')
    .option(
      '--json',
      'one JSON object, in the form of the validation result of Falco; it has the first error of a file\n' +
        'under `errors`, the others under `further_errors`',
    )
    .option('--lint', 'search for what is legal and yet hardly meant')
    .option('--strict', 'exit status 1 for warnings and findings too')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner check rules.yaml                  one file\n' +
        '  lanner check /etc/lanner/rules.d my.yaml a directory, then a file that overrides it\n' +
        '  lanner check --lint --strict rules.d      nothing may be wrong, not even suspicious\n' +
        "  lanner check --json rules.yaml | jq '.falco_load_results[].errors'",
    )
    .action(check);
}

interface CheckOptions extends RuleSwitches {
  readonly json?: boolean;
  readonly lint?: boolean;
  readonly strict?: boolean;
}

function check(paths: readonly string[], options: CheckOptions): void {
  const given = [...(options.rules ?? []), ...paths];
  const { files, loaded: result } = loadConfiguredRules(options, given.length > 0 ? { paths: given } : {});
  const failed = result.diagnostics.some(({ severity }) => severity === 'error');
  // Rules with errors are missing, and what is said of the others might be wrong.
  const findings: readonly LintFinding[] | undefined =
    options.lint === true && !failed ? lintRules(files, result) : undefined;
  if (options.json === true) {
    printJson({ ...reportJson(result), ...(findings === undefined ? {} : { lanner_lint: lintJson(findings) }) });
  } else {
    const colour = wantsColour(process.stdout);
    process.stdout.write(`${reportText(result, { colour }).trimEnd()}\n\n`);
    if (findings !== undefined) process.stdout.write(lintText(findings, { colour }));
    process.stdout.write(`${summary(files, result)}${lintNote(options, findings)}\n`);
  }
  const faulty = result.diagnostics.length > 0 || (findings !== undefined && findings.length > 0);
  if (failed || (options.strict === true && faulty)) process.exitCode = 1;
}

function lintNote({ lint }: CheckOptions, findings: readonly LintFinding[] | undefined): string {
  if (lint !== true) return '';
  return findings === undefined ? '; not linted because of the errors' : `; ${lintSummary(findings)}`;
}
