/** Definitions of rules → checked rules. */
import { checkCondition } from './check.ts';
import type { Budget } from './budget.ts';
import { unsafeComparison } from './check-warnings.ts';
import type { RuleDefinition } from './definitions.ts';
import { diagnostic, type Diagnostic, type Report } from './diagnostics.ts';
import { eventTypesOf } from './event-types.ts';
import { checkValues, withExceptions, writtenExceptions } from './exceptions.ts';
import type { CheckedRule, Condition, OutputSegment } from './ir.ts';
import { inCondition, inTrail } from './location.ts';
import type { CompiledLists } from './lists.ts';
import {
  MacroChecker,
  macroReferences,
  parseWithLists,
  undefinedMacro,
  type CompiledMacros,
  type MacroUse,
  type Parsed,
} from './macros.ts';
import { parseOutput } from './output.ts';
import type { ConditionSyntax } from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A rule for more event types than this costs as much as one for all. */
const MANY_EVENT_TYPES = 100;

export interface RuleContext {
  readonly vocabulary: Vocabulary;
  readonly lists: CompiledLists;
  readonly macros: CompiledMacros;
  readonly budget: Budget;
  readonly report: Report;
}

/** What compiling rules gave. */
export interface CompiledRules {
  readonly rules: readonly CheckedRule[];
  readonly outcomes: ReadonlyMap<RuleDefinition, RuleOutcome>;
  readonly checkers: ReadonlyMap<string, MacroChecker>;
}

/** What has become of a definition, and on what that hangs. */
interface RuleOutcome {
  readonly rule: CheckedRule | undefined;
  readonly output: Outcome<readonly OutputSegment[]>;
  readonly parsed: Parsed;
  readonly resolved: boolean;
  readonly uses: readonly MacroUse[];
  /** What was told after its macros were resolved. */
  readonly found: readonly Diagnostic[];
}

/** A part of a rule after it has been checked. */
interface Outcome<T> {
  readonly value: T | undefined;
  readonly found: readonly Diagnostic[];
  /** Something in it is unknown, which the rule forgives: it is left out. */
  readonly leftOut: boolean;
}

/** @param earlier what compiling fewer items gave: what still holds is taken from it, and told again */
export function compileRules(
  definitions: ReadonlyMap<string, RuleDefinition>,
  context: RuleContext,
  earlier?: CompiledRules,
): CompiledRules {
  const { macros, vocabulary } = context;
  // A macro may mean different fields, or none, to rules of different sources.
  const checkers = new Map<string, MacroChecker>();
  const checkerFor = (source: string): MacroChecker => {
    const known =
      checkers.get(source) ?? new MacroChecker(macros, vocabulary.forSource(source), earlier?.checkers.get(source));
    checkers.set(source, known);
    return known;
  };
  const report = reportOnce(context.report);
  const outcomes = new Map<RuleDefinition, RuleOutcome>();
  for (const rule of definitions.values()) {
    const outcome = compileRule(rule, { ...context, report }, checkerFor, earlier?.outcomes.get(rule));
    if (outcome !== undefined) outcomes.set(rule, outcome);
  }
  for (const checker of checkers.values()) checker.forgetEarlier();
  const rules = Array.from(outcomes.values(), ({ rule }) => rule).filter((rule) => rule !== undefined);
  return { rules, outcomes, checkers };
}

/** A macro that is wrong is wrong in every rule that uses it; it is said once. */
function reportOnce(report: Report): Report {
  const seen = new Map<unknown, Set<string>>();
  return (found) => {
    const { file, start, end } = found.span;
    const key = `${found.code} ${start} ${end} ${found.message}`;
    const keys = seen.get(file) ?? new Set();
    seen.set(file, keys);
    if (keys.has(key)) return;
    keys.add(key);
    report(found);
  };
}

function compileRule(
  rule: RuleDefinition,
  context: RuleContext,
  checkerFor: (source: string) => MacroChecker,
  before: RuleOutcome | undefined,
): RuleOutcome | undefined {
  const { lists, macros } = context;
  const report = inTrail(context.report, rule.trail);
  if (!context.vocabulary.sources.has(rule.source)) return undefined;
  const fitting = rule.exceptions.map((exception) => checkValues(exception, report));
  if (fitting.includes(false)) return undefined;
  const written = withExceptions(rule.condition, rule.exceptions, context.budget);
  if (written === undefined) {
    const message = `the exceptions of rule '${rule.name}' make its condition longer than can be read`;
    report(diagnostic('LOAD_ERR_VALIDATE', message, rule.nameSpan));
    return undefined;
  }
  const checker = checkerFor(rule.source);
  const output = before?.output ?? checkOutput(rule, checker.vocabulary);
  for (const found of output.found) report(found);
  if (output.leftOut) return undefined;
  const parsed = parseWithLists(written, rule.conditionTrail, lists, report, before?.parsed);
  const { tree, source } = parsed;
  const resolved = tree !== undefined && resolveMacros(tree, macros, inCondition(report, rule.trail, source));
  if (before?.parsed === parsed && before.resolved === resolved && checker.stillHold(before.uses, 0)) {
    for (const found of before.found) report(found);
    return before;
  }
  const found: Diagnostic[] = [];
  const uses: MacroUse[] = [];
  const checked = checkRule(rule, parsed, output.value, checker, { uses, report: (one) => void found.push(one) });
  for (const one of found) report(one);
  return { rule: resolved ? checked : undefined, output, parsed, resolved, uses, found };
}

