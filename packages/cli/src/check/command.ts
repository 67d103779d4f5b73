/** `lanner check`: are these rule files in order? */
import { loadRules, renderDiagnostic } from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { UserError } from '../errors.ts';
import { printJson } from '../print.ts';
import { readRuleFiles } from '../rule-files.ts';
import { reportJson, summary } from './report.ts';

export function registerCheck(program: Command): void {
  program
    .command('check')
    .summary('check rule files')
    .description(
      'Loads rule files together, in the order given, as `lanner run` would, and shows what is wrong with them.\n' +
        'A directory stands for the *.yaml and *.yml files right in it, sorted by name.\n' +
        'Exit status: 0 if the files can be used (there may be warnings), 1 if there is an error.',
    )
    .argument('<path...>', 'rule files or directories')
    .option('--json', 'one JSON object, in the form of the validation result of Falco')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner check rules.yaml                  one file\n' +
        '  lanner check /etc/lanner/rules.d my.yaml a directory, then a file that overrides it\n' +
        "  lanner check --json rules.yaml | jq '.falco_load_results[].errors'",
    )
    .action(check);
}

function check(paths: readonly string[], options: { readonly json?: boolean }): void {
  const files = readRuleFiles(paths);
  if (files.length === 0) {
    throw new UserError(`no rule files in ${paths.join(', ')}`, 'Rule files end in .yaml or .yml.');
  }
  const result = loadRules(files);
  if (options.json === true) {
    printJson(reportJson(files, result));
  } else {
    const colour = wantsColour(process.stdout);
    for (const found of result.diagnostics) process.stdout.write(`${renderDiagnostic(found, { colour })}\n\n`);
    process.stdout.write(`${summary(files, result)}\n`);
  }
  if (result.diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}
