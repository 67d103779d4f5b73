/** Test files and their rules, read and run. */
import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { readTests, type Diagnostic } from '@lanner/language';
import { runTests, type CaseResult, type UnitCoverage } from '@lanner/engine';
import type { RuleSwitches } from '../config/command-line.ts';
import { UserError, systemReason } from '../errors.ts';
import { loadConfiguredRules } from '../rules.ts';
import { findTests, partnerOf, type TestGroup } from './discover.ts';

export interface Outcome {
  /** All test files, those with errors included. */
  readonly files: readonly string[];
  /** What is wrong with rule files and test files. Where there is an error in the rules, none of their tests has run. */
  readonly diagnostics: readonly Diagnostic[];
  readonly results: readonly CaseResult[];
  /** Of the rules and macros that the test files are about. */
  readonly coverage: readonly UnitCoverage[];
  /** Directories and files that the outcome depends on. */
  readonly sources: readonly string[];
}

/** Throws a UserError if files cannot be read or found; errors in them are among the diagnostics. */
export function loadAndRun(paths: readonly string[], switches: RuleSwitches): Outcome {
  const outcomes = findTests(paths, switches.rules).map((group) => runGroup(group, switches));
  return {
    files: outcomes.flatMap(({ files }) => files),
    diagnostics: outcomes.flatMap(({ diagnostics }) => diagnostics),
    results: outcomes.flatMap(({ results }) => results),
    coverage: outcomes.flatMap(({ coverage }) => coverage),
    sources: [...new Set(outcomes.flatMap(({ sources }) => sources))],
  };
}

function runGroup({ rules, tests }: TestGroup, switches: RuleSwitches): Outcome {
  // What a test says must not depend on the configuration of the machine, unless it is asked for.
  const { config = devNull } = switches;
  const { files, loaded, vocabulary } = loadConfiguredRules({ ...switches, config }, { paths: rules });
  const sources = [...rules, ...files.map(({ name }) => name), ...tests];
  const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { files: tests, diagnostics: errors, results: [], coverage: [], sources };
  const read = tests.map((name) => readTests({ name, text: readText(name) }, loaded.rules, { vocabulary }));
  const sound = read.filter(({ diagnostics }) => diagnostics.every(({ severity }) => severity === 'warning'));
  const { results, coverage } = runTests(
    loaded,
    sound.map((one) => one.tests),
  );
  const partners = tests.map(partnerOf);
  const whole = partners.some((partner) => !files.some(({ name }) => name === partner));
  return {
    files: tests,
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
    results,
    coverage: whole ? coverage : coverage.filter(({ span }) => partners.includes(span.file.name)),
    sources,
  };
}

function readText(name: string): string {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${name}: ${systemReason(error)}`, 'Tests are YAML files.', { cause: error });
  }
}
