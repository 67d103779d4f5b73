/** Loaded rules → their description: what they consist of, and what has become of it. */
import type { CompiledList } from '../lists.ts';
import type { LoadResult } from '../load.ts';
import { MacroChecker } from '../macros.ts';
import { parseCondition } from '../parser.ts';
import type { MappedText } from '../mapped-text.ts';
import type { RuleDefinition } from '../definitions.ts';
import type { CheckedRule, Condition, Operand } from '../ir.ts';
import { eventTypesOf } from '../event-types.ts';
import type { ConditionSyntax } from '../syntax.ts';
import type { Vocabulary } from '../vocabulary.ts';
import { compiledText, expandMacros } from './compiled-text.ts';
import { namesIn } from './names-in.ts';
import type { Described, DescribedList, DescribedMacro, DescribedRule } from './types.ts';

/** Events that have a name but that no rule can name; a condition on no event type in particular holds for them too. */
const OTHER_EVENTS = `
  NA k8s mesos tracer task task_file_anon_inode task_file_directory task_file_memfd task_file_pipe task_file_regular
  task_file_socket_inet task_file_socket_inet6 task_file_socket_netlink task_file_socket_unix
`
  .trim()
  .split(/\s+/);

/** Every rule is tried for it, because what it is about is not known before. */
const ASYNC_EVENT = 'asyncevent';

/** The plugin whose function is built in, by the class of its fields and the name of its event. */
const CONTAINER = 'container';

/** Describes the rules that are in order, in order of definition, and all macros and lists. */
export function describeRules(loaded: LoadResult): Described {
  const { definitions } = loaded;
  const describer = new Describer(loaded);
  return {
    required_engine_version: definitions.requiredEngineVersion ?? '0.0.0',
    required_plugin_versions: definitions.requiredPlugins.flatMap(({ anyOf: [first, ...alternatives] }) =>
      first === undefined ? [] : [{ ...first, alternatives }],
    ),
    rules: loaded.rules.map((rule) => describer.rule(rule)).filter((rule) => rule !== undefined),
    macros: Array.from(definitions.compiledMacros.macros.keys(), (name) => describer.macro(name)),
    lists: definitions.compiledLists.lists.map((list) => describer.list(list)),
  };
}

class Describer {
  private readonly loaded: LoadResult;
  private readonly vocabulary: Vocabulary;
  private readonly checker: MacroChecker;
  private readonly universe: readonly string[];
  private readonly expanded = new Map<string, ConditionSyntax | undefined>();

  constructor(loaded: LoadResult) {
    const { vocabulary, compiledMacros } = loaded.definitions;
    this.loaded = loaded;
    this.vocabulary = vocabulary;
    this.checker = new MacroChecker(compiledMacros, vocabulary);
    this.universe = [...vocabulary.eventNames(), ...OTHER_EVENTS];
  }

  rule(rule: CheckedRule): DescribedRule | undefined {
    const definition = this.loaded.definitions.rules.get(rule.name);
    if (definition === undefined) return undefined;
    const tree = rule.written?.tree;
    const compiled = tree && this.expand(tree);
    const outputFields = rule.output.flatMap((part) => (part.kind === 'token' ? tokenFields(part.operand) : []));
    const exceptions = exceptionNames(definition);
    const condition = this.condition(definition.condition, compiled, rule.condition);
    const fields = [...condition.condition_fields, ...outputFields, ...exceptions.exception_fields];
    return {
      info: {
        name: rule.name,
        condition: definition.condition.text,
        priority: rule.priority,
        output: definition.output.text,
        description: rule.description,
        enabled: rule.enabled,
        source: rule.source,
        capture: definition.capture,
        capture_duration: definition.captureDuration,
        tags: rule.tags,
      },
      details: {
        ...condition,
        output_compiled: definition.output.text.replaceAll('%container.info', ''),
        output_fields: outputFields,
        ...exceptions,
        plugins: this.plugins(fields, compiled),
      },
    };
  }

  macro(name: string): DescribedMacro {
    const { compiledMacros } = this.loaded.definitions;
    const macro = compiledMacros.macros.get(name);
    const compiled = macro?.syntax && this.expandMacro(name);
    const reference = macro && { kind: 'macro' as const, name, span: macro.definition.span };
    const checked = reference && this.checker.check(reference, 0).condition;
    const written = macro?.definition.condition ?? { text: '', pieces: [] };
    return {
      info: { name, condition: written.text },
      details: { used: compiledMacros.used.has(name), ...this.condition(written, compiled, checked), plugins: [] },
    };
  }

