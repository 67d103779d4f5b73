/** How requests say on whose behalf they are sent, where that is more than a header that is always the same. */
import type { HttpClient, HttpRequest, HttpResponse } from '../http/index.ts';

export interface Signer {
  /** The request with what proves who sends it. If that has to be asked for, or has nearly run out, it is asked for first. */
  sign(request: HttpRequest, signal: AbortSignal): Promise<HttpRequest>;
  /** Told of each answer: what the receiver no longer takes is not shown again. */
  heard(response: HttpResponse): void;
  /** What was asked for and what it was asked for with: for nobody to see. */
  secrets(): readonly string[];
}

/** What a signer needs of the world; tests have their own. */
export interface SignerServices {
  readonly http: Pick<HttpClient, 'send'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a file. */
  readFile(path: string): Promise<string>;
  now(): number;
}

/** Remembers the newest secrets, so that they can be taken out of what people are told. */
export class KnownSecrets {
  readonly #texts: string[] = [];

  /** Gives the text back. */
  add(text: string): string {
    if (text !== '' && !this.#texts.includes(text)) this.#texts.push(text);
    // Those of a few renewals ago are in no answer any more
    if (this.#texts.length > 32) this.#texts.shift();
    return text;
  }

  get all(): readonly string[] {
    return this.#texts;
  }
}
