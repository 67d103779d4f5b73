/**
 * Agreement with recorded behaviour of the engine whose rule language this is. The corpus lies beside the checkout;
 * without it these tests are skipped. docs/deviations.md says where and why we differ.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PUBLIC_RULES, publicRules, readLines, skip } from '@lanner/schema/corpus';
import type { Diagnostic } from './diagnostics.ts';
import { describeRules } from './describe/describe.ts';
import type { Described } from './describe/types.ts';
import { loadRules, untilFirstError, type FileResult, type LoadResult } from './load.ts';
import { locationsOf, type Location } from './location.ts';

interface Problem {
  readonly code: string;
  readonly locations: readonly Location[];
}
interface RecordedResult {
  readonly name: string;
  readonly successful: boolean;
  readonly schema_valid: boolean | null;
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}
interface Files {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly content?: string }[];
}
interface LoadCase extends Files {
  readonly expect: {
    readonly successful: boolean;
    readonly fatal?: string;
    readonly describe_fatal?: string;
    readonly results?: readonly RecordedResult[];
    readonly rules?: readonly unknown[];
  };
}
interface Detailed {
  readonly info: unknown;
  readonly details: object;
}
interface DescribeCase extends Files {
  readonly expect: { readonly error: string } | (Described & Record<'rules' | 'macros' | 'lists', readonly Detailed[]>);
}
interface LanguageCase {
  readonly condition: string;
  readonly error?: { readonly code?: string; readonly fatal?: string };
}

function load(files: Files['files']): LoadResult {
  return loadRules(
    files.map(({ name, content }) => (content === undefined ? publicRules(name) : { name, text: content })),
  );
}

function codes(result: LoadResult, severity: 'error' | 'warning'): string[] {
  return result.diagnostics
    .filter((found) => found.severity === severity)
    .map(({ code }) => code)
    .sort();
}

test('the public rule files load without an error', { skip }, () => {
  const counts = PUBLIC_RULES.map((_, at) => {
    const result = loadRules(PUBLIC_RULES.slice(0, at + 1).map(publicRules));
    assert.deepEqual(codes(result, 'error'), []);
    return result.rules.length;
  });
  assert.deepEqual(counts, [25, 25 + 31, 25 + 31 + 37]);
});

/** Names of the cases in a section of docs/deviations.md: what stands in backquotes in the first column of its table. */
function deviations(section: string): string[] {
  const text = readFileSync(new URL('../../../docs/deviations.md', import.meta.url), 'utf8');
  const [, body = ''] = text.split(`\n## ${section}\n`);
  const rows = (body.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => Array.from((row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g), ([, name = '']) => name));
}

/** A result in the terms of the corpus. */
function asRecorded(result: FileResult): RecordedResult {
  const { name, schema } = result;
  const { error, warnings } = untilFirstError(result);
  const located = (found: Diagnostic): Problem => ({ code: found.code, locations: locationsOf(found) });
  return {
    name,
    successful: error === undefined,
    schema_valid: schema.valid ?? null,
    errors: error === undefined ? [] : [located(error)],
    warnings: warnings.map(located),
  };
}

function withoutWords({ name, successful, schema_valid, errors, warnings }: RecordedResult): RecordedResult {
  const located = ({ code, locations }: Problem): Problem => ({ code, locations });
  return { name, successful, schema_valid, errors: errors.map(located), warnings: warnings.map(located) };
}

test(
  'files load, or fail, as recorded: codes, order and places of errors and warnings, schema, rules',
  { skip },
  () => {
    const cases = readLines<LoadCase>('load.jsonl');
    const differing = cases.filter(({ files, expect: { results, rules, ...expect } }) => {
      if (expect.fatal !== undefined || expect.describe_fatal !== undefined) return true;
      const loaded = load(files);
      try {
        assert.deepEqual(loaded.files.map(asRecorded), results?.map(withoutWords));
        if (rules === undefined) return false;
        const exist = loaded.rules.map(({ name, enabled, priority, source }) => ({ name, enabled, priority, source }));
        assert.deepEqual(exist, rules);
        return false;
      } catch (difference) {
        assert.ok(difference instanceof assert.AssertionError);
        return true;
      }
    });
    assert.ok(cases.length >= 778);
    assert.deepEqual(differing.map(({ name }) => name).sort(), deviations('Rule files').sort());
  },
);

