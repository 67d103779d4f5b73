/** Definitions of rules → checked rules. */
import { checkCondition } from './check.ts';
import type { Budget } from './budget.ts';
import type { RuleDefinition } from './definitions.ts';
import { diagnostic, type Diagnostic, type Report } from './diagnostics.ts';
import { eventTypesOf } from './event-types.ts';
import { withExceptions, writtenExceptions } from './exceptions.ts';
import type { CheckedRule, Condition } from './ir.ts';
import type { CompiledLists } from './lists.ts';
import { MacroChecker, macroReferences, parseWithLists, undefinedMacro, type CompiledMacros } from './macros.ts';
import { parseOutput } from './output.ts';
import type { ConditionSyntax } from './syntax.ts';
import { didYouMean } from './suggest.ts';
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

export function compileRules(definitions: ReadonlyMap<string, RuleDefinition>, context: RuleContext): CheckedRule[] {
  // A macro may mean different fields, or none, to rules of different sources.
  const checkers = new Map<string, MacroChecker>();
  const checkerFor = (source: string): MacroChecker => {
    const known = checkers.get(source) ?? new MacroChecker(context.macros, context.vocabulary.forSource(source));
    checkers.set(source, known);
    return known;
  };
  const report = reportOnce(context.report);
  const rules = Array.from(definitions.values(), (rule) => compileRule(rule, { ...context, report }, checkerFor));
  return rules.filter((rule) => rule !== undefined);
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
): CheckedRule | undefined {
  const { lists } = context;
  if (!context.vocabulary.sources.has(rule.source)) {
    const message = `rule '${rule.name}' is left out: unknown source '${rule.source}'`;
    const hint = didYouMean(rule.source, context.vocabulary.sources);
    context.report(diagnostic('LOAD_UNKNOWN_SOURCE', message, rule.nameSpan, { hint }));
    return undefined;
  }
  const reports = new RuleReports(rule, context.report);
  const source = withExceptions(rule.condition, rule.exceptions, context.budget);
  if (source === undefined) {
    const message = `the exceptions of rule '${rule.name}' make its condition longer than can be read`;
    reports.add(diagnostic('LOAD_ERR_VALIDATE', message, rule.nameSpan));
  }
  const tree = source && parseWithLists(source, lists, reports.add);
  const vocabulary = context.vocabulary.forSource(rule.source);
  const condition = tree && checkRuleCondition(tree, { ...context, vocabulary }, checkerFor(rule.source), reports);
  const output = parseOutput(rule.output, { vocabulary, report: reports.add });
  reports.flush();
  if (tree === undefined || condition === undefined || output === undefined || rule.incomplete) return undefined;
  const eventTypes = eventTypesOf(condition, vocabulary.eventNames);
  if (rule.warnEventTypes && rule.source === 'syscall') warnAboutEventTypes(rule, eventTypes, context.report);
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

function checkRuleCondition(
  tree: ConditionSyntax,
  context: RuleContext,
  checker: MacroChecker,
  reports: RuleReports,
): Condition | undefined {
  const { macros } = context;
  for (const reference of macroReferences(tree)) {
    if (macros.macros.has(reference.name)) macros.used.add(reference.name);
    else reports.add(undefinedMacro(reference, macros.definitions));
  }
  return checkCondition(tree, {
    vocabulary: context.vocabulary,
    report: reports.add,
    macro: (reference, depth) => {
      const outcome = checker.check(reference, depth);
      for (const found of outcome.diagnostics) {
        reports.add({
          ...found,
          related: [...(found.related ?? []), { message: `used in rule '${reports.rule.name}'`, span: reference.span }],
        });
      }
      return outcome.condition;
    },
  });
}

/** Gathers what is wrong with a rule: `skip-if-unknown-filter` turns unknown names into one warning a name. */
class RuleReports {
  readonly rule: RuleDefinition;
  private readonly report: Report;
  private readonly found: Diagnostic[] = [];

  constructor(rule: RuleDefinition, report: Report) {
    this.rule = rule;
    this.report = report;
  }

  readonly add = (found: Diagnostic): void => {
    this.found.push(found);
  };

  flush(): void {
    const forgiven =
      this.rule.skipIfUnknown &&
      this.found.every(({ severity, unknownName }) => severity === 'warning' || unknownName === true);
    for (const found of this.found) {
      if (!forgiven || found.severity === 'warning') this.report(found);
      else
        this.report({
          ...found,
          code: 'LOAD_UNKNOWN_FILTER',
          severity: 'warning',
          message: `rule '${this.rule.name}' is left out: ${found.message}`,
        });
    }
  }
}
