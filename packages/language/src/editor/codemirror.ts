/**
 * Rule files in CodeMirror 6: what its `StreamLanguage.define`, `autocompletion({ override })`, `linter` and
 * `hoverTooltip` take. The shapes are CodeMirror's; nothing of it is imported, so that the language can be had without it.
 */
import type { SourceFile } from '../source.ts';
import { DEFAULT_VOCABULARY, type Vocabulary } from '../vocabulary.ts';
import { completionsAt, type CompletionItem } from './completion.ts';
import { hoverAt, type Hover } from './hover.ts';
import { FILE_START, type LineState } from './line-state.ts';
import { lineTokens } from './line-tokens.ts';
import { problemsIn, type ProblemOptions } from './problems.ts';
import { symbolsOf } from './symbols.ts';
import type { Token, TokenKind } from './token.ts';

export interface EditorOptions extends Pick<ProblemOptions, 'lint'> {
  /** Default: all that the schema knows. */
  readonly vocabulary?: Vocabulary;
  /** The other files of the set, asked for anew each time: those before this one, and those after it. */
  readonly otherFiles?: () => { readonly before?: readonly SourceFile[]; readonly after?: readonly SourceFile[] };
}

const FILE_NAME = 'editor';

/** Tokens whose kind is no name of a tag by itself. */
const TAGS: Partial<Readonly<Record<TokenKind, string>>> = {
  definition: 'variableName.definition',
  function: 'variableName.function',
};

interface StreamLike {
  readonly string: string;
  pos: number;
  sol(): boolean;
  skipToEnd(): void;
}

interface StreamState {
  line: LineState;
  tokens: readonly Token[];
}

export interface RuleStreamParser {
  readonly name: string;
  startState(): StreamState;
  copyState(state: StreamState): StreamState;
  blankLine(state: StreamState): void;
  token(stream: StreamLike, state: StreamState): string | null;
  readonly languageData: {
    readonly commentTokens: { readonly line: string };
    readonly closeBrackets: { readonly brackets: readonly string[] };
  };
}

/** For `StreamLanguage.define`. */
export function ruleStreamParser({ vocabulary = DEFAULT_VOCABULARY }: EditorOptions = {}): RuleStreamParser {
  function startLine(state: StreamState, text: string): void {
    const read = lineTokens(text, state.line, vocabulary);
    state.line = read.state;
    state.tokens = read.tokens;
  }
  return {
    name: 'lanner-rules',
    startState: () => ({ line: FILE_START, tokens: [] }),
    copyState: (state) => ({ ...state }),
    blankLine: (state) => startLine(state, ''),
    token(stream, state) {
      if (stream.sol()) startLine(state, stream.string);
      const next = state.tokens.find(({ end }) => end > stream.pos);
      if (next === undefined) {
        stream.skipToEnd();
        return null;
      }
      if (next.start > stream.pos) {
        stream.pos = next.start;
        return null;
      }
      stream.pos = next.end;
      return TAGS[next.kind] ?? next.kind;
    },
    languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '[', '{', '"', "'"] } },
  };
}

interface TextLike {
  toString(): string;
}

interface CompletionContextLike {
  readonly state: { readonly doc: TextLike };
  readonly pos: number;
  readonly explicit: boolean;
}

export interface RuleCompletionResult {
  readonly from: number;
  readonly options: {
    readonly label: string;
    readonly type: CompletionItem['kind'];
    readonly detail?: string;
    readonly info?: string;
    readonly apply?: string;
  }[];
  /** As long as this fits what has been typed, the result need not be asked for again. */
  readonly validFor: RegExp;
}

/** For `autocompletion({ override: [ruleCompletionSource()] })`. */
export function ruleCompletionSource(
  options: EditorOptions = {},
): (context: CompletionContextLike) => RuleCompletionResult | null {
  const { vocabulary = DEFAULT_VOCABULARY } = options;
  return ({ state, pos, explicit }) => {
    const text = state.doc.toString();
    const result = completionsAt(text, pos, { vocabulary, symbols: symbolsIn(text, options) });
    // Without having been asked, nothing is proposed before something has been typed.
    if (result === undefined || (result.from === pos && !explicit && !/[%.[(]$/.test(text.slice(0, pos)))) return null;
    return {
      from: result.from,
      options: result.items.map(({ kind, ...item }) => ({ ...item, type: kind })),
      validFor: /^[\w.-]*$/,
    };
  };
}

function symbolsIn(text: string, { otherFiles }: EditorOptions): ReturnType<typeof symbolsOf> {
  const { before = [], after = [] } = otherFiles?.() ?? {};
  return symbolsOf([...before, { name: FILE_NAME, text }, ...after]);
}

export interface RuleProblem {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly source: string;
  /** With the hint on a line of its own. */
  readonly message: string;
}

/** For `linter(ruleLintSource())`. */
export function ruleLintSource(
  options: EditorOptions = {},
): (view: { readonly state: { readonly doc: TextLike } }) => RuleProblem[] {
  const { vocabulary = DEFAULT_VOCABULARY, otherFiles, lint } = options;
  return ({ state }) => {
    const file = { name: FILE_NAME, text: state.doc.toString() };
    const problems = problemsIn(file, { ...otherFiles?.(), vocabulary, ...(lint === undefined ? {} : { lint }) });
    return problems.map(({ code, message, hint, severity, from, to }) => ({
      from,
      to,
      severity: severity === 'note' ? 'info' : severity,
      source: code,
      message: hint === undefined ? message : `${message}\n${hint}`,
    }));
  };
}

/** What stands at an offset, explained, for `hoverTooltip`. */
export function ruleHover(options: EditorOptions = {}): (text: TextLike, offset: number) => Hover | undefined {
  const { vocabulary = DEFAULT_VOCABULARY } = options;
  return (doc, offset) => {
    const text = doc.toString();
    return hoverAt(text, offset, { vocabulary, symbols: symbolsIn(text, options) });
  };
}
