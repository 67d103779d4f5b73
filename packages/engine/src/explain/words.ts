/** Pieces of explanations. */

export function inParentheses(text: string, wanted: boolean): string {
  return wanted ? `(${text})` : text;
}

export function negation(text: string, parentheses: boolean): string {
  return `not ${inParentheses(text, parentheses)}`;
}

export function junction(kind: 'and' | 'or', parts: readonly string[]): string {
  return parts.join(` ${kind} `);
}

function quoted(text: string): string {
  return /^[^()"' \t\n\r\f\v=,]+$/.test(text) ? text : JSON.stringify(text);
}

/** An operator of texts and what stands to its right. */
export function printValues(operator: string, texts: readonly string[]): string {
  const [only] = texts;
  const list = `(${texts.map(quoted).join(', ')})`;
  if (operator === 'pmatch') return `pmatch ${list}`;
  if (only !== undefined && texts.length === 1) return `${operator} ${quoted(only)}`;
  return operator === '=' ? `in ${list}` : `${operator} anyof ${list}`;
}
