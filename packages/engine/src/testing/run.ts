/** Runs rule tests: judges each event as the engine would, compares, explains what is not as expected, and measures. */
import type {
  AlertDetails,
  CheckedRule,
  ExpectedAlert,
  LoadResult,
  Priority,
  TestCase,
  TestFile,
  View,
} from '@lanner/language';
import { isAtLeast } from '@lanner/language';
import { compileOutput, NO_ADDITIONS } from '../output.ts';
import { RuleEngine, type Match } from '../rule-engine.ts';
import { CoverageRecorder, type UnitCoverage } from './coverage.ts';
import { Explainer, type Explanation } from './explain.ts';
import { TEST_BINDING, TestEvent } from './test-event.ts';

export type Failure =
  /** The rule matches where it must not, or the other way round. */
  | {
      readonly kind: 'verdict';
      readonly rule: CheckedRule;
      readonly expected: boolean;
      /** Why the rule matches or does not, for each view of the paths that the event has. */
      readonly why: readonly { readonly view: View; readonly explanation: Explanation }[];
      /** The rule matches, but these alerts came before its own, and one was to be raised. */
      readonly behind?: CheckedRule;
      /** The rule is turned off, and so raises no alert. */
      readonly disabled?: true;
    }
  /** The alert is raised, but is not as it should be. `what`: the key in the test file. */
  | {
      readonly kind: 'detail';
      readonly rule: CheckedRule;
      readonly what: string;
      readonly expected: string | null;
      /** `undefined`: the alert has no such field. */
      readonly actual: string | null | undefined;
    };

export interface CaseResult {
  readonly file: string;
  readonly test: TestCase;
  /** None: all is as expected. */
  readonly failures: readonly Failure[];
  /** The rules that match the event, those that are turned off included. */
  readonly matched: readonly CheckedRule[];
}

export interface TestRun {
  readonly results: readonly CaseResult[];
  /** Of the rules, in order of definition, and then of the macros that they use. */
  readonly coverage: readonly UnitCoverage[];
}

/** What loading rule files gives, as far as tests need it. */
export type TestedRules = Pick<LoadResult, 'rules' | 'macros'>;

/** Runs the tests of files against the rules that were loaded for them. */
export function runTests(loaded: TestedRules, files: readonly TestFile[]): TestRun {
  const types = new Set(files.flatMap(({ cases }) => cases.map(({ event }) => event.type.name)));
  const runner = new Runner(loaded, types);
  const recorder = new CoverageRecorder(loaded);
  const results = files.flatMap(({ name, cases }) =>
    cases.map((test): CaseResult => {
      const event = new TestEvent(test.event);
      for (const rule of assertedRules(test, loaded.rules)) {
        for (const { explanation } of runner.explain(rule, event)) recorder.record(rule, explanation, event.type);
      }
      const matched = runner.matchesOf(event, 'all', true).map(({ rule }) => rule);
      return { file: name, test, failures: runner.failuresOf(test, event), matched };
    }),
  );
  return { results, coverage: recorder.result() };
}

/** The rules of which the test says what they make of the event, if need be that they do not match. */
function assertedRules({ expected }: TestCase, rules: readonly CheckedRule[]): readonly CheckedRule[] {
  switch (expected.kind) {
    case 'match':
    case 'no_match':
      return [expected.rule];
    case 'quiet':
      return rules.filter((rule) => rule.enabled && isAtLeast(rule.priority, expected.priority));
    case 'alerts':
      // Behind the first alert of an event, nothing is said of any rule.
      if (expected.matching === 'all') return rules.filter((rule) => rule.enabled);
      return rules.filter(({ name }) => expected.alerts.some(({ rule }) => rule === name));
  }
}

class Runner {
  readonly #rules: readonly CheckedRule[];
  readonly #explainer: Explainer;
  readonly #engines: Readonly<Record<'first' | 'all', RuleEngine<TestEvent>>>;
  readonly #everything: RuleEngine<TestEvent>;

