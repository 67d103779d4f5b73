/** `required_engine_version` and `required_plugin_versions`. */
import { diagnostic } from './diagnostics.ts';
import { ItemReader, itemTrail, within } from './item-reader.ts';
import type { EngineVersionItem, PluginGroup, PluginRequirement, PluginVersionsItem } from './items.ts';
import type { Span } from './source.ts';
import { mapEntries, sequenceItems, uint32Of, type YamlNode } from './yaml.ts';

/** What follows the three numbers does not count: `1.2.3-rc1`, `1.2.3.4`. */
const VERSION = /^\s*(\d+)\.(\d+)\.(\d+)/;

function versionNumbers(version: string): readonly [number, number, number] | undefined {
  const found = VERSION.exec(version);
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

/** Negative when `a` is older than `b`; versions that are none count as 0.0.0. */
export function compareVersions(a: string, b: string): number {
  const left = versionNumbers(a) ?? [0, 0, 0];
  const right = versionNumbers(b) ?? [0, 0, 0];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** Does `provided` do for `required`: the same major version, and not older? */
export function isCompatible(provided: string, required: string): boolean {
  return versionNumbers(provided)?.[0] === versionNumbers(required)?.[0] && compareVersions(provided, required) >= 0;
}

/** A number `n` is read as version 0.n.0. */
export function* readEngineVersion(reader: ItemReader): Generator<EngineVersionItem> {
  const text = reader.requiredText('required_engine_version')?.text;
  if (text === undefined) return;
  const { trail } = reader;
  const span = reader.spanOf('required_engine_version');
  const number = uint32Of(text);
  const numbers = number === undefined ? versionNumbers(text) : [0, number, 0];
  if (numbers === undefined) reader.invalid(`'${text}' is not a version`, span, "write 'x.y.z'");
  else yield { kind: 'engine version', version: numbers.join('.'), span, trail };
}

export function* readPluginVersions(reader: ItemReader): Generator<PluginVersionsItem> {
  const value = reader.entries.get('required_plugin_versions')?.value;
  const entries = value && sequenceItems(value);
  if (entries === undefined) {
    reader.invalid("'required_plugin_versions' must be a sequence", reader.spanOf('required_plugin_versions'));
  }
  for (const entry of entries ?? []) {
    const group = readGroup(entry, reader);
    if (group !== undefined) yield { kind: 'plugin versions', group };
  }
}

const ENTRY = 'required plugin versions entry';
const ALTERNATIVE = 'required plugin versions alternative';

interface Requirement extends PluginRequirement {
  readonly versionSpan: Span;
  readonly span: Span;
}

function readGroup(entry: YamlNode, parent: ItemReader): PluginGroup | undefined {
  const { requirement, reader } = readRequirement(entry, parent, ENTRY);
  if (requirement === undefined) return undefined;
  const alternatives = reader.entries.get('alternatives')?.value;
  const nodes = alternatives && sequenceItems(alternatives);
  if (alternatives !== undefined && nodes === undefined) {
    reader.invalid("'alternatives' must be a sequence", alternatives.span);
  }
  const others = (nodes ?? []).map((node) => readRequirement(node, reader, ALTERNATIVE).requirement);
  const anyOf = [requirement, ...others].filter((one) => one !== undefined);
  const good = anyOf.filter((one, at) => isUsable(one, anyOf.slice(0, at), reader));
  if (good.length === 0) return undefined;
  return { anyOf: good.map(({ name, version }) => ({ name, version })), span: entry.span, trail: reader.trail };
}

/** Is the version one, and the only one that is asked of its plugin? */
function isUsable(
  { name, version, versionSpan, span }: Requirement,
  earlier: readonly Requirement[],
  reader: ItemReader,
): boolean {
  if (versionNumbers(version) === undefined) {
    const message = `'${version}' is not a version (of plugin '${name}')`;
    reader.report(diagnostic('LOAD_ERR_VALIDATE', message, versionSpan, { hint: "write 'x.y.z'" }));
    return false;
  }
  if (!earlier.some((one) => one.name === name)) return true;
  reader.report(diagnostic('LOAD_ERR_VALIDATE', `plugin '${name}' is required twice in one group`, span));
  return false;
}

function readRequirement(
  node: YamlNode,
  parent: ItemReader,
  type: typeof ENTRY | typeof ALTERNATIVE,
): { readonly requirement: Requirement | undefined; readonly reader: ItemReader } {
  const entries = mapEntries(node);
  const nameless = new ItemReader(entries ?? [], node.span, within(parent.trail, type, '', node), parent.report);
  if (entries === undefined) nameless.invalid('a plugin version must be a mapping', node.span);
  const name = entries && nameless.requiredText('name')?.text;
  const reader = new ItemReader(entries ?? [], node.span, itemTrail(parent.trail, type, node, 'name'), parent.report);
  const version = entries && reader.requiredText('version')?.text;
  if (name === undefined || version === undefined) return { requirement: undefined, reader };
  return { requirement: { name, version, versionSpan: reader.spanOf('version'), span: node.span }, reader };
}
