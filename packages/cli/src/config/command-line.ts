/** The switches by which a command takes its configuration. */
import type { Command } from 'commander';
import type { ConfigurationSources } from './load.ts';

/** As commander gives them. */
export interface ConfigurationSwitches {
  readonly config?: string;
  readonly option?: readonly string[];
}

/** The switches of commands that load rules. */
export interface RuleSwitches extends ConfigurationSwitches {
  readonly rules?: readonly string[];
  readonly tag?: readonly string[];
  readonly disableTag?: readonly string[];
  readonly disableRule?: readonly string[];
}

/** For switches that can be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Adds `-c` and `-o`. */
export function withConfiguration(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration (default: /etc/lanner/lanner.yaml if it exists)')
    .option('-o, --option <key=value>', 'set a key of the configuration, such as priority=error; repeatable', collect);
}

/** Adds `-r`, `-c`, `-o`, and the switches that select rules. */
export function withRules(command: Command): Command {
  return withConfiguration(
    command.option('-r, --rules <path>', 'rule file or directory, instead of those configured; repeatable', collect),
  )
    .option('-t, --tag <tag>', 'only rules with this tag; repeatable', collect)
    .option('-T, --disable-tag <tag>', 'no rules with this tag; repeatable', collect)
    .option('-D, --disable-rule <text>', 'no rules with this in their name; repeatable', collect);
}

/** An option of the configuration, and the switch that stands for it. */
export interface SwitchOption {
  readonly name: string;
  readonly text: string;
}

/** Switches as sources of the configuration: `-o` in order, then those that stand for options. */
export function sourcesOf(switches: RuleSwitches, further: readonly SwitchOption[] = []): ConfigurationSources {
  const { config, option = [], rules, tag = [], disableTag = [], disableRule = [] } = switches;
  const step = (name: string, action: string, what: object): SwitchOption => ({
    name,
    text: `rules[]=${JSON.stringify({ [action]: what })}`,
  });
  return {
    ...(config === undefined ? {} : { file: config }),
    options: [
      ...option.map((text) => ({ name: '-o', text })),
      ...(rules === undefined ? [] : [{ name: '-r', text: `rules_files=${JSON.stringify(rules)}` }]),
      ...(tag.length > 0 ? [step('-t', 'disable', { rule: '*' })] : []),
      ...tag.map((one) => step('-t', 'enable', { tag: one })),
      ...disableTag.map((one) => step('-T', 'disable', { tag: one })),
      ...disableRule.map((one) => step('-D', 'disable', { rule: `*${one}*` })),
      ...further,
    ],
  };
}
