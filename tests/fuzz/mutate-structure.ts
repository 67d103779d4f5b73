/** Rule files from values: the structure of a file is mutated or made up, its YAML is always sound. */
import { parse, stringify, type CreateNodeOptions, type ToStringOptions } from 'yaml';
import { ESCAPES, INHERITED, KEYS, NUMBERS, ODD, WORDS } from './dictionary.ts';
import { condition, template, type Names } from './generate-condition.ts';
import type { Random } from './random.ts';

type Tree = string | null | Tree[] | Map<string, Tree>;

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (value instanceof Map) return new Map(Array.from(value, ([key, inner]) => [String(key), treeOf(inner)]));
  return typeof value === 'string' ? value : null;
}

function style(random: Random): ToStringOptions & CreateNodeOptions {
  return {
    defaultStringType: random.pick(['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL']),
    collectionStyle: random.pick(['any', 'any', 'block', 'flow']),
    lineWidth: random.pick([0, 40, 80]),
    // The same value twice becomes an anchor and an alias.
    aliasDuplicateObjects: true,
  };
}

/** Any value: the kinds of YAML, and texts that are hostile. */
function anyTree(random: Random, depth = 0): Tree {
  switch (random.below(depth > 3 ? 5 : 8)) {
    case 0:
      return null;
    case 1:
      return random.pick(INHERITED);
    case 2:
      return random.pick(ESCAPES);
    case 3:
      return random.pick(random.chance(0.5) ? NUMBERS : ODD);
    case 4:
      return random.pick(WORDS);
    case 5:
      return Array.from({ length: random.below(5) }, () => anyTree(random, depth + 1));
    default:
      return new Map(Array.from({ length: random.below(4) }, () => [key(random), anyTree(random, depth + 1)]));
  }
}

function key(random: Random): string {
  return random.chance(0.7) ? random.pick(KEYS) : random.pick(random.chance(0.5) ? INHERITED : WORDS);
}

/** All lists and mappings of a tree. */
function collections(tree: Tree): (Tree[] | Map<string, Tree>)[] {
  if (tree instanceof Map) return [tree, ...Array.from(tree.values()).flatMap(collections)];
  return Array.isArray(tree) ? [tree, ...tree.flatMap(collections)] : [];
}

function mutateOnce(tree: Tree, random: Random): void {
  const all = collections(tree);
  if (all.length === 0) return;
  const chosen = random.pick(all);
  const donor = random.pick(all);
  const value = random.chance(0.4) ? donor : anyTree(random);
  // A collection may stand in two places, but not within itself.
  const graft = value !== null && typeof value === 'object' && collections(value).includes(chosen) ? null : value;
  if (Array.isArray(chosen)) {
    const at = random.below(chosen.length + 1);
    if (random.chance(0.3)) chosen.splice(at, 1);
    else chosen.splice(at, random.below(2), graft);
    return;
  }
  const keys = Array.from(chosen.keys());
  const old = keys.length > 0 ? random.pick(keys) : key(random);
  if (random.chance(0.25)) chosen.delete(old);
  else chosen.set(random.chance(0.5) ? old : key(random), graft);
}

const parsed = new Map<string, unknown>();

/** What the YAML of a seed says, or `undefined` if it is none. Seeds come again and again. */
function valueOf(text: string): unknown {
  if (!parsed.has(text)) {
    let value: unknown;
    try {
      value = parse(text, { schema: 'failsafe', logLevel: 'silent', mapAsMap: true, uniqueKeys: false });
    } catch {
      value = undefined;
    }
    parsed.set(text, value);
  }
  return parsed.get(text);
}

export function mutateStructure(text: string, random: Random): string {
  const value = valueOf(text);
  if (value === undefined) return text; // not YAML: the other mutations are for that
  const tree = treeOf(value);
  for (let left = random.count(6); left > 0; left--) mutateOnce(tree, random);
  return stringify(tree, style(random));
}

function name(random: Random, prefix: string): string {
  return random.chance(0.25) ? random.pick(INHERITED) : `${prefix}${random.below(6)}`;
}

/** A file of lists, macros, rules with exceptions, and later changes to them. */
export function generateFile(random: Random): string {
  const lists = Array.from({ length: random.below(4) }, () => name(random, 'l'));
  const macros = Array.from({ length: random.below(4) }, () => name(random, 'm'));
  const items: Tree[] = lists.map((list) => listItem(random, list, lists));
  macros.forEach((macro, at) => items.push(macroItem(random, macro, { lists, macros: macros.slice(0, at) })));
  const rules = Array.from({ length: random.between(1, 3) }, () => name(random, 'r'));
  for (const rule of rules) items.push(ruleItem(random, rule, { lists, macros }));
  if (random.chance(0.4)) items.push(changeOf(random, random.pick(rules), { lists, macros }));
  return stringify(items, style(random));
}

function listItem(random: Random, list: string, lists: readonly string[]): Map<string, Tree> {
  const one = (): string => random.pick(random.chance(0.3) ? lists : WORDS);
  return new Map<string, Tree>([
    ['list', list],
    ['items', Array.from({ length: random.below(8) }, one)],
  ]);
}

function macroItem(random: Random, macro: string, names: Names): Map<string, Tree> {
  return new Map<string, Tree>([
    ['macro', macro],
    ['condition', condition(random, names)],
  ]);
}

function ruleItem(random: Random, rule: string, names: Names): Map<string, Tree> {
  const item = new Map<string, Tree>([
    ['rule', rule],
    ['desc', random.pick(WORDS)],
    ['condition', condition(random, names)],
    ['output', template(random)],
    ['priority', random.pick(['INFO', 'critical', 'Warning'])],
  ]);
  if (random.chance(0.5)) item.set('warn_evttypes', 'false');
  if (random.chance(0.3)) item.set('exceptions', exceptions(random));
  if (random.chance(0.2)) item.set('tags', [random.pick(INHERITED), random.pick(ESCAPES)]);
  return item;
}

function exceptions(random: Random): Tree {
  const word = (): string => random.pick(random.chance(0.5) ? WORDS : INHERITED);
  return [
    new Map<string, Tree>([
      ['name', word()],
      ['fields', 'proc.name'],
      ['values', Array.from({ length: random.below(5) }, word)],
    ]),
    new Map<string, Tree>([
      ['name', word()],
      ['fields', ['proc.name', 'fd.name']],
      ['comps', [random.pick(['=', 'in', 'startswith', 'pmatch']), random.pick(['=', 'endswith', 'glob', 'regex'])]],
      ['values', Array.from({ length: random.below(4) }, () => [word(), word()])],
    ]),
  ];
}

function changeOf(random: Random, rule: string, names: Names): Map<string, Tree> {
  const item = new Map<string, Tree>([['rule', rule]]);
  const override = new Map<string, Tree>();
  if (random.chance(0.6))
    item.set('condition', `${random.pick(['and', 'or', 'and not'])} (${condition(random, names)})`);
  if (random.chance(0.4)) item.set('exceptions', exceptions(random));
  if (random.chance(0.3)) item.set('output', template(random));
  for (const changed of item.keys()) if (changed !== 'rule') override.set(changed, random.pick(['append', 'replace']));
  return random.chance(0.8) ? item.set('override', override) : item.set('append', 'true');
}
