/** Keys that are not in the table: those that only Falco has, and those that nobody has. */
import { booleanOf, didYouMean, type Finding } from '@lanner/language';
import { FALCO_KEYS, type FalcoKey } from './falco-keys.ts';
import { ROWS } from './keys.ts';
import { isOption } from './option.ts';
import { valueAt, type MapEntry, type MapValue, type ReportFinding, type Value } from './value.ts';

function falcoKey(key: string): FalcoKey | undefined {
  return FALCO_KEYS.find((one) => key === one.key || key.startsWith(`${one.key}.`));
}

const NAMES: readonly string[] = ROWS.flatMap(([key, { alias }]) => (alias === undefined ? [key] : [key, alias]));

/** Reports them: what only Falco has in one note for each file, what nobody has one by one. */
export function reportUnknownKeys(root: MapValue, report: ReportFinding): void {
  const accepted: MapEntry[] = [];
  visit(root, '', (entry, key) => {
    const falco = falcoKey(key);
    if (falco === undefined) return report(unknown(entry, key));
    const relied = falco.relied === undefined ? undefined : valueAt(root, falco.relied);
    if (relied?.kind === 'scalar' && booleanOf(relied.text.text) === true) {
      const message = `'${falco.relied}' has no effect: Lanner does not have this yet`;
      report({ severity: 'warning', message, span: relied.span });
    } else accepted.push(entry);
  });
  for (const [, entries] of Map.groupBy(accepted, ({ keySpan }) => keySpan.file)) {
    const [first] = entries;
    const names = entries.map(({ key }) => key).join(', ');
    const message = `${entries.length === 1 ? 'a key' : 'keys'} of Falco without effect in Lanner: ${names}`;
    const hint = 'docs/configuration.md says what Lanner does instead';
    if (first !== undefined) report({ severity: 'note', message, span: first.keySpan, hint });
  }
}

function visit(map: MapValue, prefix: string, found: (entry: MapEntry, key: string) => void): void {
  for (const entry of map.entries) {
    const key = prefix + entry.key;
    if (NAMES.includes(key)) continue;
    const isGroup = NAMES.some((name) => name.startsWith(`${key}.`));
    if (isGroup && entry.value.kind === 'map') visit(entry.value, `${key}.`, found);
    else if (!isGroup || entry.value.kind !== 'null') found(entry, key);
  }
}

/** A key in a file may be meant for a later version; one that was just typed is not. */
function unknown({ keySpan, value }: MapEntry, key: string): Finding {
  const severity = isOption(keySpan.file) ? 'error' : 'warning';
  const members = NAMES.filter((name) => name.startsWith(`${key}.`)).map((name) => name.slice(key.length + 1));
  if (members.length > 0) return { ...groupProblem(value, key, members), span: keySpan };
  const prefix = key.slice(0, key.lastIndexOf('.') + 1);
  const siblings = [...NAMES, ...FALCO_KEYS.map((one) => one.key)]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split('.')[0] ?? '');
  const hint = didYouMean(key.slice(prefix.length), siblings) ?? '`lanner config show` lists all keys';
  return { severity, message: `unknown key '${key}'`, span: keySpan, hint };
}

function groupProblem(value: Value, key: string, members: readonly string[]): Omit<Finding, 'span'> {
  const what = value.kind === 'list' ? 'a list' : 'a single value';
  const hint = `write ${members.map((member) => `${key}.${member}=…`).join(' or ')} with -o, or the keys below '${key}:'`;
  return { severity: 'error', message: `'${key}' is a mapping with ${members.join(', ')}, not ${what}`, hint };
}
