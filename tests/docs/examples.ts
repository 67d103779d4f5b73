/** The examples in a page: code blocks in TypeScript that say in comments what they print. */

export interface Example {
  /** `PAGE:LINE` of the block. */
  readonly name: string;
  readonly code: string;
  /** The lines of the comments behind what prints. */
  readonly expected: readonly string[];
}

export function examplesIn(page: string, text: string): Example[] {
  return Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```$/gm), (found) => {
    const code = found[1] ?? '';
    const line = text.slice(0, found.index).split('\n').length;
    return { name: `${page}:${line}`, code, expected: expectedOf(code) };
  });
}

/** Comments at the left edge. Those in front of any code would be none of these; there are none. */
function expectedOf(code: string): string[] {
  return code
    .split('\n')
    .filter((line) => line.startsWith('//'))
    .map((line) => line.replace(/^\/\/ ?/, ''));
}