/** What is deprecated in an output is told if it can be used otherwise. */
function checkOutput(rule: RuleDefinition, vocabulary: Vocabulary): Outcome<readonly OutputSegment[]> {
  const ofRule: Diagnostic[] = [];
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const value = parseOutput(rule.output, {
    vocabulary,
    report: (found) => {
      // What is said of %container.info concerns the rule as a whole.
      const concernsRule = found.code === 'LOAD_DEPRECATED_ITEM' && found.deprecatedField === undefined;
      const list = concernsRule ? ofRule : found.severity === 'error' ? errors : warnings;
      if (concernsRule) list.push(found);
      else inTrail((one) => void list.push(one), rule.outputTrail)(found);
    },
  });
  const { found, leftOut } = forgiven(rule, errors);
  return { value, found: [...ofRule, ...found, ...(leftOut ? [] : warnings)], leftOut };
}

/** With `skip-if-unknown-filter`, one warning stands for errors of which the first is that a name is unknown. */
function forgiven(rule: RuleDefinition, errors: readonly Diagnostic[]): Pick<Outcome<never>, 'found' | 'leftOut'> {
  const [first, ...others] = errors;
  if (!rule.skipIfUnknown || first?.unknownName !== true) return { found: errors, leftOut: false };
  const warning: Diagnostic = {
    ...first,
    code: 'LOAD_UNKNOWN_FILTER',
    severity: 'warning',
    message: `rule '${rule.name}' is left out: ${first.message}`,
    related: [...(first.related ?? []), ...others.map(({ message, span }) => ({ message, span }))],
  };
  return { found: [warning], leftOut: true };
}

interface CheckNotes {
  readonly uses: MacroUse[];
  readonly report: Report;
}

function checkRule(
  rule: RuleDefinition,
  { tree, source }: Parsed,
  output: readonly OutputSegment[] | undefined,
  checker: MacroChecker,
  notes: CheckNotes,
): CheckedRule | undefined {
  const { vocabulary } = checker;
  const report = inCondition(notes.report, rule.conditionTrail, source);
  const condition = tree && checkRuleCondition(tree, checker, rule, { ...notes, report });
  if (tree === undefined || condition === undefined || output === undefined || rule.incomplete) return undefined;
  const eventTypes = eventTypesOf(condition, vocabulary.eventNames);
  if (rule.warnEventTypes && rule.source === 'syscall') warnAboutEventTypes(rule, eventTypes, notes.report);
  const { index, name, desc, priority, tags, enabled, span } = rule;
  const captured = rule.capture ? { capture: { duration: rule.captureDuration } } : {};
  return {
    index,
    name,
    description: desc,
    priority,
    source: rule.source,
    tags,
    enabled,
    condition,
    output,
    eventTypes,
    span,
    written: {
      nameSpan: rule.nameSpan,
      tree,
      exceptions: writtenExceptions(tree, rule.exceptions),
      warnEventTypes: rule.warnEventTypes,
    },
    ...captured,
  };
}

function warnAboutEventTypes(
  { name, nameSpan }: RuleDefinition,
  types: ReadonlySet<string> | undefined,
  report: Report,
): void {
  let message: string;
  if (types === undefined) message = `rule '${name}' applies to all event types, which costs much`;
  else if (types.size > MANY_EVENT_TYPES) message = `rule '${name}' applies to very many event types, which costs much`;
  else if (types.size === 0) message = `rule '${name}' applies to no event type: it never matches`;
  else return;
  const hint = "add 'evt.type in (…)' to the condition, or 'warn_evttypes: false' to the rule";
  report(diagnostic('LOAD_NO_EVTTYPE', message, nameSpan, { hint }));
}

/** Are all macros defined that a condition names? Those that are count as used. */
function resolveMacros(tree: ConditionSyntax, { definitions, used }: CompiledMacros, report: Report): boolean {
  let good = true;
  for (const reference of macroReferences(tree)) {
    if (definitions.has(reference.name)) used.add(reference.name);
    else {
      report(undefinedMacro(reference, definitions));
      good = false;
    }
  }
  return good;
}

function checkRuleCondition(
  tree: ConditionSyntax,
  checker: MacroChecker,
  rule: RuleDefinition,
  { uses, report }: CheckNotes,
): Condition | undefined {
  const { macros, vocabulary } = checker;
  const unsafe = unsafeComparison(tree, ({ name }) => macros.macros.get(name)?.syntax);
  if (unsafe !== undefined) report(unsafe);
  const found: Diagnostic[] = [];
  const condition = checkCondition(tree, {
    vocabulary,
    report: (one) => void found.push(one),
    macro: (reference, depth) => {
      const outcome = checker.check(reference, depth);
      for (const one of outcome.diagnostics) {
        const user = { message: `used in rule '${rule.name}'`, span: reference.span };
        found.push({ ...one, related: [...(one.related ?? []), user] });
      }
      uses.push({ reference, depth, condition: outcome.condition });
      return outcome.condition;
    },
  });
  // A condition that cannot be used says first why.
  const errors = found.filter(({ severity }) => severity === 'error');
  const { found: told, leftOut } = forgiven(rule, errors);
  const warnings = leftOut ? [] : found.filter(({ severity }) => severity === 'warning');
  for (const one of [...told, ...warnings]) report(one);
  return condition;
}
