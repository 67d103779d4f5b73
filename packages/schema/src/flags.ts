/** The flag sets: names for the bits and values of arguments, and the way from values to text. */
import { BPF_FLAG_SETS } from './flags/bpf.ts';
import { ERRNOS } from './flags/errno.ts';
import { FILE_FLAG_SETS } from './flags/file.ts';
import { NET_FLAG_SETS } from './flags/net.ts';
import { OPEN_FLAG_SETS } from './flags/open.ts';
import { PROCESS_FLAG_SETS } from './flags/process.ts';
import { PTRACE_FLAG_SETS } from './flags/ptrace.ts';
import { SIGNALS } from './flags/signals.ts';
import type { FlagSet } from './flags/types.ts';

export { CAPABILITIES, renderCapabilities } from './flags/capabilities.ts';
export { decodeFlags, encodeFlags, isUnencoded } from './flags/encode.ts';
export { ERRNOS } from './flags/errno.ts';
export { CREAT_FLAG_BITS, OPEN_FLAG_BITS } from './flags/open.ts';
export { CLONE_FLAG_BITS } from './flags/process.ts';
export {
  flagNames,
  renderErrno,
  renderErrnoWithNumber,
  renderFlags,
  renderFlagsWithNumber,
  renderResult,
} from './flags/render.ts';
export { SIGNALS } from './flags/signals.ts';
export { encodedOf } from './flags/types.ts';
export type { FlagEntry, FlagSet } from './flags/types.ts';

export const FLAG_SETS: readonly FlagSet[] = [
  ...OPEN_FLAG_SETS,
  ...FILE_FLAG_SETS,
  ...NET_FLAG_SETS,
  ...PROCESS_FLAG_SETS,
  ...PTRACE_FLAG_SETS,
  ...BPF_FLAG_SETS,
  SIGNALS,
  ERRNOS,
];

const BY_NAME: ReadonlyMap<string, FlagSet> = new Map(FLAG_SETS.map((set) => [set.name, set]));

/** The flag set of this name, as `ParamDef.flags` gives it. Undefined if there is none. */
export function findFlagSet(name: string): FlagSet | undefined {
  return BY_NAME.get(name);
}
