/** How the API server is asked: what the informer needs, and nothing of how it is reached. */

export interface ApiRequest {
  /** From the root, such as `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Only the metadata of the objects, not what they consist of. */
  readonly metadataOnly?: boolean;
  /** How long the server may take to begin its answer, ms. */
  readonly answerMs: number;
  /** How long it may be silent in it, ms. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

export interface ApiAnswer {
  readonly status: number;
  /** The server's wish for when to come back, seconds. */
  readonly retryAfter?: number;
  /** Fails if the connection breaks. Left before its end, the connection is closed. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** @throws if there is no answer: unreachable, refused, silent for too long, or `signal` is aborted */
export type Transport = (request: ApiRequest) => Promise<ApiAnswer>;
