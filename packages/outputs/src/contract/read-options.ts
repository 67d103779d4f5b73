/** Reads the options of a channel from plain data: what YAML or JSON gives, in which a scalar may be a text. */
import { templateProblem } from '../messages/template.ts';
import { Secret, type UrlRow, type OptionRow, type OptionTable, type OptionValues } from './options.ts';

/** Where secrets can be besides the configuration itself. */
export interface SecretSources {
  /** The text of a file; throws with the reason if it cannot be read. */
  file(path: string): string;
  env(name: string): string | undefined;
}

export interface OptionProblem {
  /** The option; `undefined` if the options are wrong together. */
  readonly option?: string;
  readonly message: string;
}

export interface OptionsRead<Table extends OptionTable> {
  /** With problems among them they should not be used. */
  readonly options: OptionValues<Table>;
  readonly problems: readonly OptionProblem[];
}

/** Thrown inside and told as a problem. */
class Wrong extends Error {}

/** Every option of the table, with its default if it is not given. What is not in the table is a problem. */
export function readOptions<Table extends OptionTable>(
  table: Table,
  given: Readonly<Record<string, unknown>>,
  secrets: SecretSources,
): OptionsRead<Table> {
  const problems: OptionProblem[] = [];
  const values = Object.entries(table).map(([option, row]): [string, unknown] => {
    const read = readOptionValue(row, given[option], secrets);
    if ('value' in read) return [option, read.value];
    problems.push({ option, message: read.problem });
    return [option, undefined];
  });
  for (const option of Object.keys(given)) {
    if (!Object.hasOwn(table, option)) problems.push({ option, message: `there is no option '${option}'` });
  }
  return { options: Object.fromEntries(values) as OptionValues<Table>, problems };
}

/** The value of one option, or what is wrong with it. */
export function readOptionValue(
  row: OptionRow,
  given: unknown,
  secrets: SecretSources,
): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: readOption(row, given, secrets) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { problem: error.message };
  }
}

function readOption(row: OptionRow, given: unknown, secrets: SecretSources): unknown {
  if (given === undefined || given === null) return absent(row);
  switch (row.type) {
    case 'text':
    case 'path':
      return checked(textOf(given), row.check);
    case 'template':
      return checked(textOf(given), row.check ?? templateProblem);
    case 'url':
      return urlOf(textOf(given), row);
    case 'secret': {
      const text = secretText(given, secrets);
      checked(text, row.check);
      return new Secret(text);
    }
    case 'number':
      return numberOf(given, row);
    case 'duration':
      return durationOf(given, row.min);
    case 'size':
      return sizeOf(given);
    case 'boolean':
      return booleanOf(given);
    case 'choice': {
      const text = textOf(given);
      if (!row.values.includes(text)) throw new Wrong(`one of ${row.values.join(', ')} is expected, not '${text}'`);
      return text;
    }
    case 'list':
      return (Array.isArray(given) ? (given as readonly unknown[]) : [given]).map(textOf);
    case 'map':
      return mapOf(given, textOf);
    case 'secrets':
      return mapOf(given, (one) => new Secret(secretText(one, secrets)));
  }
}

function absent(row: OptionRow): unknown {
  if ('required' in row && row.required) throw new Wrong('it must be given');
  if ('default' in row && row.default !== undefined) return row.default;
  if (row.type === 'list') return [];
  return row.type === 'map' || row.type === 'secrets' ? {} : undefined;
}

function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  if (typeof given === 'number' || typeof given === 'boolean' || typeof given === 'bigint') return String(given);
  throw new Wrong(`a text is expected, not ${Array.isArray(given) ? 'a list' : 'a mapping'}`);
}

function checked(text: string, check: ((value: string) => string | undefined) | undefined): string {
  const problem = check?.(text);
  if (problem !== undefined) throw new Wrong(problem);
  return text;
}

function urlOf(text: string, { protocols = ['http:', 'https:'], noUser }: UrlRow): string {
  if (text === '') return text;
  const url = URL.parse(text);
  if (url === null) throw new Wrong(`'${text}' is no URL`);
  if (!protocols.includes(url.protocol)) throw new Wrong(`a URL with ${protocols.join(' or ')} is expected`);
  if (noUser === true && (url.username !== '' || url.password !== '')) {
    throw new Wrong('user and password are options of their own; they do not belong into the URL');
  }
  return text;
}

function secretText(given: unknown, secrets: SecretSources): string {
  if (typeof given !== 'object' || given === null) return textOf(given);
  const entries = Object.entries(given);
  const [[kind, value] = ['', '']] = entries;
  if (entries.length !== 1 || (kind !== 'file' && kind !== 'env')) {
    throw new Wrong('a text is expected, or a mapping with either file or env');
  }
  const name = textOf(value);
  if (kind === 'env') {
    const found = secrets.env(name);
    if (found === undefined) throw new Wrong(`${name} is not set in the environment`);
    return found;
  }
  try {
    // Whoever writes a file by hand ends it with a line feed
    return secrets.file(name).replace(/\r?\n$/, '');
  } catch (error) {
    throw new Wrong(`cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface Range {
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
}

function numberOf(given: unknown, { integer, min = -Infinity, max = Infinity }: Range): number {
  const text = textOf(given);
  const number = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(number)) throw new Wrong(`a number is expected, not '${text}'`);
  if (integer === true && !Number.isInteger(number)) throw new Wrong(`a whole number is expected, not ${text}`);
  if (number < min) throw new Wrong(`it must not be below ${min}`);
  if (number > max) throw new Wrong(`it must not be above ${max}`);
  return number;
}

const DURATIONS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

/** Milliseconds of `1h30m`; throws for a bare number other than 0, since its unit would be guessed. */
function durationOf(given: unknown, min = 0): number {
  const read = parseDuration(textOf(given));
  if (read === undefined) throw new Wrong(`a duration such as 500ms, 10s or 1h30m is expected, not '${textOf(given)}'`);
  if (read < min) throw new Wrong(`it must not be below ${min}ms`);
  return read;
}

/** Milliseconds of `500ms`, `10s`, `1h30m`, `0`; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  const parts = Array.from(text.matchAll(/(\d+)(ms|[smhdwy])/g));
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (DURATIONS[unit] ?? 0), 0);
}

const SIZES: Readonly<Record<string, number>> = { '': 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

function sizeOf(given: unknown): number {
  const read = parseSize(textOf(given));
  if (read === undefined) throw new Wrong(`a size such as 64KiB or 16MiB is expected, not '${textOf(given)}'`);
  return read;
}

/** Bytes of `100`, `64KiB`, `16MiB`, `1GiB`; `undefined` for anything else. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)([KMGT]iB)?$/.exec(text);
  return match === null ? undefined : Number(match[1]) * (SIZES[match[2] ?? ''] ?? 1);
}

function booleanOf(given: unknown): boolean {
  const text = textOf(given).toLowerCase();
  if (['true', 'yes', 'on'].includes(text)) return true;
  if (['false', 'no', 'off'].includes(text)) return false;
  throw new Wrong(`true or false is expected, not '${text}'`);
}

function mapOf<T>(given: unknown, read: (value: unknown) => T): Readonly<Record<string, T>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Wrong('a mapping is expected');
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, read(value)]));
}
