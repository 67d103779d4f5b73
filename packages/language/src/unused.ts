/** Warnings about lists and macros that nothing refers to. */
import type { Definitions } from './definitions.ts';
import { diagnostic, type Report } from './diagnostics.ts';
import type { CompiledLists } from './lists.ts';
import type { CompiledMacros } from './macros.ts';

export function reportUnused(
  definitions: Definitions,
  lists: CompiledLists,
  macros: CompiledMacros,
  report: Report,
): void {
  for (const { name, nameSpan } of definitions.macros.values()) {
    if (macros.used.has(name)) continue;
    report(diagnostic('LOAD_UNUSED_MACRO', `no rule or macro refers to macro '${name}'`, nameSpan));
  }
  for (const { name, nameSpan } of definitions.lists.values()) {
    if (lists.used.has(name)) continue;
    report(diagnostic('LOAD_UNUSED_LIST', `no rule, macro or list refers to list '${name}'`, nameSpan));
  }
}
