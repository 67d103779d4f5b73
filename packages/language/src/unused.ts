/** Lists and macros that nothing refers to, or nothing that matters. */
import type { Definitions } from './definitions.ts';
import { diagnostic, type Diagnostic } from './diagnostics.ts';
import { withExceptions } from './exceptions.ts';
import { wordsIn, type CompiledLists } from './lists.ts';
import type { CompiledMacros } from './macros.ts';

/** One warning for each list and macro that nothing refers to. */
export function unusedIn(definitions: Definitions, lists: CompiledLists, macros: CompiledMacros): Diagnostic[] {
  const unusedMacros = Array.from(definitions.macros.values()).filter(({ name }) => !macros.used.has(name));
  const unusedLists = Array.from(definitions.lists.values()).filter(({ name }) => !lists.used.has(name));
  return [
    ...unusedMacros.map(({ name, nameSpan, trail }) =>
      diagnostic('LOAD_UNUSED_MACRO', `no rule or macro refers to macro '${name}'`, nameSpan, { trail }),
    ),
    ...unusedLists.map(({ name, nameSpan, trail }) =>
      diagnostic('LOAD_UNUSED_LIST', `no rule, macro or list refers to list '${name}'`, nameSpan, { trail }),
    ),
  ];
}

/** The names of lists and macros that rules refer to, directly or through others. */
export function namesInUse(definitions: Definitions): ReadonlySet<string> {
  const found = new Set<string>();
  const texts = Array.from(
    definitions.rules.values(),
    (rule) => withExceptions(rule.condition, rule.exceptions)?.text ?? rule.condition.text,
  );
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    for (const word of wordsIn(text)) {
      if (found.has(word)) continue;
      const macro = definitions.macros.get(word);
      const list = definitions.lists.get(word);
      if (macro === undefined && list === undefined) continue;
      found.add(word);
      if (macro !== undefined) texts.push(macro.condition.text);
      if (list !== undefined) texts.push(list.items.map((item) => item.text).join(' '));
    }
  }
  return found;
}