test('where the recorded engine dies there is an answer', { skip }, () => {
  const cases = readLines<LoadCase>('load.jsonl');
  for (const { name, files, expect } of cases) {
    if (expect.fatal !== undefined) assert.notDeepEqual(codes(load(files), 'error'), [], name);
    if (expect.describe_fatal !== undefined) assert.equal(describeRules(load(files)).rules.length, 1, name);
  }
});

/** Every error has the code, and there is one; or there is none, if no code is given. */
function fails(result: LoadResult, code: string | undefined): boolean {
  const found = codes(result, 'error');
  return code === undefined ? found.length === 0 : found.length > 0 && found.every((one) => one === code);
}

test('conditions on constants load, or fail with the recorded code', { skip }, () => {
  const cases = readLines<LanguageCase>('language.jsonl');
  const differing = cases.filter(({ condition, error }) => {
    const text = JSON.stringify(`evt.num = 0 or (${condition})`);
    const result = loadRules([
      { name: 'a', text: `[{rule: r, desc: d, output: o, priority: info, condition: ${text}}]` },
    ]);
    return !fails(result, error?.code);
  });
  assert.deepEqual(
    differing.map(({ condition }) => condition),
    [],
  );
});

test('conditions on events load, or fail with the recorded code', { skip }, () => {
  const cases = new Map(readLines<LanguageCase>('match.jsonl.gz').map((one) => [one.condition, one]));
  const differing = Array.from(cases.values()).filter(({ condition, error }) => {
    const rule = { rule: 'r', desc: 'd', output: 'o', priority: 'info', condition };
    return !fails(loadRules([{ name: 'a', text: JSON.stringify([rule]) }]), error?.code);
  });
  assert.ok(cases.size > 1000);
  assert.deepEqual(
    differing.map(({ condition }) => condition),
    [],
  );
});

/** Arrays below `details` are sets. */
function asSets({ details, ...rest }: Detailed): Detailed {
  const sets = Object.entries(details).map(([key, value]) => [
    key,
    Array.isArray(value) ? Array.from(new Set(value.map(String))).sort() : value,
  ]);
  return { ...rest, details: Object.fromEntries(sets) };
}

test('rules, macros and lists are described as recorded', { skip }, () => {
  const cases = [...readLines<DescribeCase>('describe.jsonl'), ...readLines<DescribeCase>('describe-default.jsonl.gz')];
  assert.ok(cases.length >= 51);
  for (const { name, files, expect } of cases) {
    const loaded = load(files);
    if ('error' in expect) {
      const [code] = /LOAD_ERR_\w+/.exec(expect.error) ?? [];
      const { error } = untilFirstError(loaded.files[0] ?? assert.fail(name));
      assert.ok(error, name);
      assert.equal(error.code, code, name);
      // What is described last of the chain: `condition expression: ("evt.type = open a...":3:79)`.
      const { item_type: type, position } = locationsOf(error).at(-1) ?? assert.fail(name);
      assert.ok(expect.error.includes(`${type}: (${position.name}:${position.line}:${position.column})`), name);
      continue;
    }
    assert.deepEqual(codes(loaded, 'error'), [], name);
    const described = describeRules(loaded);
    for (const kind of ['rules', 'macros', 'lists'] as const) {
      assert.deepEqual(described[kind].map(asSets), expect[kind].map(asSets), `${name}: ${kind}`);
    }
    const { required_engine_version, required_plugin_versions } = described;
    assert.deepEqual(
      { required_engine_version, required_plugin_versions },
      {
        required_engine_version: expect.required_engine_version,
        required_plugin_versions: expect.required_plugin_versions,
      },
    );
  }
});
