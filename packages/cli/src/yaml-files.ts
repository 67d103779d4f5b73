/** The YAML files of a directory. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tests of rules may stand beside the rules. */
export const TEST_FILE: RegExp = /\.test\.ya?ml$/;

/**
 * The regular files `*.yaml` and `*.yml` right in a directory (symbolic links to them included), in the order of the bytes
 * of their names, which is Falco's. Throws the error of the system if the directory cannot be read.
 */
export function yamlFilesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
