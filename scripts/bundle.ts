/**
 * Makes `packages/cli/build` of what tsc has written: the `lanner` command in few files instead of hundreds, each thread
 * with a cache of compiled code beside it. To find, read and compile the modules one by one took most of a start.
 */
import { rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';

const CLI = fileURLToPath(new URL('../packages/cli', import.meta.url));

/** By the name of the file that starts them. Threads are looked for beside the command, by these names. */
const ENTRIES: Readonly<Record<string, string>> = {
  main: `${CLI}/dist/main.js`,
  engine: `${CLI}/dist/run/engine.js`,
  'filters-thread': `${CLI}/dist/run/filters-thread.js`,
  'reload-thread': `${CLI}/dist/run/reload-thread.js`,
  'kubernetes-thread': `${CLI}/dist/run/kubernetes-thread.js`,
};

/** Libraries that every start needs. The others stay where they are. */
const BUNDLED: ReadonlySet<string> = new Set(['commander', 're2js', 'yaml']);

/** The same library; its other build asks for Node's `process` by `require`, which modules do not have. */
const YAML = fileURLToPath(new URL('../browser/dist/index.js', import.meta.resolve('yaml')));

/** The cache must be on before the code comes that it is for. */
const starter = (module: string): string => `
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
enableCompileCache(fileURLToPath(new URL('cache', import.meta.url)));
await import(${JSON.stringify(module)});
`;

const starters: Plugin = {
  name: 'starters',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^start:/ }, ({ path }) => ({ path: path.slice('start:'.length), namespace: 'start' }));
    onLoad({ filter: /^/, namespace: 'start' }, ({ path }) => ({ contents: starter(path), resolveDir: CLI }));
  },
};

const libraries: Plugin = {
  name: 'libraries',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, namespace }) => {
      if (namespace === 'start' || path.startsWith('@lanner/') || path.startsWith('start:')) return undefined;
      if (path === 'yaml') return { path: YAML };
      return BUNDLED.has(path) ? undefined : { path, external: true };
    });
  },
};

/** What is found relative to a module is found there still; the threads, and they alone, are beside the command here. */
const places = (out: string): Plugin => ({
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /packages\/\w+\/dist\/.*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.url')) return { contents: text };
      const place = /-thread\.js'|\/engine\.js'/.test(text) ? './' : relative(out, path);
      return {
        contents: text.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`),
      };
    });
  },
});

/** @param entries paths of modules, by the name of the file that starts them in the directory `out`, which is emptied */
export async function bundle(entries: Readonly<Record<string, string>>, out: string): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  await build({
    entryPoints: Object.entries(entries).map(([name, module]) => ({ in: `start:${module}`, out: name })),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    outdir: out,
    absWorkingDir: dirname(dirname(CLI)),
    plugins: [starters, libraries, places(out)],
    logLevel: 'warning',
  });
}

if (import.meta.main) await bundle(ENTRIES, `${CLI}/build`);
