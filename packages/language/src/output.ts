/** Output templates: text with `%field`, `%field[argument]`, `%transformer(…)`, each with an optional width. */
import { checkTransformer } from './check-operand.ts';
import type { CheckContext } from './check-context.ts';
import { diagnostic, type DiagnosticExtras } from './diagnostics.ts';
import { resolveField, type FieldResult } from './fields.ts';
import type { Operand, OutputSegment } from './ir.ts';
import { fileText, type MappedText } from './mapped-text.ts';
import { parseTransformer } from './parse-operand.ts';
import { Scanner, SyntaxFailure } from './scanner.ts';
import type { Span } from './source.ts';
import { TRANSFORMER_NAMES } from './syntax.ts';

const WIDTH = /\d+/y;
/** Every beginning of it is tried: what is longer is no field. */
const NAME = /[a-zA-Z][a-zA-Z0-9_.]{0,99}/y;
/** The widest that a value may be padded to: an alert is no place for more. */
const MAX_WIDTH = 4096;
const ARGUMENT = /\[[^\]]*\]/y;
const CALL = new RegExp(`(?:${TRANSFORMER_NAMES.join('|')})\\(`, 'y');
/** In the order in which they are told. */
const DEPRECATED_FIELDS = [
  'evt.dir',
  'evt.latency',
  'evt.latency.s',
  'evt.latency.ns',
  'evt.latency.human',
  'evt.wait_latency',
];
/** Once stood for container facts; it gives nothing, and loads for the sake of old rules. */
const CONTAINER_INFO = '%container.info';

/**
 * Parses a template. Everything wrong is reported, with code LOAD_ERR_COMPILE_OUTPUT; the segments are then `undefined`.
 */
