/** `pmatch`: the path is one of the given ones, or lies below one. Components may be patterns. */
import { compileGlob } from './glob.ts';

interface Node {
  terminal: boolean;
  readonly exact: Map<string, Node>;
  readonly patterns: { readonly test: (text: string) => boolean; readonly node: Node }[];
}

function newNode(): Node {
  return { terminal: false, exact: new Map(), patterns: [] };
}

export function compilePathMatch(paths: readonly string[]): (path: string) => boolean {
  const root = newNode();
  for (const path of paths) {
    let node = root;
    for (const component of path.split('/').filter((one) => one !== '')) {
      let next = node.exact.get(component);
      if (next === undefined) {
        next = newNode();
        if (/[*?[]/.test(component)) node.patterns.push({ test: compileGlob(component, false), node: next });
        else node.exact.set(component, next);
      }
      node = next;
    }
    node.terminal = true;
  }
  return (path) => matches(root, path, 0);
}

/** Looks no deeper into the path than the given ones go. */
function matches(node: Node, path: string, at: number): boolean {
  if (node.terminal) return true;
  let start = at;
  while (path[start] === '/') start++;
  if (start === path.length) return false;
  const slash = path.indexOf('/', start);
  const end = slash < 0 ? path.length : slash;
  const component = path.slice(start, end);
  const exact = node.exact.get(component);
  if (exact !== undefined && matches(exact, path, end)) return true;
  return node.patterns.some(({ test, node: next }) => test(component) && matches(next, path, end));
}
