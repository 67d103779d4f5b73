/**
 * The files of the log: segments, each named by the number of its first record. Numbers rise by one from record to
 * record; where one is missing between two segments, the disk could not take it.
 */
import { mkdir, open, readdir, rm, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Texts } from './block.ts';
import { SegmentReader } from './segment-reader.ts';

export interface SegmentLimits {
  /** A segment that has become so large is followed by a new one. */
  readonly segmentBytes: number;
  /** The log does not become larger: the oldest segments go. */
  readonly maxBytes: number;
  /** Segments whose newest record is older go, in milliseconds. */
  readonly maxAgeMs: number;
  /** When what was written is forced to the disk: it survives the end of the process in any case. */
  readonly sync: 'always' | 'interval' | 'never';
}

export interface Segment {
  readonly path: string;
  /** The number of the first record. */
  readonly first: number;
  count: number;
  bytes: number;
  /** When it was last written to, ms since the epoch. */
  newest: number;
}

/** Where somebody reads. The file is open between two reads of it. */
export interface ReadPosition {
  readonly segment: Segment;
  /** Number of the record at `offset`. */
  sequence: number;
  offset: number;
  reader?: SegmentReader;
}

const NAME = /^(\d{16})\.log$/;
/** Alerts name commands and paths of everybody. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export class Segments {
  readonly #directory: string;
  readonly #limits: SegmentLimits;
  #segments: Segment[] = [];
  #active: FileHandle | undefined;
  #isUnsynced = false;
  #next = 1;
  /** Bytes at the end of the log that were no record, and were cut off when it was opened. */
  repaired = 0;

  private constructor(directory: string, limits: SegmentLimits) {
    this.#directory = directory;
    this.#limits = limits;
  }

  /** Makes the directory if it is not there. What is torn at the end of the log is cut off. */
  static async open(directory: string, limits: SegmentLimits): Promise<Segments> {
    await mkdir(directory, { recursive: true, mode: FOLDER_MODE });
    const segments = new Segments(directory, limits);
    await segments.#scan();
    return segments;
  }

  /** The number of the oldest record. */
  get first(): number {
    return this.#segments[0]?.first ?? this.#next;
  }

  /** The number that the next record gets. */
  get next(): number {
    return this.#next;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get count(): number {
    return this.#segments.length;
  }

  /** Writes records behind all others. If it rejects, none of them is in the log. */
  async append(records: readonly Texts[], now: number): Promise<void> {
    const segment = await this.#writable();
    const pieces = records.map(({ bytes }) => bytes);
    const length = pieces.reduce((sum, bytes) => sum + bytes.length, 0);
    const count = records.reduce((sum, { ends }) => sum + ends.length, 0);
    const file = this.#active;
    if (file === undefined) throw new Error('the log is closed');
    try {
      await writeAll(file, pieces, length, segment.bytes);
      if (this.#limits.sync === 'always') await file.datasync();
    } catch (error) {
      // What was written of them would be read as records
      await file.truncate(segment.bytes).catch(() => undefined);
      throw error;
    }
    this.#isUnsynced = this.#limits.sync === 'interval';
    segment.bytes += length;
    segment.count += count;
    segment.newest = now;
    this.#next += count;
  }

  /** Gives numbers to records that could not be written: a new segment begins behind them. */
  async skip(count: number): Promise<void> {
    this.#next += count;
    await this.#closeActive();
  }

  /** Forces to the disk what is not there yet, if the limits want it. */
  async sync(): Promise<void> {
    if (!this.#isUnsynced) return;
    this.#isUnsynced = false;
    await this.#active?.datasync();
  }

  /** The place of a record, or of the next one that there is. `undefined` if there is none from there on. */
  seek(sequence: number): ReadPosition | undefined {
    const segment = this.#segments.find((one) => one.first + one.count > sequence);
    return segment === undefined ? undefined : { segment, sequence: segment.first, offset: 0 };
  }

  /**
   * Payloads from a position on, which is moved behind them; valid until the next call. An empty list: there is nothing more in this segment, or
   * nothing that can be read, and the reader goes on behind it. Rejects if the segment is gone.
   */
  async read(position: ReadPosition, most: number): Promise<readonly Buffer[]> {
    const { segment } = position;
    // Records that are being written are not yet of the log
    const room = segment.first + segment.count - position.sequence;
    if (room <= 0) return [];
    position.reader ??= new SegmentReader(await open(segment.path, 'r'));
    const { payloads, next } = await position.reader.read(position.offset, Math.min(most, room));
    position.sequence += payloads.length;
    position.offset = next;
    return payloads;
  }

  /**
   * Removes segments whose records all have been read, then the oldest beyond the limits.
   *
   * @param read the number of the first record that somebody has still to read
   */
  async trim(read: number, now: number): Promise<void> {
    const { maxBytes, maxAgeMs } = this.#limits;
    let bytes = this.bytes;
    while (this.#segments.length > 1) {
      const [oldest] = this.#segments;
      if (oldest === undefined) return;
      const isRead = oldest.first + oldest.count <= read;
      if (!isRead && bytes <= maxBytes && now - oldest.newest <= maxAgeMs) return;
      bytes -= oldest.bytes;
      await this.dropOldest();
    }
  }

  /** Removes the oldest segment, unless it is the only one. @returns whether one was removed */
  async dropOldest(): Promise<boolean> {
    const [oldest, ...others] = this.#segments;
    if (oldest === undefined || others.length === 0) return false;
    this.#segments = others;
    await rm(oldest.path, { force: true });
    return true;
  }

  async close(): Promise<void> {
    if (this.#limits.sync !== 'never') await this.#active?.datasync();
    await this.#closeActive();
  }

  async #closeActive(): Promise<void> {
    const file = this.#active;
    this.#active = undefined;
    await file?.close();
  }

  async #writable(): Promise<Segment> {
    const last = this.#segments.at(-1);
    const continues = last !== undefined && last.first + last.count === this.#next;
    if (continues && last.bytes < this.#limits.segmentBytes) {
      this.#active ??= await open(last.path, 'r+', FILE_MODE);
      return last;
    }
    await this.sync();
    await this.#closeActive();
    if (last?.count === 0) {
      this.#segments.pop();
      await rm(last.path, { force: true });
    }
    const path = join(this.#directory, `${String(this.#next).padStart(16, '0')}.log`);
    this.#active = await open(path, 'w+', FILE_MODE);
    const segment: Segment = { path, first: this.#next, count: 0, bytes: 0, newest: Date.now() };
    this.#segments.push(segment);
    return segment;
  }

  /** Only the last segment is read: others are taken to end where the next begins, and are checked when they are read. */
  async #scan(): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => NAME.test(name)).toSorted();
    for (const [index, name] of names.entries()) {
      const path = join(this.#directory, name);
      const { size, mtimeMs } = await stat(path);
      const first = firstOf(name);
      const next = names[index + 1];
      if (next === undefined) {
        const { count, bytes } = await this.#countRecords(path);
        if (bytes < size) {
          this.repaired = size - bytes;
          await truncate(path, bytes);
        }
        this.#segments.push({ path, first, count, bytes, newest: mtimeMs });
        this.#next = first + count;
      } else {
        this.#segments.push({ path, first, count: firstOf(next) - first, bytes: size, newest: mtimeMs });
      }
    }
  }

  async #countRecords(path: string): Promise<{ count: number; bytes: number }> {
    const reader = new SegmentReader(await open(path, 'r'));
    try {
      let count = 0;
      let bytes = 0;
      for (;;) {
        const { payloads, next, end } = await reader.read(bytes, Infinity);
        count += payloads.length;
        bytes = next;
        if (end !== 'more') return { count, bytes };
      }
    } finally {
      await reader.close();
    }
  }
}

function firstOf(name: string): number {
  return Number(NAME.exec(name)?.[1]);
}

/** All pieces at once, as a rule; what the disk did not take of them again as one. */
async function writeAll(file: FileHandle, pieces: readonly Buffer[], length: number, at: number): Promise<void> {
  const { bytesWritten } = await file.writev(pieces, at);
  if (bytesWritten === length) return;
  const rest = Buffer.concat(pieces).subarray(bytesWritten);
  for (let done = 0; done < rest.length;) {
    done += (await file.write(rest, done, rest.length - done, at + bytesWritten + done)).bytesWritten;
  }
}
