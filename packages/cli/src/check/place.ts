/** Places as the JSON of `lanner check` tells them. */
import { positionOf, type Span } from '@lanner/language';

/** `line` and `column` (in UTF-16 units) count from 0, as in Falco's validation result. */
export interface JsonPlace {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** Where a span begins. */
export function jsonPlace({ file, start }: Span): JsonPlace {
  const { line, column } = positionOf(file, start);
  return { name: file.name, line: line - 1, column: column - 1 };
}
