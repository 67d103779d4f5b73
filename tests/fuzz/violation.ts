/** What is wrong: a short name for its kind, and the particulars. */
export class Violation extends Error {
  readonly kind: string;

  constructor(kind: string, detail: string) {
    super(`${kind}: ${detail}`);
    this.kind = kind;
  }
}
