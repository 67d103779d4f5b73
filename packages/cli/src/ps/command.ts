/** `lanner ps`: which containers and pods run, and what runs in them? */
import type { Command } from 'commander';
import { sourcesOf, withConfiguration, type ConfigurationSwitches } from '../config/command-line.ts';
import { checkedConfiguration } from '../config/checked.ts';
import { printJson } from '../print.ts';
import { formatTable } from '../table.ts';
import { jsonOf, rowsOf } from './listing.ts';
import { survey } from './survey.ts';

/** For terminals that do not say how wide they are: they give 0. */
const UNTOLD_WIDTH = 80;

export function registerPs(command: Command): void {
  withConfiguration(command)
    .description(
      'Lists the containers whose processes run, as the engine sees them: told by cgroups, described by their runtimes.\n' +
        'A table on a terminal; JSON in a pipe, one array with an object for each container.',
    )
    .option('--json', 'JSON on a terminal as well')
    .addHelpText('after', "\nExamples:\n  lanner ps\n  lanner ps | jq -r '.[].image'")
    .action((options: ConfigurationSwitches & { json?: boolean }) => list(options));
}

async function list(options: ConfigurationSwitches & { json?: boolean }): Promise<void> {
  const { settings } = checkedConfiguration(sourcesOf(options));
  const { containers } = await survey(settings['containers.sockets']);
  const { stdout } = process;
  if (options.json === true || !stdout.isTTY) return printJson(jsonOf(containers));
  stdout.write(
    containers.length === 0 ? 'No container runs.\n' : formatTable(rowsOf(containers), stdout.columns || UNTOLD_WIDTH),
  );
}
