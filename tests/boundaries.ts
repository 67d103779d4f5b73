/** The direction of the dependencies between packages, as a function of what their files import. */

/** A package imports only packages that stand before it. */
export const ORDER = [
  'schema',
  'language',
  'engine',
  'capture',
  'context',
  'outputs',
  'store',
  'console',
  'cli',
] as const;

/** Packages that also run in a browser: they import nothing from Node.js. */
const PURE: ReadonlySet<string> = new Set(['schema', 'language', 'engine']);

export interface PackageFiles {
  /** The folder below packages/. */
  readonly name: string;
  /** The names under `dependencies` in its package.json. */
  readonly dependencies: readonly string[];
  /** The names of the packages in `references` of its tsconfig.json. */
  readonly references: readonly string[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** What is wrong, one line each; tests may import what they like from Node.js and from the root's devDependencies. */
export function violations(packages: readonly PackageFiles[]): string[] {
  return packages.flatMap((one) => {
    const found: string[] = [];
    const used = new Set<string>();
    for (const { path, text } of one.files) {
      const isTest = path.endsWith('.test.ts');
      for (const specifier of importsOf(text)) {
        if (specifier.startsWith('node:')) {
          if (PURE.has(one.name) && !isTest) found.push(`${path}: ${one.name} is pure, but imports ${specifier}`);
        } else if (!specifier.startsWith('.')) {
          const dependency = packageOf(specifier);
          if (!isTest) used.add(dependency);
          found.push(...directionProblem(one.name, dependency, path));
        } else if (leavesPackage(path, specifier, one.name)) {
          found.push(`${path}: ${specifier} leaves the package; import it by its name`);
        }
      }
    }
    return [...found, ...manifestProblems(one, used)];
  });
}

/** The specifiers of all imports and re-exports, dynamic ones with a literal included. */
export function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const pattern =
    /(?:^|;)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/gm;
  return Array.from(code.matchAll(pattern), (match) => match[1] ?? match[2] ?? '');
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function directionProblem(name: string, dependency: string, path: string): string[] {
  if (!dependency.startsWith('@lanner/')) return [];
  const place = (of: string): number => (ORDER as readonly string[]).indexOf(of);
  const target = dependency.slice('@lanner/'.length);
  if (place(target) < 0) return [`${path}: ${dependency} has no place in the order of packages`];
  return place(target) < place(name) ? [] : [`${path}: ${name} may not import ${dependency}`];
}

/** `path` is relative to the checkout: packages/NAME/src/… */
function leavesPackage(path: string, specifier: string, name: string): boolean {
  const { pathname } = new URL(specifier, `file:///${path}`);
  return !pathname.startsWith(`/packages/${name}/`);
}

function manifestProblems({ name, dependencies, references }: PackageFiles, used: ReadonlySet<string>): string[] {
  const ours = [...used].filter((one) => one.startsWith('@lanner/')).map((one) => one.slice('@lanner/'.length));
  return [
    ...[...used]
      .filter((one) => !dependencies.includes(one))
      .map((one) => `packages/${name}/package.json: lacks ${one}`),
    ...dependencies
      .filter((one) => !used.has(one))
      .map((one) => `packages/${name}/package.json: ${one} is not imported`),
    ...ours.filter((one) => !references.includes(one)).map((one) => `packages/${name}/tsconfig.json: lacks ../${one}`),
    ...references
      .filter((one) => !ours.includes(one))
      .map((one) => `packages/${name}/tsconfig.json: ../${one} is not imported`),
  ];
}