  constructor({ rules, macros }: TestedRules, types: ReadonlySet<string>) {
    this.#rules = rules;
    this.#explainer = new Explainer(macros);
    this.#engines = {
      first: new RuleEngine(rules, TEST_BINDING, types, { matching: 'first' }),
      all: new RuleEngine(rules, TEST_BINDING, types, { matching: 'all' }),
    };
    const enabled = rules.map((rule) => ({ ...rule, enabled: true }));
    this.#everything = new RuleEngine(enabled, TEST_BINDING, types, { matching: 'all' });
  }

  matchesOf(event: TestEvent, matching: 'first' | 'all', disabledToo: boolean): readonly Match[] {
    const engine = disabledToo ? this.#everything : this.#engines[matching];
    return engine.judge(event, event.type).map(({ rule, realView }) => {
      return { rule: this.#rules.find(({ name }) => name === rule.name) ?? rule, realView };
    });
  }

  explain(rule: CheckedRule, event: TestEvent): { view: View; explanation: Explanation }[] {
    const views: readonly View[] = event.hasRealView ? ['lexical', 'real'] : ['lexical'];
    return views.map((view) => {
      event.realView = view === 'real';
      const explanation = this.#explainer.explain(rule.condition, rule.written?.tree, (ref) => event.read(ref));
      event.realView = false;
      return { view, explanation };
    });
  }

  failuresOf({ expected }: TestCase, event: TestEvent): readonly Failure[] {
    switch (expected.kind) {
      case 'match': {
        const match = this.matchesOf(event, 'all', true).find(({ rule }) => rule === expected.rule);
        if (match === undefined) return [this.#verdict(expected.rule, true, event)];
        return this.#detailFailures(match, expected.details, event);
      }
      case 'no_match': {
        const matches = this.matchesOf(event, 'all', true);
        return matches.some(({ rule }) => rule === expected.rule) ? [this.#verdict(expected.rule, false, event)] : [];
      }
      case 'quiet':
        return this.#loud(event, expected.priority).map((rule) => this.#verdict(rule, false, event));
      case 'alerts':
        return this.#alertFailures(expected.alerts, expected.matching, event);
    }
  }

  #loud(event: TestEvent, priority: Priority): CheckedRule[] {
    const matches = this.matchesOf(event, 'all', false);
    return matches.map(({ rule }) => rule).filter((rule) => isAtLeast(rule.priority, priority));
  }

  #alertFailures(alerts: readonly ExpectedAlert[], matching: 'first' | 'all', event: TestEvent): Failure[] {
    const matches = this.matchesOf(event, matching, false);
    const failures = alerts.flatMap((alert): readonly Failure[] => {
      const match = matches.find(({ rule }) => rule.name === alert.rule);
      if (match !== undefined) return this.#detailFailures(match, alert, event);
      const rule = this.#rules.find(({ name }) => name === alert.rule);
      if (rule === undefined) return [];
      const holds = this.matchesOf(event, 'all', true).some((one) => one.rule === rule);
      const verdict = this.#verdict(rule, true, event);
      const [first] = matches;
      if (!rule.enabled) return [{ ...verdict, disabled: true }];
      return [holds && first !== undefined ? { ...verdict, behind: first.rule } : verdict];
    });
    const unexpected = matches.filter(({ rule }) => !alerts.some((alert) => alert.rule === rule.name));
    return [...failures, ...unexpected.map(({ rule }) => this.#verdict(rule, false, event))];
  }

  #verdict(rule: CheckedRule, expected: boolean, event: TestEvent): Failure & { kind: 'verdict' } {
    return { kind: 'verdict', rule, expected, why: this.explain(rule, event) };
  }

  #detailFailures({ rule, realView }: Match, details: AlertDetails, event: TestEvent): readonly Failure[] {
    const { priority, output, outputFields = [], view } = details;
    event.realView = realView;
    const { message, fields } = compileOutput(rule, NO_ADDITIONS, TEST_BINDING, event.type)(event);
    event.realView = false;
    const compared: readonly (readonly [what: string, expected: string | null, actual: string | null | undefined])[] = [
      ...(priority === undefined ? [] : [['priority', priority.value, rule.priority] as const]),
      ...(output === undefined ? [] : [['output', output.value, message] as const]),
      ...(view === undefined ? [] : [['view', view.value, realView ? 'real' : 'lexical'] as const]),
      ...outputFields.map(({ key, value }) => {
        const found = fields.find(([name]) => name === key);
        return [`output_fields.${key}`, value, found && textOf(found[1])] as const;
      }),
    ];
    return compared
      .filter(([, expected, actual]) => expected !== actual)
      .map(([what, expected, actual]) => ({ kind: 'detail', rule, what, expected, actual }));
  }
}

function textOf(value: unknown): string | null {
  return value === null ? null : String(value);
}
