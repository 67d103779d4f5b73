/**
 * Agreement with recorded behaviour of the engine whose rule language this is. The corpus lies beside the checkout;
 * without it these tests are skipped. The floors are what was reached; a test says where and why we differ.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { loadRules, type LoadResult } from './load.ts';

const SHARED = new URL('../../../../shared/', import.meta.url);
const skip = existsSync(SHARED) ? false : 'the shared corpus is not here';

interface Problem {
  readonly code: string;
}
interface LoadCase {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly content?: string }[];
  readonly expect: {
    readonly successful?: boolean;
    readonly fatal?: string;
    readonly results?: readonly { readonly errors: readonly Problem[]; readonly warnings: readonly Problem[] }[];
    readonly error?: string;
    readonly rules?: readonly DescribedRule[];
  };
}
interface DescribedRule {
  readonly info: {
    readonly name: string;
    readonly priority: string;
    readonly enabled: boolean;
    readonly tags: string[];
  };
  readonly details: { readonly events: readonly string[] };
}
interface LanguageCase {
  readonly condition: string;
  readonly error?: { readonly code?: string; readonly fatal?: string };
}

function readLines<T>(name: string): T[] {
  const bytes = readFileSync(new URL(`conformance/${name}`, SHARED));
  const text = name.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

function ruleFile(name: string): { name: string; text: string } {
  return { name, text: readFileSync(new URL(`falco-rules/${name}`, SHARED), 'utf8') };
}

function load(files: LoadCase['files']): LoadResult {
  return loadRules(
    files.map(({ name, content }) => (content === undefined ? ruleFile(name) : { name, text: content })),
  );
}

function codes(result: LoadResult, severity: 'error' | 'warning'): string[] {
  return result.diagnostics
    .filter((found) => found.severity === severity)
    .map(({ code }) => code)
    .sort();
}

test('the public rule files load without an error', { skip }, () => {
  const names = ['falco_rules.yaml', 'falco-incubating_rules.yaml', 'falco-sandbox_rules.yaml'];
  const counts = names.map((_, at) => {
    const result = loadRules(names.slice(0, at + 1).map(ruleFile));
    assert.deepEqual(codes(result, 'error'), []);
    return result.rules.length;
  });
  assert.deepEqual(counts, [25, 25 + 31, 25 + 31 + 37]);
});

/**
 * Differences that are meant: lists and macros of one file that only a later file uses are not called unused; `override`
 * as a sequence is an error of structure; a comparison with <NA> is not called unsafe where the field is unknown.
 */
test('files load, or fail with the recorded codes', { skip }, () => {
  const cases = readLines<LoadCase>('load.jsonl').filter(({ expect }) => expect.results !== undefined);
  const differing = cases.filter(({ files, expect }) => {
    const result = load(files);
    const errors = codes(result, 'error');
    const warnings = codes(result, 'warning');
    const wanted = expect.results ?? [];
    const wantedErrors = wanted.flatMap((one) => one.errors.map(({ code }) => code));
    const wantedWarnings = wanted.flatMap((one) => one.warnings.map(({ code }) => code)).sort();
    if ((errors.length === 0) !== expect.successful) return true;
    // The recorded engine stops at the first error of a file; we go on.
    if (errors.length > 0)
      return [...wantedErrors, ...wantedWarnings].some((code) => ![...errors, ...warnings].includes(code));
    return warnings.join() !== wantedWarnings.join();
  });
  const names = differing.map(({ name }) => name);
  assert.ok(cases.length - differing.length >= 772, `${names.length} of ${cases.length} differ: ${names.join(', ')}`);
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

/** Names that stand for no event, or for none that a rule can be about. */
const NO_EVENTS = new Set(['NA', 'k8s', 'mesos', 'tracer', 'asyncevent', 'notification', 'container']);

test('rules have the recorded event types, priorities and tags', { skip }, () => {
  const cases = [...readLines<LoadCase>('describe.jsonl'), ...readLines<LoadCase>('describe-default.jsonl.gz')];
  let rules = 0;
  for (const { name, files, expect } of cases) {
    const result = load(files);
    if (expect.error !== undefined) {
      assert.notDeepEqual(codes(result, 'error'), [], name);
      continue;
    }
    for (const { info, details } of expect.rules ?? []) {
      const found = result.rules.find((rule) => rule.name === info.name);
      assert.ok(found, `${name}: ${info.name}`);
      assert.deepEqual([found.priority, found.enabled, found.tags], [info.priority, info.enabled, info.tags]);
      const events = details.events.filter((event) => !NO_EVENTS.has(event) && !event.startsWith('task'));
      const types = found.eventTypes ?? new Set(events);
      assert.deepEqual(
        events.filter((event) => !types.has(event)),
        [],
        `${name}: ${info.name}`,
      );
      if (found.eventTypes === undefined) assert.ok(events.length > 300);
      else assert.ok(Array.from(types).every((type) => details.events.includes(type) || NO_EVENTS.has(type)));
      rules++;
    }
  }
  assert.ok(rules >= 204);
});
