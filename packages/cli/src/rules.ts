/** The rules that a configuration means: what every command that loads rules begins with. */
import { compileAppends, type CompiledAppend } from '@lanner/engine';
import {
  DEFAULT_VOCABULARY,
  didYouMean,
  idleSteps,
  loadRules,
  renderDiagnostic,
  withStaticFields,
  type Finding,
  type LoadResult,
  type Selection,
  type SourceFile,
  type Vocabulary,
} from '@lanner/language';
import { wantsColour } from '@lanner/outputs';
import { sourcesOf, type RuleSwitches, type SwitchOption } from './config/command-line.ts';
import { tellFindings } from './config/findings.ts';
import type { Settings } from './config/keys.ts';
import { loadConfiguration, type LoadedConfiguration } from './config/load.ts';
import { isTold } from './config/log.ts';
import { isOption } from './config/option.ts';
import { UserError } from './errors.ts';
import { existing, readRuleFiles } from './rule-files.ts';

export interface ConfiguredRules {
  readonly configuration: LoadedConfiguration;
  readonly settings: Settings;
  /** The rule files that were read, in order. */
  readonly files: readonly SourceFile[];
  /** What came of them; there may be errors among the diagnostics. */
  readonly loaded: LoadResult;
  /** What rules can name: static fields included. */
  readonly vocabulary: Vocabulary;
  /** What is added to outputs. */
  readonly appends: readonly CompiledAppend[];
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
  const configuration = loadConfiguration(sourcesOf(switches, sources.options));
  const { settings } = configuration;
  const vocabulary = withStaticFields(DEFAULT_VOCABULARY, settings.static_fields.keys());
  const findings: Finding[] = [...configuration.findings];
  const appends = compileAppends(settings.append_output, { vocabulary, report: (found) => void findings.push(found) });
  tellFindings(findings, (severity) => isTold(severity === 'note' ? 'info' : 'warning', settings));

  const given = sources.paths ?? switches.rules;
  const paths = given ?? settings.rules_files;
  const files = readRuleFiles(given ?? existing(paths));
  if (files.length === 0) {
    throw new UserError(`no rule files in ${paths.join(', ')}`, 'Rule files end in .yaml or .yml.');
  }
  const loaded = loadRules(files, { vocabulary, selection: selectionOf(settings) });
  const idle = idleFindings(configuration, loaded).filter(({ span }) => given === undefined || isOption(span.file));
  tellFindings(idle, () => isTold('warning', settings));
  return { configuration, settings, files, loaded, vocabulary, appends };
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
  throw new UserError(`the rules cannot be used: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`);
}
