/** How the records of a batch are sent: by partition, in order, and no more at once than a broker takes. */

export interface Sized {
  readonly topic: string;
  readonly key: Buffer | undefined;
  readonly value: Buffer;
  readonly headers: Map<string, string>;
  /** Milliseconds since the epoch. */
  readonly timestamp: bigint;
}

export interface Chunk {
  /** Their places in the batch. */
  readonly indices: number[];
  readonly messages: (Omit<Sized, 'key'> & { readonly key?: Buffer; readonly partition: number })[];
}

/** What goes to one partition. */
export interface Part {
  readonly chunks: Chunk[];
}

/** Of a record besides its key and value, generously: lengths, timestamps, the header. */
const OVERHEAD = 100;

/** @param indices which of the records, all of one topic */
export function partsOf(
  records: readonly Sized[],
  indices: readonly number[],
  partitionOf: (record: Sized) => number,
  maxBytes: number,
): Part[] {
  const parts = new Map<number, Part & { room: number }>();
  for (const index of indices) {
    const record = records[index];
    if (record === undefined) continue;
    const partition = partitionOf(record);
    const { key, ...others } = record;
    const part = parts.get(partition) ?? { chunks: [], room: 0 };
    parts.set(partition, part);
    const size = record.value.length + (key?.length ?? 0) + OVERHEAD;
    let chunk = part.chunks.at(-1);
    if (chunk === undefined || part.room < size) {
      chunk = { indices: [], messages: [] };
      part.chunks.push(chunk);
      part.room = maxBytes;
    }
    part.room -= size;
    chunk.indices.push(index);
    chunk.messages.push({ ...others, partition, ...(key === undefined ? {} : { key }) });
  }
  return [...parts.values()];
}
