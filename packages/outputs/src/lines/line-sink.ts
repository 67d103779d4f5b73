/** The one shape of what lines can be written to. */

export interface LineSink {
  /** For people, in messages about the channel: `stdout`, or the kind and the place. */
  readonly name: string;
  /**
   * Takes one or several whole lines, each with its line feed (bytes are UTF-8), in the order in which they are to appear. Resolves when
   * they have been handed to the kernel, so that awaiting it is the back-pressure; not awaiting it queues them in
   * memory. Rejects if they could not be written; lines given later are tried again.
   */
  write(lines: string | Uint8Array): Promise<void> | void;
  /** Opens what is open anew before the next lines, for channels that hold a file. */
  reopen?(): void;
  /** Resolves when all that was given has been written or has failed, and what was opened is closed. */
  close(): Promise<void>;
}
