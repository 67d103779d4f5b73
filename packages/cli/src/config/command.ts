/** `lanner config`: the configuration that holds, and what it can say. */
import type { Command } from 'commander';
import { escapeControls } from '@lanner/outputs';
import { UserError } from '../errors.ts';
import { printListing } from '../print.ts';
import { checkedConfiguration } from './checked.ts';
import { sourcesOf, withRules, type RuleSwitches } from './command-line.ts';
import { configurationSchema } from './schema.ts';
import { showConfiguration } from './show.ts';
import { readSidekick } from './sidekick/read.ts';

export function registerConfig(command: Command): void {
  const config = command.description(
    'Shows the configuration that holds, or what a configuration can say.\n' +
      'Later ones win: defaults; the file of -c; its config_files; -o in order; other switches.',
  );

  withRules(config.command('show'))
    .description(
      'Shows every key with its value and where it comes from: a file and line, a switch, or the default.\n' +
        'In a pipe: key, value, origin.',
    )
    .argument('[text]', 'only keys whose name contains this')
    .option('--changed', 'only keys that are not at their default')
    .option('--json', 'one JSON array')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner config show\n' +
        '  lanner config show --changed -c /etc/falco/falco.yaml\n' +
        "  lanner config show rules -o 'rules[]={disable: {tag: network}}'",
    )
    .action((text: string | undefined, options: RuleSwitches & { changed?: boolean; json?: boolean }) => {
      const { configuration } = checkedConfiguration(sourcesOf(options));
      const listing = showConfiguration(configuration, { text, changed: options.changed });
      if (listing.plain.length === 0 && text !== undefined) {
        throw new UserError(`no key has ${text} in its name`, '`lanner config show` shows them all.');
      }
      printListing(listing, options);
    });

  config
    .command('schema')
    .description('Prints the JSON schema of the configuration, for editors.')
    .addHelpText('after', '\nExamples:\n  lanner config schema > lanner.schema.json')
    .action(() => void process.stdout.write(`${JSON.stringify(configurationSchema(), undefined, 2)}\n`));

  config
    .command('import-sidekick')
    .description(
      'Reads a configuration of falcosidekick and prints the channels that do the same, as YAML for the file of -c.\n' +
        'What has no place here is told on standard error. Secrets are printed as they stand in the file.',
    )
    .argument('<file>', 'the configuration of falcosidekick')
    .addHelpText('after', '\nExamples:\n  lanner config import-sidekick sidekick.yaml > channels.yaml')
    .action((file: string) => {
      const { text, notes } = readSidekick(file);
      for (const note of notes) process.stderr.write(`${escapeControls(note)}\n`);
      process.stdout.write(text);
    });
}
