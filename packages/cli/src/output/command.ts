/** `lanner output`: tries the channels of the configuration. */
import type { Command } from 'commander';
import { escapeControls } from '@lanner/outputs';
import { UserError } from '../errors.ts';
import { printListing } from '../print.ts';
import { checkedConfiguration } from '../config/checked.ts';
import { sourcesOf, withRules, type RuleSwitches } from '../config/command-line.ts';
import { channelsOf, lineFormat, servicesOf } from '../run/delivery.ts';
import { tryChannel } from './try-channel.ts';

export function registerOutput(command: Command): void {
  const output = command.description('Tries the channels that alerts are sent to.');
  withRules(output.command('test'))
    .description(
      'Sends a sample alert to each channel that is on, or to one, and says what the receiver answered.\n' +
        'Exit status 1 if one has not taken it.',
    )
    .argument('[channel]', 'the name of a channel')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExamples:\n  lanner output test\n  lanner output test http -c /etc/falco/falco.yaml')
    .action((name: string | undefined, options: RuleSwitches & { readonly json?: boolean }) => test(name, options));
}

async function test(name: string | undefined, options: RuleSwitches & { readonly json?: boolean }): Promise<void> {
  const { settings } = checkedConfiguration(sourcesOf(options));
  const channels = await channelsOf(settings);
  const wanted = channels.filter((one) => name === undefined || one.name === name);
  if (wanted.length === 0) {
    const names = channels.map((one) => one.name).join(', ');
    const advice = names === '' ? 'No channel is on.' : `These are on: ${names}.`;
    throw new UserError(name === undefined ? 'there is no channel to test' : `no channel is called '${name}'`, advice);
  }
  const services = servicesOf(settings);
  const trials = [];
  for (const channel of wanted) trials.push(await tryChannel(channel, services, lineFormat(settings)));
  const rows = trials.map(({ channel, kind, answer, ms }) => [channel, kind, `${ms} ms`, escapeControls(answer)]);
  printListing({ groups: [{ heading: '', rows }], plain: rows, json: trials }, options);
  if (trials.some(({ kind }) => kind !== 'delivered')) process.exitCode = 1;
}
