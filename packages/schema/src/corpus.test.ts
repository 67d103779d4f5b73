/**
 * The recorded behaviour of the engine whose rules and events these are, and its public rules, for the tests of all
 * packages (`@lanner/schema/corpus`). They lie beside the checkout; without them the tests that need them are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const SHARED = new URL('../../../../shared/', import.meta.url);

/** For the options of tests: why they are skipped, or `false`. */
export const skip: string | false = existsSync(SHARED) ? false : 'the shared corpus is not here';

/** Text of a file of the corpus; what ends in `.gz` is unpacked. */
export function readCorpus(name: string): string {
  const bytes = readFileSync(new URL(`conformance/${name}`, SHARED));
  return name.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
}

/** Integers that a number cannot hold become bigints. */
function exact(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value;
}

/** The cases of a file that has one as JSON in each line. */
export function readLines<T>(name: string): T[] {
  const lines = readCorpus(name).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line, exact) as T);
}

/** The public rule files, in the order in which they are loaded. */
export const PUBLIC_RULES: readonly string[] = [
  'falco_rules.yaml',
  'falco-incubating_rules.yaml',
  'falco-sandbox_rules.yaml',
];

/** A public rule file, as the loader takes it. */
export function publicRules(name: string): { readonly name: string; readonly text: string } {
  return { name, text: readFileSync(new URL(`falco-rules/${name}`, SHARED), 'utf8') };
}
