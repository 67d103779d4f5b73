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

function components(path: string): string[] {
  return path.split('/').filter((component) => component !== '');
}

export function compilePathMatch(paths: readonly string[]): (path: string) => boolean {
  const root = newNode();
  for (const path of paths) {
    let node = root;
    for (const component of components(path)) {
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
  return (path) => matches(root, components(path), 0);
}

function matches(node: Node, path: readonly string[], at: number): boolean {
  if (node.terminal) return true;
  const component = path[at];
  if (component === undefined) return false;
  const exact = node.exact.get(component);
  if (exact !== undefined && matches(exact, path, at + 1)) return true;
  return node.patterns.some(({ test, node: next }) => test(component) && matches(next, path, at + 1));
}
