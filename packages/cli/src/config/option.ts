/** `-o KEY=VALUE`: what is set, and where in the configuration. */
import type { SourceFile, Span } from '@lanner/language';
import { KEYS, type SettingKey } from './keys.ts';
import {
  describeValue,
  readValue,
  scalar,
  valueAt,
  type MapValue,
  type ReportFinding,
  type ScalarValue,
  type Value,
} from './value.ts';

/** One step of the way to a value: a key, the index of an element, or a new element behind the last. */
type Step =
  | { readonly kind: 'key'; readonly key: string; readonly span: Span }
  | { readonly kind: 'index'; readonly index: number; readonly span: Span }
  | { readonly kind: 'append'; readonly span: Span };

export interface Option {
  readonly path: readonly Step[];
  readonly value: Value;
}

/** An argument of the command line as a file, so that places in it can be shown. `name`: the switch, such as `-o`. */
export function optionFile(name: string, text: string): SourceFile {
  return { name, text };
}

/** Whether a place lies on the command line. */
export function isOption(file: SourceFile): boolean {
  return file.name.startsWith('-');
}

/**
 * Reads `a.b=value`, `a[0].b=value`, `a[]=value`. A backslash before `.`, `[`, `]`, `=` or a backslash takes away its
 * meaning. A value in `{}`, `[]` or quotes is YAML; any other is text as it stands. `undefined`: wrong, and reported.
 */
export function parseOption(file: SourceFile, report: ReportFinding): Option | undefined {
  const parser = new PathParser(file, report);
  const path = parser.parse();
  if (path === undefined) return undefined;
  const value = valueOf(file, parser.at + 1, report);
  return value === undefined ? undefined : { path, value };
}

const SPECIAL = new Set(['.', '[', ']', '=', '\\']);

class PathParser {
  readonly file: SourceFile;
  readonly report: ReportFinding;
  at = 0;

  constructor(file: SourceFile, report: ReportFinding) {
    this.file = file;
    this.report = report;
  }

  parse(): Step[] | undefined {
    const { text } = this.file;
    const path: Step[] = [];
    for (;;) {
      const step = this.key();
      if (step === undefined) return undefined;
      path.push(step);
      while (text[this.at] === '[') {
        const element = this.element();
        if (element === undefined) return undefined;
        path.push(element);
      }
      const next = text[this.at];
      if (next === '=') return path;
      if (next === undefined) return this.fail("'=' is missing", this.at, 'write KEY=VALUE');
      if (next !== '.') return this.fail(`'.', '[' or '=' is expected here, not '${next}'`, this.at);
      this.at++;
    }
  }

  key(): Step | undefined {
    const { text } = this.file;
    const start = this.at;
    let key = '';
    for (let next = text[this.at]; next !== undefined && next !== '.' && next !== '[' && next !== '=';) {
      const following = text[this.at + 1];
      const escaped = next === '\\' && following !== undefined && SPECIAL.has(following);
      key += escaped ? following : next;
      this.at += escaped ? 2 : 1;
      next = text[this.at];
    }
    if (key.trim() === '') return this.fail('a key is missing here', start, 'write KEY=VALUE');
    return { kind: 'key', key: key.trim(), span: this.span(start, this.at) };
  }

  element(): Step | undefined {
    const start = this.at;
    const end = this.file.text.indexOf(']', start);
    if (end < 0) return this.fail("']' is missing", start);
    const inner = this.file.text.slice(start + 1, end).trim();
    this.at = end + 1;
    const span = this.span(start, this.at);
    if (inner === '') return { kind: 'append', span };
    if (/^\d+$/.test(inner)) return { kind: 'index', index: Number(inner), span };
    return this.fail(`a number is expected in [], not '${inner}'`, start + 1, 'elements count from 0; [] adds one');
  }

  span(start: number, end: number): Span {
    return { file: this.file, start, end };
  }