  list({ name, items, definition }: CompiledList): DescribedList {
    const compiled = items.map(({ text }) => text);
    const written = definition.items.map(({ text }) => text);
    return {
      info: { name, items: written.filter((item) => compiled.includes(item)) },
      details: {
        used: this.loaded.definitions.compiledLists.used.has(name),
        // What has been written and is not there any more was the name of a list.
        lists: written.filter((item) => !compiled.includes(item)),
        items_compiled: compiled,
        plugins: [],
      },
    };
  }

  /** `written` is the condition alone, `compiled` with its exceptions; `checked` says for which events it can hold. */
  private condition(
    written: MappedText,
    compiled: ConditionSyntax | undefined,
    checked: Condition | undefined,
  ): Omit<DescribedMacro['details'], 'used' | 'plugins'> {
    const { macros, compiledLists } = this.loaded.definitions;
    const { tree } = parseCondition(written);
    const direct = tree && namesIn(tree);
    const all = compiled && namesIn(compiled);
    const lists = new Set(compiledLists.lists.map(({ name }) => name));
    return {
      macros: Array.from(direct?.macros ?? []).filter((name) => macros.has(name)),
      lists: Array.from(direct?.values ?? []).filter((value) => lists.has(value)),
      condition_compiled: compiled === undefined ? '' : compiledText(compiled),
      condition_fields: Array.from(all?.fields ?? []),
      condition_operators: Array.from(all?.operators ?? []),
      events: this.events(checked),
    };
  }

  private events(condition: Condition | undefined): string[] {
    const types = condition && eventTypesOf(condition, () => this.universe);
    return Array.from(new Set([...(types ?? this.universe), ASYNC_EVENT]));
  }

  private plugins(fields: readonly string[], compiled: ConditionSyntax | undefined): string[] {
    const named = compiled !== undefined && namesIn(compiled).eventNames.has(CONTAINER);
    const asked = fields.some((field) => this.vocabulary.findField(nameOf(field))?.class === 'container');
    return named || asked ? [CONTAINER] : [];
  }

  private expand(tree: ConditionSyntax): ConditionSyntax {
    return expandMacros(tree, ({ name }) => this.expandMacro(name));
  }

  /** The condition of a macro without macros; `undefined` while it is being made, so that a circle ends. */
  private expandMacro(name: string): ConditionSyntax | undefined {
    if (this.expanded.has(name)) return this.expanded.get(name);
    this.expanded.set(name, undefined);
    const syntax = this.loaded.definitions.compiledMacros.macros.get(name)?.syntax;
    const expanded = syntax && this.expand(syntax);
    this.expanded.set(name, expanded);
    return expanded;
  }
}

/** The fields of a token of an output: of a transformed one the fields in it, then the token as a whole. */
function tokenFields(token: Operand): string[] {
  if (token.kind !== 'call') return [token.text];
  return [...token.operands.flatMap(fieldsIn), token.text];
}

function fieldsIn(operand: Operand): string[] {
  if (operand.kind === 'field') return [operand.text];
  return operand.kind === 'constant' ? [] : operand.operands.flatMap(fieldsIn);
}

/** The name of a field without argument and transformers: `proc.aname[2]`, `toupper(proc.name)`. */
function nameOf(field: string): string {
  return /[a-z0-9_]+(?:\.[a-z0-9_]+)+/i.exec(field)?.[0] ?? field;
}

function exceptionNames({
  exceptions,
}: RuleDefinition): Pick<DescribedRule['details'], 'exception_names' | 'exception_fields' | 'exception_operators'> {
  const names = new Set<string>();
  const fields = new Set<string>();
  const operators = new Set<string>();
  for (const { name, fields: written, comps, values } of exceptions) {
    names.add(name);
    for (const { text } of comps?.texts ?? []) operators.add(text);
    if (comps === undefined) operators.add(written?.single === true ? 'in' : '=');
    // An exception without values is none yet.
    if (values !== undefined && values.length > 0) for (const { text } of written?.texts ?? []) fields.add(text);
  }
  return {
    exception_names: Array.from(names),
    exception_fields: Array.from(fields),
    exception_operators: Array.from(operators),
  };
}