export function parseOutput(
  source: MappedText | string,
  context: Pick<CheckContext, 'vocabulary' | 'report'>,
): readonly OutputSegment[] | undefined {
  const mapped = typeof source === 'string' ? fileText({ name: '<output>', text: source }) : source;
  const parser = new OutputParser(mapped, context);
  return parser.parse();
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

class OutputParser {
  readonly source: MappedText;
  readonly context: CheckContext;
  readonly segments: OutputSegment[] = [];
  good = true;

  constructor(source: MappedText, context: Pick<CheckContext, 'vocabulary' | 'report'>) {
    this.source = source;
    // Conditions and outputs share the checks of transformers, but not the code of the errors.
    const report: CheckContext['report'] = (found) => {
      if (found.severity === 'error') this.good = false;
      const isShared = found.code === 'LOAD_ERR_COMPILE_CONDITION';
      // As in Falco, every token that cannot be used is an unknown one.
      context.report(isShared ? { ...found, code: 'LOAD_ERR_COMPILE_OUTPUT', unknownName: true } : found);
    };
    this.context = { vocabulary: context.vocabulary, report, macro: () => undefined };
  }

  parse(): readonly OutputSegment[] | undefined {
    const { text } = this.source;
    let at = 0;
    while (at < text.length) {
      const percent = text.indexOf('%', at);
      this.addText(text.slice(at, percent < 0 ? text.length : percent));
      if (percent < 0) break;
      at = this.parseToken(percent);
    }
    if (!this.good) return undefined;
    this.warnAboutDeprecated();
    return this.segments;
  }

  /** As in Falco, the text is looked at, not its tokens: `evt.latency.ns` has `evt.latency` in it as well. */
  private warnAboutDeprecated(): void {
    const { text } = this.source;
    for (const deprecatedField of DEPRECATED_FIELDS) {
      const start = text.indexOf(deprecatedField);
      if (start < 0) continue;
      const span = new Scanner(this.source, 'LOAD_ERR_COMPILE_OUTPUT').span(start, start + deprecatedField.length);
      const message = `field '${deprecatedField}' is deprecated`;
      this.context.report(diagnostic('LOAD_DEPRECATED_ITEM', message, span, { deprecatedField }));
    }
  }

  private addText(text: string): void {
    const last = this.segments.at(-1);
    if (text === '') return;
    if (last?.kind === 'text') this.segments[this.segments.length - 1] = { kind: 'text', text: last.text + text };
    else this.segments.push({ kind: 'text', text });
  }

  /** Parses the token that the `%` at `start` begins; gives where the text goes on. */
  private parseToken(start: number): number {
    const { text } = this.source;
    if (text.startsWith(CONTAINER_INFO, start) && !/[a-zA-Z0-9_.]/.test(text[start + CONTAINER_INFO.length] ?? '')) {
      const span = new Scanner(this.source, 'LOAD_ERR_COMPILE_OUTPUT').span(start, start + CONTAINER_INFO.length);
      this.context.report(diagnostic('LOAD_DEPRECATED_ITEM', '%container.info gives nothing any more', span));
      return start + CONTAINER_INFO.length;
    }
    const digits = matchAt(WIDTH, text, start + 1) ?? '';
    const at = start + 1 + digits.length;
    const width = Number(digits);
    if (width > MAX_WIDTH) {
      const scanner = new Scanner(this.source, 'LOAD_ERR_COMPILE_OUTPUT');
      this.report(`the width ${digits} is larger than ${MAX_WIDTH}`, scanner.span(start, at), {});
      return at;
    }
    const end = matchAt(CALL, text, at) === undefined ? this.parseField(at, width) : this.parseCall(at, width);
    return end ?? this.fail(start, at);
  }

  private addToken(operand: Operand, width: number): void {
    this.segments.push({ kind: 'token', operand, key: operand.text, ...(width === 0 ? {} : { width }) });
  }

  private parseCall(at: number, width: number): number | undefined {
    const scanner = new Scanner(this.source, 'LOAD_ERR_COMPILE_OUTPUT', at);
    try {
      const syntax = parseTransformer(scanner, false);
      if (syntax === undefined) return undefined;
      const operand = checkTransformer(this.context, syntax);
      if (operand !== undefined) this.addToken(operand, width);
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      this.context.report({ ...failure.diagnostic, unknownName: true });
    }
    return scanner.at;
  }

  /** The longest beginning of what stands here that is a field. */
  private parseField(at: number, width: number): number | undefined {
    const { text } = this.source;
    const name = matchAt(NAME, text, at);
    if (name === undefined) return undefined;
    const argument = matchAt(ARGUMENT, text, at + name.length);
    const whole = argument === undefined ? undefined : this.resolve(name, argument.slice(1, -1), at);
    if (argument !== undefined && whole?.field !== undefined) {
      return this.addField(whole, width, at + name.length + argument.length);
    }
    for (let length = name.length; length > 0; length--) {
      const found = this.resolve(name.slice(0, length), undefined, at);
      if (found.field !== undefined) return this.addField(found, width, at + length);
    }
    return undefined;
  }

  private resolve(name: string, argument: string | undefined, at: number): FieldResult {
    const span = new Scanner(this.source, 'LOAD_ERR_COMPILE_OUTPUT').span(at, at + name.length);
    const plain = argument?.replace(/^(["'])(.*)\1$/, '$2');
    return resolveField(this.context.vocabulary, name, plain, span);
  }

  private addField(found: FieldResult, width: number, end: number): number {
    if (found.field !== undefined) this.addToken(found.field, width);
    return end;
  }

  private fail(start: number, at: number): number {
    const { text } = this.source;
    const name = (matchAt(NAME, text, at) ?? '').replace(/\.$/, '');
    const end = at + name.length;
    const scanner = new Scanner(this.source, 'LOAD_ERR_COMPILE_OUTPUT');
    const span: Span = scanner.span(start, Math.min(Math.max(end, start + 1), text.length));
    if (name === '') {
      const where = start + 1 >= text.length ? 'at the end of the output' : `before '${text[start + 1] ?? ''}'`;
      const hint = "'%' begins a field; write the word 'percent' for the sign";
      this.report(`a lone '%' ${where}`, span, { hint, unknownName: at < text.length });
      return start + 1;
    }
    const { problem, hint }: { problem?: string | undefined; hint?: string | undefined } = this.resolve(
      name,
      undefined,
      at,
    );
    this.report(problem ?? `unknown field '${name}'`, span, { hint, unknownName: true });
    return end;
  }

  private report(message: string, span: Span, extras: DiagnosticExtras): void {
    this.context.report(diagnostic('LOAD_ERR_COMPILE_OUTPUT', message, span, extras));
  }
}
