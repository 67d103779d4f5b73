/** The configuration as it was put together → settings. */
import type { Finding } from '@lanner/language';
import { expand, type Variables } from './expand.ts';
import { ROWS, type KeyRow, type SettingKey, type Settings } from './keys.ts';
import { DEFAULT, defaultValue } from './option.ts';
import { optionSetting } from './option-setting.ts';
import { choice, type SettingType } from './readers.ts';
import { TYPES } from './types.ts';
import { reportUnknownKeys } from './unknown-keys.ts';
import { scalar, valueAt, type MapValue, type ReportFinding, type Value } from './value.ts';

export interface Configuration {
  readonly settings: Settings;
  /** The value of each key as it was written, variables put in. Those of the default lie in the file `default`. */
  readonly values: ReadonlyMap<SettingKey, Value>;
  /** What is wrong, or worth a note. With an error among it the settings should not be used. */
  readonly findings: readonly Finding[];
}

/** The type of a key's setting. */
export function typeOfRow({ type, values = [], option }: KeyRow): SettingType<unknown> {
  if (type === 'choice') return choice(values);
  if (type !== 'option') return TYPES[type];
  if (option === undefined) throw new Error('a row of type option has one');
  return optionSetting(option);
}

/** Reads all keys of the table. A key whose value is wrong has its default. `variables` are for the defaults. */
export function readSettings(root: MapValue, variables: Variables): Configuration {
  const findings: Finding[] = [];
  const report: ReportFinding = (found) => void findings.push(found);
  const values = new Map<SettingKey, Value>();
  const settings: [SettingKey, unknown][] = [];
  for (const [key, row] of ROWS) {
    const type = typeOfRow(row);
    const given = valueOfRow(root, key, row, report);
    const read = given === undefined ? undefined : type.read(given, report);
    const value = given !== undefined && read !== undefined ? given : expanded(defaultValue(key), variables);
    values.set(key, value);
    settings.push([key, read ?? type.read(value, report)]);
  }
  reportUnknownKeys(root, report);
  return { settings: Object.fromEntries(settings) as Settings, values, findings: inOrder(findings) };
}

/** File by file, and in each from top to bottom. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const byFile = Map.groupBy(findings, ({ span }) => span.file);
  return Array.from(byFile.values(), (ones) => ones.toSorted((a, b) => a.span.start - b.span.start)).flat();
}

/** The other name is there still if a file has both, or if the configuration was not read from files. */
function valueOfRow(root: MapValue, key: SettingKey, { alias }: KeyRow, report: ReportFinding): Value | undefined {
  const value = valueAt(root, key);
  const other = alias === undefined ? undefined : valueAt(root, alias);
  if (value !== undefined && other !== undefined) {
    const message = `'${alias}' is another name of '${key}'; only one of them can be set`;
    report({
      severity: 'error',
      message,
      span: other.span,
      related: [{ message: `'${key}' is here`, span: value.span }],
    });
  }
  return value ?? other;
}

function expanded(value: Value, variables: Variables): Value {
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => expanded(item, variables)) };
  return value.kind === 'scalar' ? scalar(expand(value.text.text, variables).text, value.span) : value;
}

/** Whether nothing but the default says what a value is. */
export function isDefault(value: Value): boolean {
  return value.span.file.name === DEFAULT;
}
