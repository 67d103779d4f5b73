/** The rules that a configuration means: what every command that loads rules begins with. */
import {
  didYouMean,
  idleSteps,
  loadRules,
  renderDiagnostic,
  type Finding,
  type LoadResult,
  type Selection,
  type SourceFile,
} from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import { checkedConfiguration, type CheckedConfiguration } from './config/checked.ts';
import { sourcesOf, type RuleSwitches, type SwitchOption } from './config/command-line.ts';
import { tellFindings } from './config/findings.ts';
import type { Settings } from './config/keys.ts';
import type { LoadedConfiguration } from './config/load.ts';
import { isOption } from './config/option.ts';
import { isDefault } from './config/settings.ts';
import { count } from './count.ts';
import { UserError } from './errors.ts';
import { existing, readRuleFiles } from './rule-files.ts';

export interface ConfiguredRules extends CheckedConfiguration {
  /** The rule files that were read, in order. */
  readonly files: readonly SourceFile[];
  /** What came of them; there may be errors among the diagnostics. */
  readonly loaded: LoadResult;
}

export interface RuleSources {
  /** Rule files and directories given as arguments: instead of those configured, and they must exist. */
  readonly paths?: readonly string[];
  /** Further options of the configuration, above all others. */
  readonly options?: readonly SwitchOption[];
}

/**
 * Reads the configuration and loads its rules. Tells what is wrong with the configuration; throws a UserError if that
 * makes it unusable, or if files cannot be read or there are none.
 */
export function loadConfiguredRules(switches: RuleSwitches, sources: RuleSources = {}): ConfiguredRules {
  const checked = checkedConfiguration(sourcesOf(switches, sources.options));
  const { configuration, settings, vocabulary } = checked;
  const given = sources.paths ?? switches.rules;
  const paths = given ?? settings.rules_files;
  const present = given ?? existing(paths);
  if (given === undefined) tellFindings(absentFindings(configuration, present), settings);
  const files = readRuleFiles(present);
  if (files.length === 0) {
    throw new UserError(`no rule files in ${paths.join(', ')}`, 'Rule files end in .yaml or .yml.');
  }
  const loaded = loadRules(files, { vocabulary, selection: selectionOf(settings) });
  const idle = idleFindings(configuration, loaded);
  // A configuration speaks of all its rules; files that were given may be some of them only.
  tellFindings(given === undefined ? idle : idle.filter(({ span }) => isOption(span.file)), settings);
  return { ...checked, files, loaded };
}

/** Configured paths, other than those of the default, at which there is nothing. */
function absentFindings({ values, settings }: LoadedConfiguration, present: readonly string[]): Finding[] {
  const written = values.get('rules_files');
  const items = written?.kind === 'list' ? written.items : written === undefined ? [] : [written];
  return items.flatMap((item, at): Finding[] => {
    const path = settings.rules_files[at];
    if (path === undefined || present.includes(path) || isDefault(item)) return [];
    return [{ severity: 'note', message: `there is nothing at '${path}'; it is left out`, span: item.span }];
  });
}

/** Selections that mean no rule, which are most likely misspelt. */
function idleFindings({ settings, values }: LoadedConfiguration, { rules }: LoadResult): Finding[] {
  const written = values.get('rules');
  if (written?.kind !== 'list') return [];
  return idleSteps(rules, settings.rules).flatMap((at): Finding[] => {
    const span = written.items[at]?.span;
    const { rule, tag } = settings.rules[at] ?? {};
    if (span === undefined) return [];
    const names = rules.map(({ name }) => name);
    const tags = new Set(rules.flatMap((one) => one.tags));
    const hint = (rule === undefined ? undefined : didYouMean(rule, names)) ?? (tag && didYouMean(tag, tags));
    const what = [rule === undefined ? '' : `is called '${rule}'`, tag === undefined ? '' : `has the tag '${tag}'`];
    const message = `no rule ${what.filter((part) => part !== '').join(' or ')}`;
    return [{ severity: 'warning', message, span, ...(hint ? { hint } : {}) }];
  });
}

/** Which rules are on, as the configuration says. */
export function selectionOf(settings: Pick<Settings, 'rules' | 'priority'>): Selection {
  return { steps: settings.rules, minimumPriority: settings.priority };
}

/** Shows the errors of rule files and throws a UserError, if there are any. */
export function requireGood({ diagnostics }: LoadResult): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const colour = wantsColour(process.stderr);
  for (const error of errors) process.stderr.write(`${renderDiagnostic(error, { colour })}\n\n`);
  throw new UserError(`the rules cannot be used: ${count(errors.length, 'error')}`);
}
