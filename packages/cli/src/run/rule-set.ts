/** The rules of `lanner run` as the files and the command line have them now. */
import { createHash } from 'node:crypto';
import type { CheckedRule, SourceFile } from '@lanner/language';
import type { RuleSwitches, SwitchOption } from '../config/command-line.ts';
import { ROWS, type SettingKey, type Settings } from '../config/keys.ts';
import { DEFAULT_FILE } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { loadConfiguredRules, requireGood, type ConfiguredRules } from '../rules.ts';
import type { RulebookInput } from './rulebook.ts';

/** What the command line says. */
export interface RuleSetSources {
  readonly switches: RuleSwitches;
  readonly options: readonly SwitchOption[];
}

/** All of it can be sent from one thread to another. */
export interface RuleSet {
  readonly rulebook: RulebookInput;
  readonly files: readonly SourceFile[];
  /** Where a change may mean other rules. */
  readonly paths: readonly string[];
  readonly watch: boolean;
  /** Settings that a reload does not change, as text. */
  readonly fixed: ReadonlyMap<SettingKey, string>;
  /** Equal for equal files and settings. */
  readonly fingerprint: string;
}

/** The configuration, its rules, and what is made of them. */
export interface LoadedRuleSet extends ConfiguredRules {
  readonly ruleSet: RuleSet;
}

/** Throws a UserError if the files cannot be used; what is wrong with them is told on standard error. */
export function loadRuleSet({ switches, options }: RuleSetSources): LoadedRuleSet {
  const configured = loadConfiguredRules(switches, { options });
  requireGood(configured.loaded);
  const { files, loaded, settings, appends, configuration } = configured;
  if (loaded.rules.length === 0) {
    throw new UserError(`there are no rules in ${files.map(({ name }) => name).join(', ')}`);
  }
  const written = ROWS.map(([key]) => [key, textOf(configuration.values.get(key))] as const);
  const includes = settings.config_files.map(({ path }) => path);
  const ruleSet: RuleSet = {
    rulebook: rulebookInput(loaded.rules, appends, settings),
    files,
    paths: Array.from(
      new Set([
        switches.config ?? DEFAULT_FILE,
        ...includes,
        ...configuration.files,
        ...(switches.rules ?? settings.rules_files),
      ]),
    ),
    watch: settings.watch_config_files,
    fixed: new Map(written.filter(([key]) => !RELOADED.has(key))),
    fingerprint: sumOf(JSON.stringify([files.map(({ name, text }) => [name, text]), written])),
  };
  return { ...configured, ruleSet };
}

/** Settings that are different, and that a reload does not change. */
export function fixedChanges(before: RuleSet, after: RuleSet): readonly SettingKey[] {
  return Array.from(before.fixed)
    .filter(([key, text]) => after.fixed.get(key) !== text)
    .map(([key]) => key);
}

const RELOADED: ReadonlySet<SettingKey> = new Set(ROWS.filter(([, row]) => row.reloaded === true).map(([key]) => key));

function rulebookInput(
  rules: readonly CheckedRule[],
  appends: RulebookInput['appends'],
  settings: Settings,
): RulebookInput {
  return {
    rules,
    matching: settings.rule_matching,
    statics: settings.static_fields,
    appends,
    base64: settings.buffer_format_base64,
  };
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A value as it was written, wherever. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key: string, one: unknown) => (/span$/i.test(key) ? undefined : one)) ?? '';
}
