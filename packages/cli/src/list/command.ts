/** `lanner list`: what rules can speak of, and what rules there are. */
import { staticFields } from '@lanner/language';
import { FIELDS } from '@lanner/schema';
import type { Command } from 'commander';
import { checkedConfiguration } from '../config/checked.ts';
import {
  sourcesOf,
  withConfiguration,
  withRules,
  type ConfigurationSwitches,
  type RuleSwitches,
} from '../config/command-line.ts';
import { UserError } from '../errors.ts';
import { printListing } from '../print.ts';
import { loadConfiguredRules, requireGood } from '../rules.ts';
import { listEvents } from './events.ts';
import { listFields } from './fields.ts';
import { listRules } from './rules.ts';

const JSON_HELP = 'one JSON array';

export function registerList(command: Command): void {
  const list = command.description(
    'Lists what rules can speak of, and the rules there are: as a table on a terminal, as tab-separated lines in a\n' +
      'pipe, as JSON with --json.',
  );

  withConfiguration(list.command('fields'))
    .description(
      'Lists the fields for conditions and outputs; the static fields of the configuration are among them.\n' +
        'In a pipe: name, type, class, properties, description.',
    )
    .argument('[text]', 'only fields whose name contains this')
    .option('--json', JSON_HELP)
    .addHelpText(
      'after',
      '\nExamples:\n  lanner list fields\n  lanner list fields proc.\n  lanner list fields | cut -f1',
    )
    .action((text: string | undefined, options: ConfigurationSwitches & { json?: boolean }) => {
      const { settings } = checkedConfiguration(sourcesOf(options));
      const listing = listFields(text, [...staticFields(settings.static_fields.keys()), ...FIELDS]);
      if (listing.plain.length === 0) {
        throw new UserError(`no field has ${text} in its name`, '`lanner list fields` shows them all.');
      }
      printListing(listing, options);
    });

  list
    .command('events')
    .description(
      'Lists the event types that Lanner watches, with their parameters.\nIn a pipe: name, category, parameters.',
    )
    .option('--all', 'also the names that rules may use but that Lanner does not watch')
    .option('--json', JSON_HELP)
    .addHelpText('after', '\nExamples:\n  lanner list events\n  lanner list events --all | cut -f1')
    .action((options: { all?: boolean; json?: boolean }) => {
      printListing(listEvents(options), options);
    });

  withRules(list.command('rules'))
    .description(
      'Lists the rules, and which of them are on: those that are configured, or those of the files given with -r.\n' +
        'In a pipe: name, priority, on or off, source, event types, tags, description.',
    )
    .option('--json', JSON_HELP)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner list rules                         what would `lanner run` judge by?\n' +
        '  lanner list rules -c falco.yaml -t network\n' +
        '  lanner list rules -r rules.d --json',
    )
    .action((options: RuleSwitches & { json?: boolean }) => {
      const { loaded } = loadConfiguredRules(options);
      requireGood(loaded);
      printListing(listRules(loaded.rules), options);
    });
}
