/** Recordings of what a runtime answers, whole, as it came over the wire. For the tests beside it; it has no test of its own. */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bytes } from '../protobuf/index.ts';
import type { Message } from '../protobuf/index.ts';

/** A pod as the runtime tells of it: of each answer its messages, each compressed by gzip and in base64. */
export interface RecordedPod {
  readonly container: string;
  readonly sandbox: string;
  /** How the image was asked for. */
  readonly image: string;
  /** The code of the status in place of an answer about what is not there. */
  readonly absent: number;
  readonly version: string;
  readonly listContainers: string;
  readonly listSandboxes: string;
  readonly containerStatus: string;
  readonly sandboxStatus: string;
  readonly imageStatus: string;
  /** Those of its life, and that of a second container which was soon gone. */
  readonly events: readonly string[];
}

export interface Recording {
  /** What was recorded, and how. */
  readonly about: string;
  readonly pods: Readonly<Record<string, RecordedPod>>;
}

/** A message as it is. */
export const RAW: Message<Uint8Array> = {
  ...bytes,
  initial: undefined,
  write: (out, value) => bytes.write(out, value ?? bytes.initial),
  encode: (message) => message as Uint8Array,
  decode: (message) => Uint8Array.from(message),
};

export function pack(message: Uint8Array): string {
  return gzipSync(message, { level: 9 }).toString('base64');
}

export function unpack(packed: string): Uint8Array {
  return gunzipSync(Buffer.from(packed, 'base64'));
}

export function readRecording(file: URL): Recording {
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}
