/** The rules that Falco comes with, on events written by hand. Skipped where the rules are not at hand. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runTests } from '@lanner/engine';
import { formatPlace, loadRules, readTests, renderDiagnostic } from '@lanner/language';

const RULES = new URL('../../../shared/falco-rules/falco_rules.yaml', import.meta.url);
const TESTS = new URL('./public-rules.yaml', import.meta.url);
const skip = existsSync(RULES) ? false : 'the public rules are not here';

test('the rules of Falco do what their events say', { skip }, () => {
  const loaded = loadRules([{ name: 'falco_rules.yaml', text: readFileSync(RULES, 'utf8') }]);
  const { tests, diagnostics } = readTests(
    { name: 'public-rules.yaml', text: readFileSync(TESTS, 'utf8') },
    loaded.rules,
  );
  assert.deepEqual(
    diagnostics.map((found) => renderDiagnostic(found)),
    [],
  );
  const { results, coverage } = runTests(loaded, [tests]);
  const failed = results.filter(({ failures }) => failures.length > 0);
  assert.deepEqual(
    failed.map((result) => `${formatPlace(result.test.event.span)}: ${result.test.item}`),
    [],
  );
  const rules = coverage.filter((unit) => unit.kind === 'rule');
  const untested = rules.filter(({ matches }) => matches === 0).map(({ name }) => name);
  // Both ask for fields that nothing fills yet.
  assert.deepEqual(untested, ['Contact K8S API Server From Container', 'Debugfs Launched in Privileged Container']);
});
