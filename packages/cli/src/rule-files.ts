/** The files behind `-r`: read in the order given. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from '@lanner/language';
import { UserError, systemReason } from './errors.ts';

const RULE_FILE = /\.ya?ml$/;

/**
 * Reads rule files. A directory stands for the files `*.yaml` and `*.yml` right in it, in the order of their names
 * (by code unit). The name of a file is its path as given, or as found below a directory as given.
 *
 * Throws a UserError if anything cannot be read.
 */
export function readRuleFiles(paths: readonly string[]): SourceFile[] {
  return paths.flatMap(filesAt).map((name) => ({ name, text: read(name) }));
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => RULE_FILE.test(name))
      .toSorted()
      .map((name) => join(path, name))
      .filter((name) => !statSync(name).isDirectory());
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
