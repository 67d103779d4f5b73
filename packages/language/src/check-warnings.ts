/** Warnings about values that are legal but hardly what was meant. */
import { warn, type CheckContext } from './check-context.ts';
import { diagnostic, type Diagnostic } from './diagnostics.ts';
import {
  TRANSFORMER_NAMES,
  type CheckSyntax,
  type ConditionSyntax,
  type MacroSyntax,
  type NumberSyntax,
  type TextSyntax,
} from './syntax.ts';

const LOOKS_LIKE_CALL = new RegExp(`^(?:${TRANSFORMER_NAMES.join('|')})\\(.*\\)$`);
export function warnAboutValue(syntax: CheckSyntax, value: TextSyntax | NumberSyntax, outer: CheckContext): void {
  const { text, span } = value;
  const isField = outer.vocabulary.findField(text) !== undefined;
  const isCall = !isField && text.endsWith(')') && LOOKS_LIKE_CALL.test(text);
  const isRegex = syntax.operator === 'regex';
  if (!isField && !isCall && !isRegex) return;
  const offset = syntax.right?.span.at === undefined ? {} : { offset: syntax.right.span.at };
  const context: CheckContext = { ...outer, report: (found) => outer.report({ ...offset, ...found }) };
  if (isField) {
    const message = `'${text}' is compared as a text, and a field has this name`;
    warn(context, 'LOAD_COMPILE_CONDITION', message, span, `write 'val(${text})' for the value of the field`);
  } else if (isCall) {
    const message = `'${text}' is compared as a text, and looks like a transformed field`;
    warn(context, 'LOAD_COMPILE_CONDITION', message, span, 'write it without quotes');
  }
  if (isRegex) warnAboutRegex(text, value, context);
}

function warnAboutRegex(pattern: string, value: TextSyntax | NumberSyntax, context: CheckContext): void {
  const found = /^(\.\*)?([^.*+?()[\]{}|^$\\]*)(\.\*)?$/s.exec(pattern);
  if (found === null) return;
  const open = (found[1] === undefined ? 0 : 1) + (found[3] === undefined ? 0 : 2);
  const simpler = ['=', 'endswith', 'startswith', 'contains'][open] ?? 'contains';
  const message = `the regular expression '${pattern}' needs none`;
  warn(
    context,
    'LOAD_COMPILE_CONDITION',
    message,
    value.span,
    `write '${simpler} "${found[2] ?? ''}"', which is faster`,
  );
}

/** Fields of audit logs, on which `<NA>` was once a value. */
const NA_FIELDS = /^(?:ka|jevt)\./;
const NA_OPERATORS: ReadonlySet<string> = new Set(['=', '!=', 'in', 'intersects', 'pmatch']);

/** A comparison of such a field with `<NA>`, in the condition or in the macros that it uses. */
export function unsafeComparison(
  tree: ConditionSyntax,
  macro: (reference: MacroSyntax) => ConditionSyntax | undefined,
  seen: Set<string> = new Set(),
): Diagnostic | undefined {
  switch (tree.kind) {
    case 'macro': {
      const inner = seen.has(tree.name) ? undefined : macro(tree);
      seen.add(tree.name);
      return inner && unsafeComparison(inner, macro, seen);
    }
    case 'not':
      return unsafeComparison(tree.child, macro, seen);
    case 'and':
    case 'or':
      for (const child of tree.children) {
        const found = unsafeComparison(child, macro, seen);
        if (found !== undefined) return found;
      }
      return undefined;
    case 'check': {
      const { left, operator, right } = tree;
      if (left.kind !== 'field' || !NA_FIELDS.test(left.name) || !NA_OPERATORS.has(operator)) return undefined;
      const values = right?.kind === 'list' ? right.values : right?.kind === 'text' ? [right] : [];
      const value = values.find(({ text }) => text === '<NA>');
      const message = `comparing '${left.name}' with <NA> is unsafe`;
      return value && diagnostic('LOAD_UNSAFE_NA_CHECK', message, value.span, { hint: "use 'exists'" });
    }
  }
}
