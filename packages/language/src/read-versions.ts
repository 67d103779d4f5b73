/** `required_engine_version` and `required_plugin_versions`. */
import { diagnostic } from './diagnostics.ts';
import { ItemReader, itemTrail } from './item-reader.ts';
import type { EngineVersionItem, PluginGroup, PluginRequirement, PluginVersionsItem } from './items.ts';
import { mapEntries, sequenceItems, type YamlNode } from './yaml.ts';

const SEMVER = /^(\d+)\.(\d+)\.(\d+)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

function versionNumbers(version: string): readonly [number, number, number] | undefined {
  const found = SEMVER.exec(version);
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
  return provided.split('.')[0] === required.split('.')[0] && compareVersions(provided, required) >= 0;
}

/** A number `n` is read as version 0.n.0. */
export function readEngineVersion(reader: ItemReader): EngineVersionItem | undefined {
  const text = reader.requiredText('required_engine_version');
  reader.warnAboutKeys(['required_engine_version']);
  if (text === undefined) return undefined;
  const version = /^\d+$/.test(text.text) ? `0.${text.text}.0` : text.text;
  const span = reader.spanOf('required_engine_version');
  if (versionNumbers(version) !== undefined) return { kind: 'engine version', version, span, trail: reader.trail };
  return reader.invalid(`'${text.text}' is not a version`, span, "write 'x.y.z'");
}

export function readPluginVersions(reader: ItemReader): PluginVersionsItem | undefined {
  reader.warnAboutKeys(['required_plugin_versions']);
  const span = reader.spanOf('required_plugin_versions');
  const value = reader.entries.get('required_plugin_versions')?.value;
  const entries = value && sequenceItems(value);
  if (entries === undefined) return reader.invalid("'required_plugin_versions' must be a sequence", span);
  const groups = entries.map((entry) => readGroup(entry, reader)).filter((group) => group !== undefined);
  return { kind: 'plugin versions', groups };
}

const ENTRY = 'required plugin versions entry';
const ALTERNATIVE = 'required plugin versions alternative';

function readGroup(entry: YamlNode, parent: ItemReader): PluginGroup | undefined {
  const first = readRequirement(entry, parent, ENTRY, ['name', 'version', 'alternatives']);
  if (first === undefined) return undefined;
  const { requirement, reader } = first;
  const anyOf = [requirement];
  const alternatives = reader.value('alternatives');
  const nodes = alternatives && sequenceItems(alternatives);
  if (alternatives !== undefined && nodes === undefined) {
    reader.invalid("'alternatives' must be a sequence", alternatives.span);
  }
  for (const node of nodes ?? []) {
    const alternative = readRequirement(node, reader, ALTERNATIVE, ['name', 'version'])?.requirement;
    if (alternative === undefined) continue;
    if (anyOf.some(({ name }) => name === alternative.name)) {
      const message = `plugin '${alternative.name}' is required twice in one group`;
      reader.report(diagnostic('LOAD_ERR_VALIDATE', message, node.span));
    }
    anyOf.push(alternative);
  }
  return { anyOf, span: entry.span, trail: reader.trail };
}

function readRequirement(
  node: YamlNode,
  parent: ItemReader,
  type: typeof ENTRY | typeof ALTERNATIVE,
  keys: readonly string[],
): { requirement: PluginRequirement; reader: ItemReader } | undefined {
  const entries = mapEntries(node);
  const trail = itemTrail(parent.trail, type, node, 'name');
  const reader = new ItemReader(entries ?? [], node.span, trail, parent.report);
  if (entries === undefined) return reader.invalid('a plugin version must be a mapping', node.span);
  reader.warnAboutKeys(keys);
  const name = reader.requiredText('name');
  const version = reader.requiredText('version');
  if (name === undefined || version === undefined) return undefined;
  if (versionNumbers(version.text) === undefined) {
    const message = `'${version.text}' is not a version (of plugin '${name.text}')`;
    reader.report(diagnostic('LOAD_ERR_VALIDATE', message, reader.spanOf('version'), { hint: "write 'x.y.z'" }));
    return undefined;
  }
  return { requirement: { name: name.text, version: version.text }, reader };
}
