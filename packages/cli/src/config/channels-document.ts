/** docs/channels.md, made from the tables of options of all kinds of channels. */
import { CHANNELS, LANE_OPTIONS, type ChannelType, type OptionRow, type OptionTable } from '@lanner/outputs';
import { optionTypeName } from './option-setting.ts';
import { writtenDefault } from './output-keys.ts';

const INTRODUCTION = `# Channels

<!-- Made by \`npm run generate\` from the tables of packages/outputs; do not edit. -->

A channel is where alerts are sent. Falco's own (standard output, file, syslog, program, HTTP) have keys of their own in the
[configuration](configuration.md); these and all others can stand in the list \`channels\`, each as often as you like:

    channels:
      - name: archive
        type: http
        url: https://alerts.example.org/falco
        minimum_priority: warning

\`name\` is for messages, metrics and positions in the log; without it the type is the name. \`lanner output test\` sends a sample
to each channel, and says what the receiver answered.

An alert for a channel on the network is written to a log on disk first (\`delivery.directory\`), and is sent until the receiver
has taken it, in order, also after a restart. An alert that the receiver refuses for good goes to
\`dead-letters/NAME.jsonl\` in the same directory. What could not be sent before the log became too large or too old is lost,
oldest first; Lanner says so in a message, in an alert of source \`internal\` and in its counters.

Secrets can be written as they are, or as \`{file: PATH}\` or \`{env: NAME}\`; Lanner never shows them.

## Options of every channel
`;

/** The text of docs/channels.md. */
export async function channelsDocument(): Promise<string> {
  const types = await Promise.all(CHANNELS.map(({ load }) => load()));
  return [INTRODUCTION, optionsTable(LANE_OPTIONS), ...types.map(section)].join('\n');
}

function section({ name, title, summary, options, example, defaults, ordered, oneAtATime }: ChannelType): string {
  const lines = Object.entries({ type: name, ...example }).map(([key, value]) => `${key}: ${inline(value)}`);
  const { batch, concurrency, timeoutMs } = defaults;
  const facts = [
    `Batch size ${batch.alerts}`,
    `concurrency ${concurrency}${oneAtATime === undefined ? '' : ` and no more (${oneAtATime})`}`,
    timeoutMs === 0 ? 'no timeout' : `timeout ${timeoutMs / 1000} s`,
    ordered ? 'the order of alerts is kept' : 'the order of alerts is not kept',
  ];
  const table = Object.keys(options).length === 0 ? '' : `${optionsTable(options)}\n`;
  return `## ${title}\n\n${summary}\n\n    channels:\n      - ${lines.join('\n        ')}\n\n${facts.join(', ')}.\n\n${table}`;
}

/** A value as YAML on one line: JSON is that, and plain texts need no quotes. */
function inline(value: unknown): string {
  return typeof value === 'string' && /^[\w/.:@-]+$/.test(value) && !value.endsWith(':')
    ? value
    : JSON.stringify(value);
}

function optionsTable(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, row]) => {
    const cells = [`\`${name}\``, optionTypeName(row), defaultText(row), row.description];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| option | type | default | what it does |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function defaultText(row: OptionRow): string {
  if ('required' in row && row.required) return 'must be given';
  const written = writtenDefault(row);
  const isNothing = written === '' || (typeof written === 'object' && JSON.stringify(written).length === 2);
  return isNothing ? '' : `\`${typeof written === 'string' ? written : JSON.stringify(written)}\``;
}
