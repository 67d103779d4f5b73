/** Warnings about values that are legal but hardly what was meant. */
import { warn, type CheckContext } from './check-context.ts';
import type { Operand } from './ir.ts';
import { TRANSFORMER_NAMES, type CheckSyntax, type NumberSyntax, type TextSyntax } from './syntax.ts';

const LOOKS_LIKE_CALL = new RegExp(`^(?:${TRANSFORMER_NAMES.join('|')})\\(.*\\)$`);
/** Fields of audit logs, on which `<NA>` was once a value. */
const NA_FIELDS = /^(?:ka|jevt)\./;

export function warnAboutValue(
  syntax: CheckSyntax,
  value: TextSyntax | NumberSyntax,
  left: Operand,
  context: CheckContext,
): void {
  const { text, span } = value;
  if (context.vocabulary.findField(text) !== undefined) {
    const message = `'${text}' is compared as a text, and a field has this name`;
    warn(context, 'LOAD_COMPILE_CONDITION', message, span, `write 'val(${text})' for the value of the field`);
  } else if (LOOKS_LIKE_CALL.test(text)) {
    const message = `'${text}' is compared as a text, and looks like a transformed field`;
    warn(context, 'LOAD_COMPILE_CONDITION', message, span, 'write it without quotes');
  }
  if (syntax.operator === 'regex') warnAboutRegex(text, value, context);
  if (text === '<NA>' && left.kind === 'field' && NA_FIELDS.test(left.text)) {
    warn(context, 'LOAD_UNSAFE_NA_CHECK', `comparing '${left.text}' with <NA> is unsafe`, span, "use 'exists'");
  }
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
