/** Definitions → lists, macros and rules. After each file anew, so that what has not changed is compiled only once. */
import { Budget } from './budget.ts';
import type { Definitions } from './definitions.ts';
import type { Report } from './diagnostics.ts';
import { compileLists, type CompiledLists } from './lists.ts';
import { compileMacros, type CompiledMacros } from './macros.ts';
import { compileRules, type CompiledRules } from './rules.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Compiled {
  readonly definitions: Definitions;
  readonly rules: CompiledRules;
  readonly macros: CompiledMacros;
  readonly lists: CompiledLists;
}

/** Compiles all that has been defined so far; what is as it was is taken from the time before. */
export function compileDefinitions(
  definitions: Definitions,
  vocabulary: Vocabulary,
  report: Report,
  earlier?: Compiled,
): Compiled {
  const budget = new Budget();
  const lists = compileLists(definitions.lists, report, budget, earlier?.lists);
  const macros = compileMacros(definitions.macros, lists, report, earlier?.macros);
  const rules = compileRules(definitions.rules, { vocabulary, lists, macros, budget, report }, earlier?.rules);
  return { definitions, rules, macros, lists };
}
