/** `lanner explain`: what of rules is tested in the kernel, and what keeps the kernel from testing more. */
import { explainFilters } from '@lanner/engine';
import { didYouMean, type CheckedRule } from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { withRules, type RuleSwitches } from '../config/command-line.ts';
import { UserError } from '../errors.ts';
import { printListing } from '../print.ts';
import { loadConfiguredRules, requireGood } from '../rules.ts';
import { showKernel, showRule } from './text.ts';

interface ExplainOptions extends RuleSwitches {
  readonly kernel?: boolean;
  readonly json?: boolean;
}

export function registerExplain(command: Command): void {
  withRules(command)
    .description(
      'Explains what the kernel tests of events before it sends them, for the rules that are configured or those of the\n' +
        'files given with -r. Of one rule: its condition for each event type, and what the kernel tests of it alone. With\n' +
        '--kernel: for each event type what all rules together come to, which of them keep it broad, which of their checks\n' +
        'the kernel cannot do, and what to change. docs/kernel-filter.md says how to read it. In a pipe: event type, what\n' +
        'is told, and the values.',
    )
    .argument('[rule]', 'a rule; with --kernel, only the event types that it asks for')
    .option('--kernel', 'what all rules together come to')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner explain --kernel\n' +
        "  lanner explain 'Shell in a container' -r rules.yaml\n" +
        "  lanner explain --kernel | awk -F'\\t' '$2 == \"broad\"'\n" +
        '  lanner explain --kernel --json | jq \'.events[] | select(.reach != "narrow") | .event\'',
    )
    .action((name: string | undefined, options: ExplainOptions) => {
      if (name === undefined && options.kernel !== true) command.error('error: give the name of a rule, or --kernel');
      const { loaded } = loadConfiguredRules(options);
      requireGood(loaded);
      const rule = name === undefined ? undefined : ruleCalled(loaded.rules, name);
      const colour = wantsColour(process.stdout);
      if (rule !== undefined && options.kernel !== true) {
        return printListing(showRule(rule.name, explainFilters([rule]), colour), options);
      }
      const events = explainFilters(loaded.rules.filter(({ enabled, source }) => enabled && source === 'syscall'));
      const asked = rule === undefined ? undefined : new Set(explainFilters([rule]).map(({ event }) => event));
      printListing(
        showKernel(asked === undefined ? events : events.filter(({ event }) => asked.has(event)), colour),
        options,
      );
    });
}

function ruleCalled(rules: readonly CheckedRule[], wanted: string): CheckedRule {
  const rule = rules.find(({ name }) => name === wanted);
  if (rule === undefined) {
    const names = rules.map(({ name }) => name);
    throw new UserError(
      `there is no rule '${wanted}'`,
      didYouMean(wanted, names) ?? '`lanner list rules` shows them all.',
    );
  }
  if (rule.source !== 'syscall') {
    throw new UserError(
      `the rule '${wanted}' is of the source '${rule.source}'`,
      'Only rules of the source syscall have to do with the kernel.',
    );
  }
  return rule;
}
