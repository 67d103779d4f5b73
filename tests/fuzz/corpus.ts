/** What mutation starts from: rule files, cut into small ones, since a defect rarely needs more than a few items. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SEEDS } from './seeds.ts';

function at(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Items of a piece that is cut from a file. */
const PIECE = 6;

const OWN_RULES = at('../../rules');
const SHARED = at('../../../shared');

interface LoadCase {
  readonly files: readonly { readonly content: string }[];
}

interface LanguageCase {
  readonly condition: string;
}

interface FormatCase {
  readonly template?: string;
}

/** The seeds and the project's own rules. */
export function ownCorpus(): string[] {
  return unique([...SEEDS, ...yamlFiles(OWN_RULES).flatMap(pieces)]);
}

/** These and, where they are at hand, the public rules and the recorded cases. Whether they are changes every case. */
export function fullCorpus(): string[] {
  return unique([
    ...ownCorpus(),
    ...yamlFiles(`${SHARED}/falco-rules`).flatMap(pieces),
    ...yamlFiles(`${SHARED}/conformance`).flatMap(pieces),
    ...lines<LoadCase>(`${SHARED}/conformance/load.jsonl`).flatMap(({ files }) => files.map(({ content }) => content)),
    ...lines<LanguageCase>(`${SHARED}/conformance/language.jsonl`).map(({ condition }) => ruleOf(condition, 'o')),
    ...lines<FormatCase>(`${SHARED}/conformance/format.jsonl`)
      .flatMap(({ template }) => (template === undefined ? [] : [template]))
      .filter((_, place) => place % 16 === 0)
      .map((template) => ruleOf('evt.type = open', template)),
  ]);
}

function unique(texts: readonly string[]): string[] {
  return Array.from(new Set(texts));
}

function yamlFiles(folder: string): string[] {
  return globSync('*.yaml', { cwd: folder })
    .toSorted()
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
}

function lines<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

/** A rule file with this condition and output. */
export function ruleOf(condition: string, output: string): string {
  const text = JSON.stringify;
  return `- rule: R\n  desc: d\n  condition: ${text(condition)}\n  output: ${text(output)}\n  priority: INFO\n`;
}

/** A file of items → runs of a few items each. */
function pieces(text: string): string[] {
  const items = text.split(/^(?=- )/m);
  return Array.from({ length: Math.ceil(items.length / PIECE) }, (_, piece) =>
    items.slice(piece * PIECE, (piece + 1) * PIECE).join(''),
  );
}
