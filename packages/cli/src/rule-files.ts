/** The files behind `-r` and `rules_files`: read in the order given. */
import { readFileSync, statSync } from 'node:fs';
import type { SourceFile } from '@lanner/language';
import { UserError, systemReason } from './errors.ts';
import { TEST_FILE, yamlFilesIn } from './yaml-files.ts';

/**
 * Reads rule files. A directory stands for the files `*.yaml` and `*.yml` right in it that hold no tests (`*.test.yaml`),
 * in the order of their names (by byte). The name of a file is its path as given, or as found below a directory as given.
 *
 * Throws a UserError if anything cannot be read.
 */
export function readRuleFiles(paths: readonly string[]): SourceFile[] {
  return paths.flatMap(filesAt).map((name) => ({ name, text: read(name) }));
}

/** The paths at which there is something. Throws a UserError if that cannot be told. */
export function existing(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    try {
      return statSync(path, { throwIfNoEntry: false }) !== undefined;
    } catch (error) {
      throw unreadable(path, error);
    }
  });
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return yamlFilesIn(path).filter((name) => !TEST_FILE.test(name));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function read(name: string): string {
  try {
    return readFileSync(name, 'utf8');
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  const advice = 'Rules are read from YAML files, or from directories with such files in them.';
  return new UserError(`cannot read the rules at ${path}: ${systemReason(error)}`, advice, { cause: error });
}
