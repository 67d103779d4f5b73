/** Lists, macros and rules after all items have been applied: one definition a name. */
import type { ExceptionItem, PluginGroup, RuleParts } from './items.ts';
import type { Priority } from './ir.ts';
import type { Trail } from './location.ts';
import type { MappedText } from './mapped-text.ts';
import type { Span } from './source.ts';

interface DefinitionBase {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly trail: Trail;
  /** Order of the first definition among those of its kind: it stays when the item is defined again. */
  readonly index: number;
  /** Order of the last item that made it what it is: it sees lists and macros first defined before that. */
  readonly visibility: number;
  /** Order of the first item, on the scale of `visibility`. */
  readonly since: number;
}

export interface ListDefinition extends DefinitionBase {
  readonly items: readonly MappedText[];
}

export interface MacroDefinition extends DefinitionBase {
  readonly condition: MappedText;
  readonly conditionTrail: Trail;
}

export interface RuleDefinition extends DefinitionBase {
  /** Lacks something: it is compiled for its errors only. */
  readonly incomplete: boolean;
  readonly source: string;
  readonly condition: MappedText;
  readonly conditionTrail: Trail;
  readonly output: MappedText;
  readonly outputTrail: Trail;
  readonly desc: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly exceptions: readonly ExceptionItem[];
  readonly enabled: boolean;
  readonly warnEventTypes: boolean;
  readonly skipIfUnknown: boolean;
  readonly capture: boolean;
  readonly captureDuration: number;
}

export interface Definitions {
  readonly lists: ReadonlyMap<string, ListDefinition>;
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly rules: ReadonlyMap<string, RuleDefinition>;
  /** The highest version that a file asks for. */
  readonly requiredEngineVersion: string | undefined;
  /** All that files ask for, in order. */
  readonly requiredPlugins: readonly PluginGroup[];
}

/** The parts of a full rule, with the defaults of those that may be left out. */
export type CompleteParts = Required<
  Pick<RuleParts, 'condition' | 'conditionTrail' | 'output' | 'outputTrail' | 'desc' | 'priority'>
> &
  RuleParts;
