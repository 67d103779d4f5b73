/** `lanner describe`: what rules consist of, and what has become of them. */
import { describeRules, didYouMean, type Described } from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { reportText } from '../check/report.ts';
import { withRules, type RuleSwitches } from '../config/command-line.ts';
import { UserError } from '../errors.ts';
import { printListing, type Listing } from '../print.ts';
import { loadConfiguredRules } from '../rules.ts';
import { listAll, showList, showMacro, showRule } from './text.ts';

export function registerDescribe(command: Command): void {
  withRules(command)
    .description(
      'Describes the rules that are configured, or those of the files given with -r: all of them with the macros and lists\n' +
        'they are made of, or one in full, with its compiled condition, fields, operators and event types.\n' +
        'In a pipe: kind, name and content; of one rule what is told and the value.',
    )
    .argument('[name]', 'a rule; or else a macro or a list')
    .option('--json', 'one JSON object, in the form of the description of Falco')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner describe -r rules.yaml\n' +
        "  lanner describe 'Shell in a container' -r rules.yaml\n" +
        "  lanner describe -r rules.yaml --json | jq '.rules[].details.events'",
    )
    .action((name: string | undefined, options: RuleSwitches & { json?: boolean }) => {
      const { loaded } = loadConfiguredRules(options);
      if (loaded.diagnostics.some(({ severity }) => severity === 'error')) {
        process.stderr.write(reportText(loaded, { colour: wantsColour(process.stderr) }));
        throw new UserError('the rules cannot be used');
      }
      const described = describeRules(loaded);
      printListing(name === undefined ? listAll(described) : showOne(described, name), options);
    });
}

function showOne({ rules, macros, lists }: Described, wanted: string): Listing {
  const rule = rules.find(({ info }) => info.name === wanted);
  if (rule !== undefined) return showRule(rule);
  const macro = macros.find(({ info }) => info.name === wanted);
  if (macro !== undefined) return showMacro(macro);
  const list = lists.find(({ info }) => info.name === wanted);
  if (list !== undefined) return showList(list);
  const names = [...rules, ...macros, ...lists].map(({ info }) => info.name);
  throw new UserError(`there is no rule '${wanted}'`, didYouMean(wanted, names) ?? '`lanner describe` shows them all.');
}
