/** `evt.is_open_*`: what an open was for, and what it made. */
import { memberOffset } from '@lanner/capture';
import type { EventDef } from '@lanner/schema';
import type { LiveEvent } from '../event.ts';
import type { FieldImplementation, FieldTable } from './types.ts';

const OPENS = new Set(['open', 'openat', 'openat2', 'open_by_handle_at']);
const O_ACCMODE = 3;
const O_RDONLY = 0;
const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0o100;
/** Less the bit for directories, which it holds too. */
const O_TMPFILE = 0o20000000;
/** Set by the probe. */
const O_F_CREATED = 0x10000000;
const EXEC_BITS = 0o111;

interface Open {
  /** Bits of the call; creat has no such argument. */
  readonly flags: number;
  readonly mode: number;
  readonly failed: boolean;
}

function has(open: Open, bits: number): boolean {
  return (open.flags & bits) !== 0;
}

/** `ofCreat`: the answer for the call that only makes files. Other events are no opens. */
function open(test: (open: Open) => boolean, ofCreat: (open: Open) => boolean): FieldImplementation {
  return {
    bind: (_, event) => {
      const read = reader(event);
      if (read === undefined) return () => false;
      return event.name === 'creat' ? (e) => ofCreat(read(e)) : (e) => test(read(e));
    },
  };
}

function reader(event: EventDef): ((e: LiveEvent) => Open) | undefined {
  if (event.name !== 'creat' && !OPENS.has(event.name)) return undefined;
  const flags = event.name === 'creat' ? undefined : memberOffset(event.name, 'flags');
  const mode = event.params.some(({ name }) => name === 'mode') ? memberOffset(event.name, 'mode') : undefined;
  return ({ record }) => ({
    flags: flags === undefined ? 0 : record.u32(flags),
    mode: mode === undefined ? 0 : record.u32(mode),
    failed: record.ret < 0,
  });
}

function access(one: number): FieldImplementation {
  return open(
    ({ flags }) => (flags & O_ACCMODE) === one || (flags & O_ACCMODE) === O_RDWR,
    () => false,
  );
}

export const OPEN_FIELDS: FieldTable = {
  'evt.is_open_read': access(O_RDONLY),
  'evt.is_open_write': access(O_WRONLY),
  'evt.is_open_create': open(
    (one) => has(one, O_F_CREATED) || (has(one, O_TMPFILE) && !one.failed),
    (one) => !one.failed,
  ),
  'evt.is_open_exec': open(
    (one) => has(one, O_CREAT | O_TMPFILE) && (one.mode & EXEC_BITS) !== 0,
    (one) => (one.mode & EXEC_BITS) !== 0,
  ),
};
