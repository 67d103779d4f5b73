/** What a page would do with language and engine: everything, once. Text goes in and comes out, as between two realms. */
import { compileOutput, lintRules, NO_ADDITIONS, RuleEngine, runTests, type FieldBinding } from '@lanner/engine';
import {
  completionsAt,
  DEFAULT_VOCABULARY,
  formatCondition,
  formatRules,
  hoverAt,
  lineTokens,
  loadRules,
  parseCondition,
  problemsIn,
  readTests,
  renderDiagnostic,
  symbolsOf,
  FILE_START,
  type SourceFile,
} from '@lanner/language';
import { EVENT_NAMES, type FieldValue } from '@lanner/schema';

export interface PageInput {
  /** A rules file, as someone writes it. */
  readonly text: string;
  /** Rules, and their tests. */
  readonly rules: readonly SourceFile[];
  readonly tests: readonly SourceFile[];
  /** Events for the rules of `text`: fields by name. */
  readonly events: readonly (Readonly<Record<string, string | number>> & { readonly 'evt.type': string })[];
}

interface PageEvent {
  readonly hasRealView: boolean;
  realView: boolean;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

const BINDING: FieldBinding<PageEvent> = { bind: (ref) => (event) => event.fields[ref.text] };

export interface PageResult {
  readonly condition: string;
  readonly formatted: string | undefined;
  readonly diagnostics: readonly string[];
  readonly problems: number;
  readonly tokens: number;
  readonly completions: readonly string[];
  readonly hover: string | undefined;
  readonly alerts: readonly (readonly string[])[];
  readonly tested: { readonly cases: number; readonly failures: number; readonly findings: number };
}

/** @param input a `PageInput` as JSON. @returns a `PageResult` as JSON. */
export function page(input: string): string {
  const { text, rules, tests, events } = JSON.parse(input) as PageInput;
  const file: SourceFile = { name: 'page.yaml', text };
  const loaded = loadRules([file]);
  const options = { vocabulary: DEFAULT_VOCABULARY, symbols: symbolsOf([file]) };
  const engine = new RuleEngine(loaded.rules, BINDING, EVENT_NAMES, { matching: 'all' });
  const { tree } = parseCondition('proc.name=a and not(b or c)');
  const result: PageResult = {
    condition: tree === undefined ? '' : formatCondition(tree),
    formatted: formatRules(file).text,
    diagnostics: loaded.diagnostics.map((found) => renderDiagnostic(found)),
    problems: problemsIn(file, { lint: lintRules }).length,
    tokens: text.split('\n').flatMap((line) => lineTokens(line, FILE_START, DEFAULT_VOCABULARY).tokens).length,
    completions: completionsAt('- rule: R\n  condition: fd.num ', 30, options)?.items.map(({ label }) => label) ?? [],
    hover: hoverAt(text, text.indexOf('proc.name'), options)?.title,
    alerts: events.map((fields) => {
      const event: PageEvent = { hasRealView: false, realView: false, fields };
      return engine
        .judge(event, fields['evt.type'])
        .map(({ rule }) => compileOutput(rule, NO_ADDITIONS, BINDING, fields['evt.type'])(event).message);
    }),
    tested: testRules(rules, tests),
  };
  return JSON.stringify(result);
}

function testRules(rules: readonly SourceFile[], tests: readonly SourceFile[]): PageResult['tested'] {
  const loaded = loadRules(rules);
  const { results } = runTests(
    loaded,
    tests.map((file) => readTests(file, loaded.rules).tests),
  );
  return {
    cases: results.length,
    failures: results.reduce((sum, { failures }) => sum + failures.length, 0),
    findings: lintRules(rules, loaded).length,
  };
}
