/** Reads the configuration: main file, included files, options. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Finding, SourceFile } from '@lanner/language';
import { UserError, systemReason } from '../errors.ts';
import { yamlFilesIn } from '../yaml-files.ts';
import { withOwnName, withOwnNames } from './aliases.ts';
import type { Variables } from './expand.ts';
import { merge } from './merge.ts';
import { applyOption, optionFile, parseOption, type Option } from './option.ts';
import { readSettings, type Configuration } from './settings.ts';
import { TYPES, type Include } from './types.ts';
import { readValue, valueAt, type MapValue, type ReportFinding } from './value.ts';

/** What the command line says about the configuration. */
export interface ConfigurationSources {
  /** The main file, which must exist. Default: `DEFAULT_FILE`, if it exists. */
  readonly file?: string;
  /** `-o` and the switches that stand for options, each with its name and KEY=VALUE, in the order of precedence. */
  readonly options?: readonly { readonly name: string; readonly text: string }[];
}

export interface LoadedConfiguration extends Configuration {
  /** The files that were read, in order. */
  readonly files: readonly string[];
}

export const DEFAULT_FILE = '/etc/lanner/lanner.yaml';

/** The rules that come with Lanner. */
export const OWN_RULES: string = fileURLToPath(new URL('../../../../rules', import.meta.url));

const CONFIG_FILES = 'config_files';
const variables: Variables = (name) => process.env[name] ?? (name === 'LANNER_RULES' ? OWN_RULES : undefined);

/**
 * Later ones win: defaults, main file, its `config_files`, `config_files` of `-o`, other options in order.
 * Throws a UserError if a file cannot be read; all else that is wrong is among the findings.
 */
export function loadConfiguration({ file, options = [] }: ConfigurationSources = {}): LoadedConfiguration {
  const findings: Finding[] = [];
  const report: ReportFinding = (found) => void findings.push(found);
  const files: string[] = [];
  const include = (root: MapValue, from: MapValue): MapValue => {
    let merged = root;
    for (const { path, strategy } of includesOf(from)) {
      for (const name of filesAt(path)) {
        files.push(name);
        merged = merge(merged, readFile(name, report, true), strategy);
      }
    }
    return merged;
  };

  const main = file ?? (exists(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  let root: MapValue = { kind: 'map', entries: [], span: { file: optionFile('', ''), start: 0, end: 0 } };
  if (main !== undefined) {
    files.push(main);
    root = readFile(main, report, false);
    root = include(root, root);
  }
  const parsed = options.flatMap(({ name, text }) => parseOption(optionFile(name, text), report) ?? []);
  const forFiles = parsed.filter(isForFiles);
  const others = parsed.filter((option) => !isForFiles(option)).map(withOwnName);
  if (forFiles.length > 0) {
    const empty: MapValue = { ...root, entries: [] };
    const set = forFiles.reduce((before, option) => applyOption(before, option, report), empty);
    root = include(root, set);
    root = merge(root, set, 'append');
  }
  root = others.reduce((before, option) => applyOption(before, option, report), root);
  const read = readSettings(root, variables);
  return { ...read, files, findings: [...findings, ...read.findings] };
}

function isForFiles({ path: [first] }: Option): boolean {
  return first?.kind === 'key' && first.key === CONFIG_FILES;
}

function includesOf(root: MapValue): readonly Include[] {
  const value = valueAt(root, CONFIG_FILES);
  // What is wrong with it is told when all settings are read.
  return value === undefined ? [] : (TYPES.includes.read(value, () => undefined) ?? []);
}

function readFile(name: string, report: ReportFinding, included: boolean): MapValue {
  const file: SourceFile = { name, text: textOf(name) };
  const empty: MapValue = { kind: 'map', entries: [], span: { file, start: 0, end: 0 } };
  const root = readValue(file, report, variables);
  if (root === undefined || root.kind === 'null') return empty;
  if (root.kind !== 'map') {
    const hint = 'a configuration file has lines like `priority: warning`';
    report({ severity: 'error', message: 'a mapping of keys to values is expected', span: firstLine(root.span), hint });
    return empty;
  }
  const nested = included ? root.entries.find(({ key }) => key === CONFIG_FILES) : undefined;
  if (nested === undefined) return withOwnNames(root);
  const message = `an included file cannot have '${CONFIG_FILES}'`;
  report({ severity: 'error', message, span: nested.keySpan, hint: 'name all files in the main file' });
  return withOwnNames({ ...root, entries: root.entries.filter((entry) => entry !== nested) });
}

function firstLine(span: Finding['span']): Finding['span'] {
  const end = span.file.text.indexOf('\n', span.start);
  return end < 0 || end > span.end ? span : { ...span, end };
}

function textOf(name: string): string {
  return reading(name, () => readFileSync(name, 'utf8'));
}

/** The files that an entry of `config_files` stands for: none if there is nothing at its path. */
function filesAt(path: string): string[] {
  return reading(path, () => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return exists(path) ? [path] : [];
    return yamlFilesIn(path);
  });
}

function exists(path: string): boolean {
  return reading(path, () => statSync(path, { throwIfNoEntry: false }) !== undefined);
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const advice = 'Give the file of the configuration with -c, or leave -c out for the defaults.';
    throw new UserError(`cannot read the configuration at ${path}: ${systemReason(error)}`, advice, { cause: error });
  }
}
