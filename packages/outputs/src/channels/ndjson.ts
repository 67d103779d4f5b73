/** Alerts as lines of JSON, one a line. */
import { withKeys, type Content } from '../messages/index.ts';

/** Each line with more keys in front, and at most `max` bytes without them. */
export function jsonLines(
  contents: readonly Content[],
  max: number,
  keys: (content: Content) => Readonly<Record<string, string>> = () => ({}),
): string {
  return contents.map((content) => `${withKeys(content.json(max), keys(content))}\n`).join('');
}
