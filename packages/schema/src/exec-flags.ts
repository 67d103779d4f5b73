/**
 * Bits of the `flags` parameter of execve, and of `process.exeFlags` in the records: what the probe found out about the
 * executable.
 */
export const EXEC_FLAG_BITS = [
  { name: 'EXE_WRITABLE', value: 1 },
  { name: 'EXE_UPPER_LAYER', value: 2 },
  { name: 'EXE_FROM_MEMFD', value: 4 },
  { name: 'EXE_LOWER_LAYER', value: 8 },
] as const;
