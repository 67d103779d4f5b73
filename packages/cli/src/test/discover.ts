/** Which files hold tests, and which rules they test. */
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UserError, systemReason } from '../errors.ts';
import { TEST_FILE, yamlFilesIn } from '../yaml-files.ts';

const YAML = /\.ya?ml$/;
const TESTS = 'tests';

/** Test files whose rules are loaded together. */
export interface TestGroup {
  /** Rule files and directories, to be loaded in this order. */
  readonly rules: readonly string[];
  readonly tests: readonly string[];
}

/**
 * Finds tests by these conventions. `NAME.test.yaml` tests the rules of the directory that it stands in; a file of a
 * directory `tests` tests those of the directory above. A directory stands for its `*.test.yaml` files and those in its
 * `tests`; a rule file `NAME.yaml` for `NAME.test.yaml` and `tests/NAME.yaml`. With `rules` given, every file is a test
 * file, and those rules are tested.
 *
 * Throws a UserError if there are no tests, or no telling what they test.
 */
export function findTests(paths: readonly string[], rules: readonly string[] | undefined): TestGroup[] {
  const files = [...new Set(paths.flatMap((path) => testsAt(path, rules !== undefined)))];
  if (rules !== undefined) return [{ rules, tests: files }];
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const directory = directoryOfRules(file);
    groups.set(directory, [...(groups.get(directory) ?? []), file]);
  }
  return Array.from(groups, ([directory, tests]) => ({ rules: [directory], tests }));
}

function testsAt(path: string, rulesGiven: boolean): string[] {
  if (isDirectory(path)) {
    const found = inDirectory(path);
    const all = found.length > 0 || !rulesGiven ? found : yamlIn(path);
    if (all.length > 0) return all;
    throw new UserError(`no rule tests in ${path}`, `Tests are files *.test.yaml, or files in a directory '${TESTS}'.`);
  }
  if (rulesGiven || isTestFile(path)) return [path];
  const name = basename(path).replace(YAML, '');
  const beside = ['.test.yaml', '.test.yml'].map((ending) => join(dirname(path), name + ending));
  const below = ['.yaml', '.yml'].map((ending) => join(dirname(path), TESTS, name + ending));
  const found = [...beside, ...below].filter(exists);
  if (found.length > 0) return found;
  throw new UserError(
    `no tests of ${path}: there is neither ${beside[0]} nor ${below[0]}`,
    'If the file itself holds tests, say with -r which rules it tests.',
  );
}

function inDirectory(path: string): string[] {
  if (basename(join(path, '.')) === TESTS) return yamlIn(path);
  const below = join(path, TESTS);
  return [...yamlIn(path).filter((file) => TEST_FILE.test(file)), ...(exists(below) ? yamlIn(below) : [])];
}

function yamlIn(directory: string): string[] {
  try {
    return yamlFilesIn(directory);
  } catch (error) {
    throw unreadable(directory, error);
  }
}

function isTestFile(path: string): boolean {
  return TEST_FILE.test(path) || basename(dirname(path)) === TESTS;
}

function directoryOfRules(file: string): string {
  return TEST_FILE.test(file) ? dirname(file) : dirname(dirname(file));
}

/** The rule file that a test file is named after, in the directory of its rules. */
export function partnerOf(test: string): string {
  return join(directoryOfRules(test), basename(test).replace(TEST_FILE, '.yaml'));
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  const advice = 'Name test files, rule files that have tests, or directories with such files in them.';
  return new UserError(`cannot read ${path}: ${systemReason(error)}`, advice, { cause: error });
}
