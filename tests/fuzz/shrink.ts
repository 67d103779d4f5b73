/** A finding made smaller: pieces are left out as long as the same goes wrong. */
import { problemOf } from './execute.ts';
import type { Finding } from './execute.ts';
import { judgeFiles } from './oracle.ts';
import { Random } from './random.ts';

const BUDGET_MS = 10_000;

/** The files of the finding, shorter where that was possible in a few seconds. */
export function shrink(finding: Finding): readonly string[] {
  const end = performance.now() + BUDGET_MS;
  let files = finding.files;
  for (let at = 0; at < files.length; at++) {
    for (let size = (files[at]?.length ?? 0) >> 1; size > 0 && performance.now() < end; size >>= 1) {
      for (let start = 0; start < (files[at]?.length ?? 0) && performance.now() < end;) {
        const text = files[at] ?? '';
        const shorter = files.with(at, text.slice(0, start) + text.slice(start + size));
        if (failsAlike(shorter, finding)) files = shorter;
        else start += size;
      }
    }
  }
  return files;
}

/** The checks leave some things to chance: several streams are tried. */
function failsAlike(files: readonly string[], { kind, seed, number }: Finding): boolean {
  return [number, 0, 1].some((stream) => {
    try {
      judgeFiles(files, new Random(seed + 1, stream));
      return false;
    } catch (error) {
      return problemOf(error).kind === kind;
    }
  });
}
