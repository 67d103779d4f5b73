/** Places in rule files. */

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in a file. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  /** Where it begins in the condition or output that was parsed, which may be put together from several places. */
  readonly at?: number;
}
