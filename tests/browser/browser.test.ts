/**
 * Language and engine run where there is nothing but ECMAScript: bundled as for a page, in a context without any global
 * of Node.js or of a browser.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { page, type PageInput, type PageResult } from './page.ts';

const PAGE = fileURLToPath(new URL('./page.ts', import.meta.url));
const RULES = new URL('../../rules/', import.meta.url);

function filesIn(directory: URL): { name: string; text: string }[] {
  const names = readdirSync(directory).filter((name) => name.endsWith('.yaml'));
  return names.toSorted().map((name) => ({ name, text: readFileSync(new URL(name, directory), 'utf8') }));
}

const INPUT: PageInput = {
  text: `- macro: started
  condition: evt.type in (execve,execveat) and evt.rawres=0
- rule: Shell
  desc: d
  condition: started and (proc.name in (sh, bash) or proc.cmdline regex "z?sh .*")
  output: "%proc.name by %user.name"
  priority: WARNING
- rule: Typo
  desc: d
  condition: started and proc.nmae = x
  output: o
  priority: WARNING
`,
  rules: filesIn(RULES),
  tests: filesIn(new URL('tests/', RULES)),
  events: [
    { 'evt.type': 'execve', 'evt.rawres': 0, 'proc.name': 'bash', 'user.name': 'root' },
    { 'evt.type': 'execve', 'evt.rawres': 0, 'proc.name': 'x', 'proc.cmdline': 'zsh -i' },
    { 'evt.type': 'execve', 'evt.rawres': -2, 'proc.name': 'bash' },
    { 'evt.type': 'openat', 'evt.rawres': 0, 'proc.name': 'bash' },
  ],
};

/** The page as one script that defines `lanner`. Fails if something of Node.js is imported. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [PAGE],
    bundle: true,
    write: false,
    platform: 'browser',
    conditions: ['source'],
    target: 'es2024',
    format: 'iife',
    globalName: 'lanner',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

const HOST = [
  'process',
  'Buffer',
  'require',
  'console',
  'setTimeout',
  'TextEncoder',
  'URL',
  'performance',
  'WebAssembly',
];

test('a page can parse, check, format, complete, compile and judge', async () => {
  const context = createContext(Object.create(null));
  // What the virtual machine itself puts there.
  runInContext('delete globalThis.console; delete globalThis.WebAssembly;', context);
  const found = runInContext(`${JSON.stringify(HOST)}.filter((name) => name in globalThis)`, context) as string[];
  assert.deepEqual(Array.from(found), []);

  runInContext(await bundle(), context);
  const call = `lanner.page(${JSON.stringify(JSON.stringify(INPUT))})`;
  const result = runInContext(call, context) as string;
  assert.deepEqual(JSON.parse(result), JSON.parse(page(JSON.stringify(INPUT))));

  const { condition, formatted, diagnostics, problems, completions, hover, alerts, tested } = JSON.parse(
    result,
  ) as PageResult;
  assert.equal(condition, 'proc.name = a and not (b or c)');
  assert.match(formatted ?? '', /\n\n- rule: Shell\n/);
  assert.match(diagnostics.join('\n'), /^page\.yaml:10:26: error: unknown field 'proc\.nmae'/);
  assert.equal(problems, diagnostics.length);
  assert.ok(completions.includes('>='));
  assert.equal(hover, 'proc.name: CHARBUF');
  assert.deepEqual(alerts, [['bash by root'], ['x by <NA>'], [], []]);
  assert.equal(tested.failures, 0);
  assert.ok(tested.cases > 500, `${tested.cases} cases`);
});
