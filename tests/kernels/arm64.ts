/** Does the probe compile for arm64? A build check: nothing is run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROBE = fileURLToPath(new URL('../../probe/', import.meta.url));

export interface ArmBuild {
  /** How many programs the object holds. */
  readonly programs: number;
  /** What the compiler said, if it refused. */
  readonly error?: string;
}

/** Compiles with the flags of probe/Makefile; warnings are errors. */
export function buildForArm64(): ArmBuild {
  const directory = mkdtempSync(join(tmpdir(), 'lanner-arm64-'));
  try {
    const object = join(directory, 'lanner.bpf.o');
    const make = spawnSync('make', ['-C', PROBE, 'TARGET_ARCH=arm64', `OBJECT=${object}`, object], {
      encoding: 'utf8',
    });
    if (make.status !== 0) return { programs: 0, error: make.stderr.trim() };
    const symbols = spawnSync('llvm-readelf', ['--symbols', '--wide', object], { encoding: 'utf8' });
    return { programs: symbols.stdout.split('\n').filter((line) => /\bFUNC\s+GLOBAL\b/.test(line)).length };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
