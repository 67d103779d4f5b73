/**
 * The options of a channel, as a table: the configuration is checked by it, the page about channels is made from it, and
 * the type of the values follows from it.
 */
interface Row {
  /** What it does: sentences in Markdown. */
  readonly description: string;
}

/** A value that must be given has `required: true`; any other has a `default`, or is `undefined`. */
interface Valued<T> {
  readonly required?: true;
  readonly default?: T;
}

interface TextRow extends Row, Valued<string> {
  /** `path` is a path on this machine; `template` a text with `{fields}`, see the guide to templates. */
  readonly type: 'text' | 'path' | 'template';
  /** What is wrong with a value; `undefined` if nothing is. */
  readonly check?: (value: string) => string | undefined;
}

export interface UrlRow extends Row, Valued<string> {
  readonly type: 'url';
  /** With the colon: `['http:', 'https:']`, which is the default. */
  readonly protocols?: readonly string[];
  /** User and password are options of their own: in the URL everybody would see them. */
  readonly noUser?: true;
}

/** A text that is never shown. In the configuration: the text itself, or `file: PATH`, or `env: NAME`. */
interface SecretRow extends Row {
  readonly type: 'secret';
  readonly required?: true;
  readonly check?: (value: string) => string | undefined;
}

interface NumberRow extends Row, Valued<number> {
  readonly type: 'number';
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** Milliseconds. In the configuration `500ms`, `10s`, `5m`, `1h`, `1h30m`; a default is written in milliseconds. */
interface DurationRow extends Row, Valued<number> {
  readonly type: 'duration';
  /** Milliseconds. */
  readonly min?: number;
}

/** Bytes. In the configuration `100`, `64KiB`, `16MiB`, `1GiB`; a default is written in bytes. */
interface SizeRow extends Row, Valued<number> {
  readonly type: 'size';
}

interface BooleanRow extends Row, Valued<boolean> {
  readonly type: 'boolean';
}

interface ChoiceRow extends Row, Valued<string> {
  readonly type: 'choice';
  readonly values: readonly string[];
}

interface ListRow extends Row, Valued<readonly string[]> {
  readonly type: 'list';
}

/** A mapping of names to texts: headers, labels. */
interface MapRow extends Row, Valued<Readonly<Record<string, string>>> {
  readonly type: 'map';
}

/** A mapping of names to secrets: headers that hold a token. */
interface SecretMapRow extends Row {
  readonly type: 'secrets';
}

export type OptionRow =
  | TextRow
  | UrlRow
  | SecretRow
  | NumberRow
  | DurationRow
  | SizeRow
  | BooleanRow
  | ChoiceRow
  | ListRow
  | MapRow
  | SecretMapRow;

/** By the names of the options, which are lower case with `_` between words. */
export type OptionTable = Readonly<Record<string, OptionRow>>;

type Plain<R extends OptionRow> = R extends { readonly type: 'choice'; readonly values: readonly (infer V)[] }
  ? V
  : R extends { readonly type: 'number' | 'duration' | 'size' }
    ? number
    : R extends { readonly type: 'boolean' }
      ? boolean
      : R extends { readonly type: 'list' }
        ? readonly string[]
        : R extends { readonly type: 'map' }
          ? Readonly<Record<string, string>>
          : R extends { readonly type: 'secrets' }
            ? Readonly<Record<string, Secret>>
            : R extends { readonly type: 'secret' }
              ? Secret
              : string;

/** The value of one option: `undefined` is possible if it is neither required nor has a default. */
export type OptionValue<R extends OptionRow> = R extends { readonly required: true } | { readonly default: unknown }
  ? Plain<R>
  : R extends { readonly type: 'list' | 'map' | 'secrets' }
    ? Plain<R>
    : Plain<R> | undefined;

/** The values of all options of a table. Lists and mappings that are not given are empty. */
export type OptionValues<Table extends OptionTable> = { readonly [K in keyof Table]: OptionValue<Table[K]> };

/** For `check` of a text: it must be of a shape, which `what` names: `a region`. */
export function shapeCheck(shape: RegExp, what: string): (value: string) => string | undefined {
  return (value) => (shape.test(value) ? undefined : `'${value}' is not ${what}`);
}

const HIDDEN = '***';

/** A text that shows itself to nobody by accident: neither a log, nor JSON, nor an error has it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text, for the receiver alone. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }
}
