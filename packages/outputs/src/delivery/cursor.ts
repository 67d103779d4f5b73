/**
 * The position of a channel in the log, on disk: the number of the first alert that has not been delivered. Two places
 * are written in turn, each with a counter and a checksum, so that a write that is cut leaves the one before.
 */
import { closeSync, constants, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

const PLACE = 32;
const CHECKED = 16;

export class Cursor {
  #file: number | undefined;
  #turn = 0n;
  #saved: number | undefined;

  /** Throws with the error of the system if the file cannot be made. Without a path nothing is kept. */
  constructor(path?: string) {
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const bytes = Buffer.alloc(2 * PLACE);
    readSync(this.#file, bytes, 0, bytes.length, 0);
    for (const place of [bytes.subarray(0, PLACE), bytes.subarray(PLACE)]) {
      const turn = place.readBigUInt64LE(0);
      if (crc32(place.subarray(0, CHECKED)) !== place.readUInt32LE(CHECKED) || turn <= this.#turn) continue;
      this.#turn = turn;
      this.#saved = Number(place.readBigUInt64LE(8));
    }
  }

  /** What was saved last; `undefined` if nothing was. */
  get saved(): number | undefined {
    return this.#saved;
  }

  /** It survives the end of this process as soon as this returns. @returns the position */
  save(position: number): number {
    if (this.#file === undefined || position === this.#saved) return position;
    this.#turn++;
    const place = Buffer.alloc(PLACE);
    place.writeBigUInt64LE(this.#turn, 0);
    place.writeBigUInt64LE(BigInt(position), 8);
    place.writeUInt32LE(crc32(place.subarray(0, CHECKED)), CHECKED);
    writeSync(this.#file, place, 0, PLACE, Number(this.#turn % 2n) * PLACE);
    this.#saved = position;
    return position;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
