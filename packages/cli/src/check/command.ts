/** `lanner check`: are these rule files in order? */
import { renderDiagnostic } from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { withRules, type RuleSwitches } from '../config/command-line.ts';
import { printJson } from '../print.ts';
import { loadConfiguredRules } from '../rules.ts';
import { reportJson, summary } from './report.ts';

export function registerCheck(program: Command): void {
  withRules(program.command('check'))
    .summary('check rule files')
    .description(
      'Loads rule files together, in the order given, as `lanner run` would, and shows what is wrong with them.\n' +
        'A directory stands for the *.yaml and *.yml files right in it, sorted by name. Without paths the rules that are\n' +
        'configured are checked, and the configuration with them.\n' +
        'Exit status: 0 if the files can be used (there may be warnings), 1 if there is an error.',
    )
    .argument('[path...]', 'rule files or directories')
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

function check(paths: readonly string[], options: RuleSwitches & { readonly json?: boolean }): void {
  const given = [...(options.rules ?? []), ...paths];
  const { files, loaded: result } = loadConfiguredRules(options, given.length > 0 ? { paths: given } : {});
  if (options.json === true) {
    printJson(reportJson(files, result));
  } else {
    const colour = wantsColour(process.stdout);
    for (const found of result.diagnostics) process.stdout.write(`${renderDiagnostic(found, { colour })}\n\n`);
    process.stdout.write(`${summary(files, result)}\n`);
  }
  if (result.diagnostics.some(({ severity }) => severity === 'error')) process.exitCode = 1;
}
