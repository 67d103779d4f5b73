/** What must hold of every rule file, whatever is in it. */
import {
  DIAGNOSTIC_CODES,
  formatCondition,
  loadRules,
  parseCondition,
  positionOf,
  renderDiagnostic,
  type Condition,
  type Diagnostic,
  type LoadResult,
  type SourceFile,
  type Span,
} from '@lanner/language';
import { checkCompiled } from './oracle-engine.ts';
import { checkEditor, checkFormatter, checkLints } from './oracle-tools.ts';
import type { Random } from './random.ts';
import { Violation } from './violation.ts';

function expect(holds: boolean, kind: string, detail: () => string): void {
  if (!holds) throw new Violation(kind, detail());
}

export interface Outcome {
  readonly rules: number;
  readonly errors: number;
  readonly warnings: number;
}

/** Loads, checks what comes out, compiles and judges. @throws Violation, or whatever the code under test throws */
export function judgeFiles(texts: readonly string[], random: Random): Outcome {
  const files = texts.map((text, at) => ({ name: `f${at}.yaml`, text }));
  const result = loadRules(files);
  // Thousands of the same say nothing more, and would make the checks slower than what is checked.
  for (const found of result.diagnostics.slice(0, 300)) checkDiagnostic(found, files);
  if (random.chance(0.1)) {
    const again = loadRules(files);
    expect(fingerprint(result) === fingerprint(again), 'not deterministic', () => 'two loads differ');
  }
  for (const { syntax } of result.macros) {
    if (syntax === undefined) continue;
    const text = formatCondition(syntax);
    const { tree } = parseCondition(text);
    expect(tree !== undefined && formatCondition(tree) === text, 'not printable', () => text.slice(0, 300));
  }
  checkCompiled(result.rules, random);
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error').length;
  if (random.chance(0.1)) checkFormatter(files);
  if (errors === 0 && random.chance(0.5)) checkLints(files, result);
  if (random.chance(0.05)) checkEditor(files, random);
  return { rules: result.rules.length, errors, warnings: result.diagnostics.length - errors };
}

function checkDiagnostic(found: Diagnostic, files: readonly SourceFile[]): void {
  const { code, severity, message, span, hint, related = [] } = found;
  expect(code in DIAGNOSTIC_CODES, 'unknown code', () => code);
  expect(severity === (code.startsWith('LOAD_ERR_') ? 'error' : 'warning'), 'severity', () => `${code} ${severity}`);
  expect(
    message !== '' && message.length < 2000,
    'message',
    () => `${message.length} characters: ${message.slice(0, 300)}`,
  );
  for (const place of [span, ...related.map((one) => one.span)]) checkSpan(place, files, message);
  checkRendering(found);
  const { line, column } = positionOf(span.file, span.start);
  const plain = { code, severity, message, hint, file: span.file.name, line, column };
  const back = JSON.parse(JSON.stringify(plain)) as { message: string };
  expect(back.message === message, 'not JSON', () => message);
}

function checkSpan({ file, start, end }: Span, files: readonly SourceFile[], message: string): void {
  const original = files.find(({ name }) => name === file.name);
  const where = (): string => `${file.name}:${start}-${end} of ${file.text.length}: ${message.slice(0, 200)}`;
  expect(original !== undefined, 'place outside the files', where);
  expect(file.text === original?.text || `\ufeff${file.text}` === original?.text, 'place in another text', where);
  expect(Number.isInteger(start) && start >= 0 && start <= end && end <= file.text.length, 'place out of range', where);
}

function checkRendering(found: Diagnostic): void {
  const text = renderDiagnostic(found);
  expect(/^ {2}\| *\^+$/m.test(text), 'no caret', () => text.slice(0, 500));
  const carets = /^ {2}\| ( *)(\^+)$/m.exec(text);
  const line = /^ {2}\| (.*)$/m.exec(text)?.[1] ?? '';
  expect((carets?.[1]?.length ?? 0) <= line.length, 'caret beyond the line', () => text.slice(0, 500));
  expect(!/[\0-\x09\x0b-\x1f\x7f-\x9f]/.test(text), 'control character', () => JSON.stringify(text).slice(0, 500));
  renderDiagnostic(found, { colour: true });
}

/** Everything that a load gives, as text. */
function fingerprint(result: LoadResult): string {
  const ids = new Map<Condition, number>();
  return JSON.stringify(
    {
      ...result,
      macros: result.macros.map(({ name, used, syntax }) => [name, used, syntax && formatCondition(syntax)]),
      rules: result.rules.map(({ condition, ...rule }) => ({ ...rule, condition: conditionText(condition, ids) })),
    },
    plain,
  );
}

/** Conditions share parts; written out each time, a small file could become very long. */
function conditionText(condition: Condition, ids: Map<Condition, number>): unknown {
  const known = ids.get(condition);
  if (known !== undefined) return known;
  ids.set(condition, ids.size);
  switch (condition.kind) {
    case 'not':
      return ['not', conditionText(condition.child, ids)];
    case 'and':
    case 'or':
      return [condition.kind, ...condition.children.map((child) => conditionText(child, ids))];
    default:
      return condition;
  }
}

function plain(key: string, value: unknown): unknown {
  if (key === 'file') return (value as SourceFile).name;
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Set ? Array.from(value) : value;
}
