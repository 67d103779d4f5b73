/** The configuration with everything about it checked: the beginning of every command that has one. */
import { compileAppends, type CompiledAppend } from '@lanner/engine';
import { DEFAULT_VOCABULARY, withStaticFields, type Finding, type Vocabulary } from '@lanner/language';
import { tellFindings } from './findings.ts';
import type { Settings } from './keys.ts';
import { loadConfiguration, type ConfigurationSources, type LoadedConfiguration } from './load.ts';

export interface CheckedConfiguration {
  readonly configuration: LoadedConfiguration;
  readonly settings: Settings;
  /** What rules can name: static fields included. */
  readonly vocabulary: Vocabulary;
  /** What is added to outputs. */
  readonly appends: readonly CompiledAppend[];
}

/** Reads the configuration and tells what is wrong with it; throws a UserError if that makes it unusable. */
export function checkedConfiguration(sources: ConfigurationSources): CheckedConfiguration {
  const configuration = loadConfiguration(sources);
  const { settings } = configuration;
  const vocabulary = withStaticFields(DEFAULT_VOCABULARY, settings.static_fields.keys());
  const findings: Finding[] = [...configuration.findings];
  const appends = compileAppends(settings.append_output, { vocabulary, report: (found) => void findings.push(found) });
  tellFindings(findings, settings);
  return { configuration, settings, vocabulary, appends };
}
