/** `${NAME}` in the values of a configuration. */

/** The value of a variable, `undefined` if it is not set. */
export type Variables = (name: string) => string | undefined;

export interface Expanded {
  readonly text: string;
  /** Variables that are not set. */
  readonly unset: readonly string[];
}

/** A variable may stand for text with variables; one that stands for itself must come to an end. */
const MAX_EXPANSIONS = 100;

/**
 * Puts in the values of variables: `${NAME}` is the value, or nothing if it is not set; what it stands for is expanded
 * again. `$${NAME}` is the text `${NAME}`. A `$` before anything else, and `${` without an end, stay as they are.
 */
export function expand(source: string, variables: Variables): Expanded {
  const unset: string[] = [];
  let text = source;
  let at = text.indexOf('$');
  for (let count = 0; at >= 0; at = text.indexOf('$', at)) {
    const escaped = text.startsWith('$${', at);
    const end = escaped || text.startsWith('${', at) ? text.indexOf('}', at) : -1;
    if (end < 0) {
      at += 1;
      continue;
    }
    if (escaped) {
      text = text.slice(0, at) + text.slice(at + 1);
      at += 1;
      // Within an escaped one a variable is a variable: `$${${NAME}}`.
      if (!text.startsWith('{${', at)) at = text.indexOf('}', at);
      continue;
    }
    const name = text.slice(at + 2, end);
    const value = variables(name);
    if (value === undefined) unset.push(name);
    text = text.slice(0, at) + (value ?? '') + text.slice(end + 1);
    count += 1;
    if (count >= MAX_EXPANSIONS) break;
  }
  return { text, unset };
}