  fail(message: string, at: number, hint?: string): undefined {
    const span = this.span(at, at + 1);
    this.report({ severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
  }
}

function valueOf(file: SourceFile, start: number, report: ReportFinding): Value | undefined {
  const text = file.text.slice(start);
  const span = { file, start, end: file.text.length };
  const trimmed = text.trim();
  const isFlow = /^[{[]/.test(trimmed);
  const isQuoted = /^(["']).*\1$/s.test(trimmed) && trimmed.length > 1;
  if (!isFlow && !isQuoted) return literal(text, span);
  // What is before the value is blanked, so that places in it are places in the argument.
  const blanked = { name: file.name, text: ' '.repeat(start) + text };
  const value = readValue(blanked, (found) => {
    if (isFlow) report({ ...found, span: { ...found.span, file } });
  });
  return value === undefined ? (isFlow ? undefined : literal(text, span)) : relocated(value, file);
}

function literal(text: string, span: Span): ScalarValue {
  return { ...scalar(text, span), text: { text, pieces: [{ start: 0, file: span.file, fileStart: span.start }] } };
}

function relocated(value: Value, file: SourceFile): Value {
  const span = { ...value.span, file };
  switch (value.kind) {
    case 'null':
      return { ...value, span };
    case 'scalar':
      return { ...value, span, text: { ...value.text, pieces: value.text.pieces.map((one) => ({ ...one, file })) } };
    case 'list':
      return { ...value, span, items: value.items.map((item) => relocated(item, file)) };
    case 'map':
      return {
        ...value,
        span,
        entries: value.entries.map((entry) => ({
          key: entry.key,
          keySpan: { ...entry.keySpan, file },
          value: relocated(entry.value, file),
        })),
      };
  }
}

/** The configuration with an option set. What cannot be set is reported, and changes nothing. */
export function applyOption(root: MapValue, { path, value }: Option, report: ReportFinding): MapValue {
  const changed = set(withDefault(root, path), path, value, report);
  return changed?.kind === 'map' ? changed : root;
}

/** Elements are added to the default of a key if it is not set: it comes into the configuration first. */
function withDefault(root: MapValue, path: readonly Step[]): MapValue {
  const keys: string[] = [];
  for (const step of path) {
    if (step.kind !== 'key') break;
    keys.push(step.key);
  }
  const dotted = keys.join('.');
  if (keys.length === path.length || !isSettingKey(dotted) || valueAt(root, dotted) !== undefined) return root;
  const value = defaultValue(dotted);
  const steps = path.slice(0, keys.length);
  const changed = set(root, steps, value, () => undefined);
  return changed?.kind === 'map' ? changed : root;
}

function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(KEYS, key);
}

/** The name of the file of defaults. */
export const DEFAULT = 'default';

/** The default of a key, as it would be written. Variables are not expanded. */
export function defaultValue(key: SettingKey): Value {
  const file = { name: DEFAULT, text: JSON.stringify(KEYS[key].default ?? null) };
  return readValue(file, () => undefined) ?? { kind: 'null', span: { file, start: 0, end: 0 } };
}

function set(
  value: Value | undefined,
  [step, ...rest]: readonly Step[],
  to: Value,
  report: ReportFinding,
): Value | undefined {
  if (step === undefined) return to;
  const { span } = step;
  const fail = (message: string, hint?: string): undefined => {
    report({ severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
  };
  const present = value?.kind === 'null' ? undefined : value;
  if (step.kind === 'key') {
    const map = present ?? { kind: 'map', entries: [], span };
    if (map.kind !== 'map') return fail(`there is no '${step.key}' in ${describeValue(map)}`);
    const at = map.entries.findIndex(({ key }) => key === step.key);
    const member = set(map.entries[at]?.value, rest, to, report);
    if (member === undefined) return undefined;
    const entry = { key: step.key, keySpan: span, value: member };
    return { ...map, entries: at < 0 ? [...map.entries, entry] : map.entries.with(at, entry) };
  }
  const list = listOf(present, span);
  if (list === undefined)
    return fail(`there are no elements in ${present === undefined ? '' : describeValue(present)}`);
  const { items } = list;
  const index = step.kind === 'append' ? items.length : step.index;
  if (index > items.length) {
    const count = items.length === 1 ? 'there is 1 element' : `there are ${items.length || 'no'} elements`;
    return fail(`${count}, counted from 0`, '[] adds one');
  }
  const element = set(items[index], rest, to, report);
  if (element === undefined) return undefined;
  return { ...list, items: index === items.length ? [...items, element] : items.with(index, element) };
}

/** A scalar stands for a list of one. */
function listOf(value: Value | undefined, span: Span): Extract<Value, { kind: 'list' }> | undefined {
  if (value === undefined) return { kind: 'list', items: [], span };
  if (value.kind === 'scalar') return { kind: 'list', items: [value], span: value.span };
  return value.kind === 'list' ? value : undefined;
}
