/** `lanner route`: which alerts go where. */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { checkedConfiguration } from '../config/checked.ts';
import { collect, sourcesOf, withConfiguration, type ConfigurationSwitches } from '../config/command-line.ts';
import { UserError, systemReason } from '../errors.ts';
import { printJson } from '../print.ts';
import { channelsOf, routingOf } from '../run/delivery.ts';
import { formatTable } from '../table.ts';
import { alertFrom, type AlertSwitches } from './alert.ts';
import { destinationsOf, inhibitionsOf, treeJson, treeText } from './text.ts';

interface Switches extends ConfigurationSwitches {
  readonly json?: boolean;
}

const NO_ROUTE = 'there is no route in the configuration: every channel has all alerts';

export function registerRoute(command: Command): void {
  const route = command.description('Shows the routes of alerts to channels, and the way of an alert.');
  withConfiguration(route.command('show'))
    .description('Shows the tree of routes: a tree on a terminal, JSON in a pipe.')
    .option('--json', 'JSON on a terminal, too')
    .addHelpText('after', '\nExamples:\n  lanner route show\n  lanner route show -c lanner.yaml --json')
    .action(show);
  withConfiguration(route.command('test'))
    .description(
      'Shows where an alert would go, and why: a tree on a terminal, JSON in a pipe.\n' +
        'The alert is a line of JSON in a file or on standard input (-), or what the switches say of it.',
    )
    .argument('[file]', 'an alert as JSON; - is standard input')
    .option('--rule <name>', 'its rule')
    .option('--priority <priority>', 'its priority (default: notice)')
    .option('--source <source>', 'its source (default: syscall)')
    .option('--tag <tag>', 'one of its tags; repeatable', collect)
    .option('--field <key=value>', 'one of its output fields; repeatable', collect)
    .option('--json', 'JSON on a terminal, too')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner route test --rule "Terminal shell in container" --priority warning --field k8s.ns.name=prod\n' +
        '  tail -n 1 alerts.json | lanner route test -',
    )
    .action(test);
}

async function show(options: Switches): Promise<void> {
  const { settings } = checkedConfiguration(sourcesOf(options));
  await channelsOf(settings);
  const routing = routingOf(settings);
  if (routing === undefined) throw new UserError(NO_ROUTE, 'docs/routing.md says how to write one.');
  if (isJson(options)) return printJson(treeJson(routing, undefined));
  process.stdout.write(treeText(routing, undefined, wantsColour(process.stdout)));
}

async function test(file: string | undefined, options: Switches & AlertSwitches): Promise<void> {
  const { settings } = checkedConfiguration(sourcesOf(options));
  const channels = await channelsOf(settings);
  if (file === undefined && options.rule === undefined && options.priority === undefined && !options.field) {
    throw new UserError('there is no alert to test', 'Give a file, - for standard input, or --rule and --priority.');
  }
  const alert = alertFrom(file === undefined ? undefined : await readAlert(file), options);
  const routing = routingOf(settings);
  const destinations = destinationsOf(routing, channels, alert);
  const inhibitions = routing === undefined ? [] : inhibitionsOf(routing, alert);
  if (isJson(options)) {
    const tree = routing === undefined ? {} : { tree: treeJson(routing, alert) };
    return printJson({ channels: destinations, inhibitions, ...tree });
  }
  const tree = routing === undefined ? `${NO_ROUTE}\n` : treeText(routing, alert, wantsColour(process.stdout));
  const rows = destinations.map(({ channel, sent, route = '', why }) => [channel, sent ? 'sent' : 'not', route, why]);
  const notes = inhibitions.map(({ rule, side }) =>
    side === 'source' ? `${rule}: others are held back while it is there` : `${rule}: it may be held back`,
  );
  const table = formatTable(rows, process.stdout.columns || 80);
  process.stdout.write([tree, table, ...notes.map((note) => `${note}\n`)].join('\n'));
}

function isJson({ json }: Switches): boolean {
  return json === true || !process.stdout.isTTY;
}

async function readAlert(file: string): Promise<string> {
  const read = file === '-' ? await text(process.stdin) : readingFile(file);
  const [first, ...others] = read.split('\n').filter((line) => line.trim() !== '');
  if (first === undefined) throw new UserError('there is no alert: the input is empty');
  // One alert a line, or one over several lines
  return first.trimEnd().endsWith('}') && first.startsWith('{') ? first : [first, ...others].join('\n');
}

function readingFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${file}: ${systemReason(error)}`, undefined, { cause: error });
  }
}
