/** Macros and lists that only serve what nothing uses. */
import type { LoadedList, LoadedMacro } from '@lanner/language';
import type { Lint } from '../lint.ts';

/** What nothing refers to at all, loading warns about (LOAD_UNUSED_MACRO, LOAD_UNUSED_LIST). */
export const unused: Lint = {
  code: 'LINT_UNUSED',
  title: 'Macro or list that no rule needs',
  why: 'It is referred to, but only by macros and lists that no rule refers to.',
  advice: 'remove it together with what refers to it, or use it in a rule',
  *find({ macros, lists }) {
    for (const one of [...macros, ...lists]) {
      if (one.inUse || !one.used) continue;
      yield {
        message: `no rule needs ${isMacro(one) ? 'macro' : 'list'} '${one.name}'`,
        span: one.nameSpan,
        item: one.nameSpan,
      };
    }
  },
};

function isMacro(one: LoadedMacro | LoadedList): one is LoadedMacro {
  return 'syntax' in one;
}
