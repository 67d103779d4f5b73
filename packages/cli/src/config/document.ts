/** docs/configuration.md, made from the table of keys. */
import { FALCO_KEYS } from './falco-keys.ts';
import { ROWS, type KeyRow } from './keys.ts';
import { typeOfRow } from './settings.ts';

const INTRODUCTION = `# Configuration

<!-- Made by \`npm run generate\` from packages/cli/src/config; do not edit. -->

Lanner is configured by a YAML file and by the command line. The keys are those of Falco's \`falco.yaml\`, so such a file can
be given as it is:

    lanner run -c /etc/falco/falco.yaml

\`lanner config show\` prints every key with its value and where it comes from; \`lanner config schema\` prints a JSON schema for
editors. \`run\`, \`check\`, \`list rules\` and the other commands that load rules take the same switches.

## Where a value comes from

Later ones win:

1. the defaults below;
2. the main file: that of \`-c FILE\`, which must exist, or else \`/etc/lanner/lanner.yaml\` if it exists;
3. the files in \`config_files\`, in order, by their strategies;
4. the files in \`config_files\` given with \`-o\`;
5. the other \`-o KEY=VALUE\`, in order;
6. the other switches: \`-r\` (\`rules_files\`); \`-t\`, \`-T\`, \`-D\` (put behind the \`rules\`); those of \`run\`: \`--json\`, \`--all\`,
   \`--output\`, \`--quiet\`.

Relative paths start from the current directory.

## Variables

In the values of files \`\${NAME}\` stands for the variable of the environment, and for nothing if it is not set; what it stands
for is expanded again. \`$\${NAME}\` is the text \`\${NAME}\`. Values of \`-o\` are not expanded: the shell does that. If
\`LANNER_RULES\` is not set, it is the directory of the rules that come with Lanner.

## -o KEY=VALUE

| written                                   | sets                                                               |
| ----------------------------------------- | ------------------------------------------------------------------ |
| \`-o priority=error\`                       | a key                                                              |
| \`-o file_output.enabled=true\`             | a key below another                                                |
| \`-o rules_files[0]=my.yaml\`               | an element of a list, counted from 0                               |
| \`-o rules_files[]=my.yaml\`                | a new element behind the last; behind those of the default as well |
| \`-o 'rules[].disable.tag=network'\`        | a part of a new element                                            |
| \`-o 'rules=[{disable: {tag: network}}]'\`  | a value in YAML: what begins with \`{\`, \`[\` or a quote              |
| \`-o 'static_fields.a\\.b=x'\`               | a key with a dot: a backslash before \`. [ ] = \\\`                   |

## What is wrong

A value that cannot be used is an error, told with its place; nothing is started. A key that is not known is a warning in a
file, since it may be meant for another version, and an error with \`-o\`. Keys that only Falco has are noted; one that turns
on something that Lanner does not have is a warning.

## Selecting rules

| switch     | stands for                                                          |
| ---------- | ------------------------------------------------------------------- |
| \`-t TAG\`   | \`rules[]={disable: {rule: "*"}}\`, then \`rules[]={enable: {tag: TAG}}\` |
| \`-T TAG\`   | \`rules[]={disable: {tag: TAG}}\`                                     |
| \`-D TEXT\`  | \`rules[]={disable: {rule: "*TEXT*"}}\`                               |

In a name each piece between stars is sought once, at its first place, as Falco does: \`Open*\` and \`*shell*\` mean what they
seem to, but \`O*a\` does not mean \`Open alpha\`, whose first \`a\` is not its last.

## Keys
`;

const FALCO_ONLY = `## Keys of Falco without effect

Accepted, so that a \`falco.yaml\` can be used.

`;

/** The text of docs/configuration.md. */
export function configurationDocument(): string {
  const keys = ROWS.map(([key, row]) => section(key, row)).join('\n');
  const own = FALCO_KEYS.flatMap(({ key, instead }) => (instead === undefined ? [] : [`- \`${key}\`: ${instead}.\n`]));
  const missing = FALCO_KEYS.filter(({ instead }) => instead === undefined).map(({ key }) => `\`${key}\``);
  return `${INTRODUCTION}\n${keys}\n${FALCO_ONLY}${own.join('')}- Not there yet: ${missing.join(', ')}.\n`;
}

function section(key: string, row: KeyRow): string {
  const facts = [
    `- Type: ${typeOfRow(row).name}`,
    `- Default: \`${typeof row.default === 'string' ? row.default : JSON.stringify(row.default)}\``,
    `- Falco: ${row.falco ? 'the same key' : 'no such key'}`,
    ...(row.alias === undefined ? [] : [`- Also accepted as: \`${row.alias}\``]),
    `- Since: ${row.since}`,
  ];
  return `### ${key}\n\n${row.meaning}\n\n${facts.join('\n')}\n`;
}
