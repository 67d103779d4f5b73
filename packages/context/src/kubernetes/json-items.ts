/** Takes a stream of JSON apart, so that no more than one of its objects is held at a time. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The longest object that is taken: etcd holds none of more than a few MB. */
export const OBJECT_LIMIT: number = 8 << 20;

export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/** Pieces of bytes that belong together. */
class Piece {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws MalformedAnswer if it becomes too long */
  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#size += bytes.length;
    if (this.#size > this.#limit) throw new MalformedAnswer(`an object is longer than ${this.#limit} bytes`);
    this.#chunks.push(bytes);
  }

  take(): string {
    const text = Buffer.concat(this.#chunks).toString();
    this.#chunks.length = 0;
    this.#size = 0;
    return text;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedAnswer(`not JSON: ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/**
 * The documents of a stream that has one in each line, as a watch answers.
 * @throws MalformedAnswer for a line that is not JSON, or too long. What stands behind the last line end is a line that
 * was cut off, and left out.
 */
export async function* jsonLines(body: AsyncIterable<Uint8Array>, limit: number = OBJECT_LIMIT): AsyncGenerator {
  const line = new Piece(limit);
  for await (const chunk of body) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      line.add(chunk.subarray(start, end));
      start = end + 1;
      const text = line.take();
      if (text.trim() !== '') yield parse(text);
    }
    line.add(chunk.subarray(start));
  }
}

/**
 * The elements of `items` of a list, one by one, and then the list without them.
 * @returns generator whose last value, returned, is the object around
 * @throws MalformedAnswer for what is not one JSON object, or has an element that is too long
 */
export async function* listItems(
  body: AsyncIterable<Uint8Array>,
  limit: number = OBJECT_LIMIT,
): AsyncGenerator<unknown, unknown> {
  const around = new Piece(limit);
  const item = new Piece(limit);
  let depth = 0;
  let inText = false;
  let escaped = false;
  /** Depth of the elements of `items` while inside of it. */
  let within = false;
  /** The bytes of the text at depth 1 that was read last: the key, if a bracket follows. */
  let key = '';
  let keyOf: number[] | undefined;
  for await (const chunk of body) {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (inText) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inText = false;
          if (keyOf !== undefined) key = String.fromCharCode(...keyOf);
          keyOf = undefined;
        }
        if (keyOf !== undefined && keyOf.length < 16) keyOf.push(byte);
        continue;
      }
      switch (byte) {
        case QUOTE:
          inText = true;
          if (depth === 1) keyOf = [];
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          if (byte === OPEN_BRACKET && depth === 1 && key === 'items') {
            around.add(chunk.subarray(start, at + 1));
            start = at + 1;
            within = true;
          }
          if (depth === 2 && within) {
            if (byte === OPEN_BRACKET) throw new MalformedAnswer('an element of the list is no object');
            start = at;
          }
          depth++;
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          depth--;
          if (depth < 0) throw new MalformedAnswer('a bracket is closed that was not opened');
          if (within && depth < 3 && (byte === CLOSE_BRACE) !== (depth === 2)) {
            throw new MalformedAnswer('a bracket is closed by the other kind');
          }
          if (depth === 2 && within) {
            item.add(chunk.subarray(start, at + 1));
            start = at + 1;
            yield parse(item.take());
          }
          if (depth === 1 && within) {
            within = false;
            start = at;
          }
          break;
      }
    }
    if (!within) around.add(chunk.subarray(start));
    else if (depth > 2) item.add(chunk.subarray(start));
  }
  if (depth !== 0 || inText) throw new MalformedAnswer('the answer was cut off');
  return parse(around.take());
}
