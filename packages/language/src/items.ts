/** The items of a rules file as they are written: no item knows of another yet. */
import type { Priority } from './ir.ts';
import type { Trail } from './location.ts';
import type { MappedText } from './mapped-text.ts';
import type { Span } from './source.ts';

/** How an item relates to an earlier one of its name. */
export type Mode = 'define' | 'append' | 'replace';

interface ItemBase {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  /** The items around it, itself included. */
  readonly trail: Trail;
}

export interface ListItem extends ItemBase {
  readonly kind: 'list';
  readonly mode: Mode;
  readonly items: readonly MappedText[];
}

export interface MacroItem extends ItemBase {
  readonly kind: 'macro';
  readonly mode: Mode;
  readonly condition: MappedText;
  readonly conditionTrail: Trail;
}

/** A value of an exception: a scalar, or a list where the operator takes one. */
export type ExceptionValue =
  | { readonly kind: 'scalar'; readonly text: MappedText; readonly span: Span }
  | { readonly kind: 'list'; readonly values: readonly ExceptionValue[]; readonly span: Span };

/** One scalar, or a list of them: both shapes mean different things for `fields` and `comps`. */
export interface OneOrMany {
  readonly single: boolean;
  readonly texts: readonly MappedText[];
  readonly span: Span;
}

export interface ExceptionItem {
  readonly name: string;
  readonly span: Span;
  readonly trail: Trail;
  readonly fields?: OneOrMany;
  readonly comps?: OneOrMany;
  readonly values?: readonly ExceptionValue[];
}

/** The keys of a rule that later items may change. */
export interface RuleParts {
  readonly condition?: MappedText;
  readonly conditionTrail?: Trail;
  readonly output?: MappedText;
  readonly outputTrail?: Trail;
  readonly desc?: MappedText;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  readonly exceptions?: readonly ExceptionItem[];
  readonly enabled?: boolean;
  readonly warnEventTypes?: boolean;
  readonly skipIfUnknown?: boolean;
  readonly capture?: boolean;
  readonly captureDuration?: number;
}

export interface RuleItem extends ItemBase {
  readonly kind: 'rule';
  /** `define`: `parts` is the rule. `change`: `append` is added to the earlier rule, `parts` replace those of it. */
  readonly mode: 'define' | 'change' | 'toggle';
  /** Something required is missing, which has been reported: the rule is looked at for further errors only. */
  readonly incomplete: boolean;
  readonly source?: string;
  readonly parts: RuleParts;
  readonly append: RuleParts;
}

export interface EngineVersionItem {
  readonly kind: 'engine version';
  readonly version: string;
  readonly span: Span;
  readonly trail: Trail;
}

export interface PluginRequirement {
  readonly name: string;
  readonly version: string;
}

export interface PluginGroup {
  /** The plugin asked for, then those that do as well. */
  readonly anyOf: readonly PluginRequirement[];
  readonly span: Span;
  readonly trail: Trail;
}

export interface PluginVersionsItem {
  readonly kind: 'plugin versions';
  /** One of them must be there. */
  readonly group: PluginGroup;
}

export type Item = ListItem | MacroItem | RuleItem | EngineVersionItem | PluginVersionsItem;
