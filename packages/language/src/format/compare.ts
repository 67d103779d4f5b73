/**
 * Do two texts of a rules file say the same? The formatter asks this of everything that it gives, so that what it does
 * not foresee leads to a file that is left alone, not to one that means something else.
 */
import { Composer, isAlias, isMap, isScalar, isSeq, Parser, type CST, type Document, type Node } from 'yaml';
import { formatCondition } from '../print.ts';
import { readGroups, unwrapped, type Group } from './condition-groups.ts';
import { trimBlanks } from './scalars.ts';
import { itemKind, type ItemKind } from '../item-keys.ts';
import { roleOf, type KeyRole } from './keys.ts';

/** The tokens of a text: what is read of it, and what is compared, is made of the same. */
export function tokensOf(text: string): readonly CST.Token[] {
  return Array.from(new Parser().parse(text));
}

/** What differs, or `undefined`. Comments count, and so do anchors; the order of keys does not. */
export function difference(
  before: readonly CST.Token[],
  after: readonly CST.Token[],
): 'content' | 'comments' | undefined {
  if (JSON.stringify(commentsOf(before)) !== JSON.stringify(commentsOf(after))) return 'comments';
  return contentOf(before) === contentOf(after) ? undefined : 'content';
}

/** All comments and directives, sorted. */
export function commentsOf(tokens: readonly CST.Token[]): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    const token = value as CST.Token;
    if (token.type === 'comment' || token.type === 'directive') found.push(token.source.trimEnd());
    else Object.values(value).forEach(visit);
  };
  visit(tokens);
  return found.sort();
}

function contentOf(tokens: readonly CST.Token[]): string {
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
  const documents = Array.from(composer.compose(tokens));
  return JSON.stringify(documents.map((document) => [document.errors.map(({ code }) => code), rootOf(document)]));
}

function rootOf({ contents }: Document.Parsed): unknown {
  if (!isSeq(contents)) return shape(contents, 'other');
  return contents.items.map((item) => {
    if (!isMap(item)) return shape(item, 'other');
    const keys = new Set(item.items.map(({ key }) => (isScalar(key) ? String(key.value) : '')));
    return shape(
      item,
      'other',
      itemKind((key) => keys.has(key)),
    );
  });
}

function shape(node: unknown, role: KeyRole, kind?: ItemKind): unknown {
  if (isAlias(node)) return { alias: node.source };
  if (isScalar(node)) {
    const value = String(node.value);
    const isNull = node.type === 'PLAIN' && /^(~|null|Null|NULL)?$/.test(value);
    const shared = node.anchor !== undefined || node.tag !== undefined;
    return { ...propertiesOf(node), isNull, value: shared ? value : meaning(value, role) };
  }
  if (isSeq(node)) return { ...propertiesOf(node), items: node.items.map((item) => shape(item, 'other')) };
  if (!isMap(node)) return { isNull: true, value: '' };
  const pairs = node.items.map(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : '';
    return [name, shape(key, 'other'), shape(value, roleOf(kind, name))] as const;
  });
  // Equal keys keep their order: the first counts.
  const sorted = pairs.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return { ...propertiesOf(node), pairs: sorted };
}

function propertiesOf(node: Node): { readonly anchor?: string; readonly tag?: string } {
  const { anchor, tag } = node as { anchor?: string; tag?: string };
  return { ...(anchor === undefined ? {} : { anchor }), ...(tag === undefined ? {} : { tag }) };
}

/** What of a text counts: of a condition its tree, and where parentheses stand in it. */
function meaning(value: string, role: KeyRole): string {
  if (role === 'output') return trimBlanks(value);
  if (role !== 'condition') return value;
  const { group, tree } = readGroups(value);
  return group === undefined ? value : `${formatCondition(tree)}\n${groupShape(group)}`;
}

/** With one pair of parentheses where there are several. What stands between them is in the tree. */
function groupShape({ operands }: Group): string {
  const shapes = operands.map(({ connector = '', negations, term }) => {
    const inner = unwrapped(term);
    return `${connector}${'!'.repeat(negations)}${inner.kind === 'group' ? `(${groupShape(inner)})` : '.'}`;
  });
  return shapes.join('');
}
