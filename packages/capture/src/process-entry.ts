/** What the kernel is told of the image of a process: an entry of the map `processes` (probe/maps.h). */
import { EXEC_FLAG_BITS } from '@lanner/schema';

const FROM_MEMORY = EXEC_FLAG_BITS.find(({ name }) => name === 'EXE_FROM_MEMFD')?.value ?? 0;
const KEY_WORDS = 3;
const BITS_WORDS = 3;
const IMAGE = 8 * (KEY_WORDS + BITS_WORDS);
const COMM_BYTES = 16;
const PATH_BYTES = 88;
/** What decoding has put in the place of bytes that are no text: what the bytes were cannot be said any more. */
const NO_TEXT = '\u{fffd}';

export interface ImageKey {
  /** ns since boot */
  readonly startTime: bigint;
  readonly execId: bigint;
  readonly pid: number;
}

/** What filters ask of the image, and what the answers hang on beside its arguments and its environment. */
export interface ImageAnswers {
  /** Bit by bit, the conditions that may hold of it. */
  readonly may: bigint;
  /** Those that may not. */
  readonly mayNot: bigint;
  readonly comm: string;
  readonly exepath: string | undefined;
  /** EXE_* bits */
  readonly exeFlags: number;
}

export class ProcessEntry {
  readonly buffer: ArrayBuffer = new ArrayBuffer(IMAGE + COMM_BYTES + PATH_BYTES);
  readonly #words = new BigUint64Array(this.buffer);
  readonly #image = new Uint8Array(this.buffer, IMAGE);
  readonly #encoder = new TextEncoder();

  /** Processes that it starts inherit the answers where name and executable are the same; not where these do not fit. */
  write({ startTime, execId, pid }: ImageKey, answers: ImageAnswers): void {
    const { may, mayNot, comm, exepath = '', exeFlags } = answers;
    this.#image.fill(0);
    const inheritable =
      (exeFlags & FROM_MEMORY) === 0 &&
      exepath !== '' &&
      this.#put(comm, 0, COMM_BYTES) &&
      this.#put(exepath, COMM_BYTES, COMM_BYTES + PATH_BYTES);
    this.#words.set([startTime, execId, BigInt(pid), may, mayNot, inheritable ? 1n : 0n]);
  }

  /** @returns whether it is there, byte by byte as the kernel has it */
  #put(text: string, from: number, to: number): boolean {
    const { read } = this.#encoder.encodeInto(text, this.#image.subarray(from, to));
    return read === text.length && !text.includes(NO_TEXT);
  }
}
