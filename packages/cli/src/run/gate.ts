/** Starts a command that waits until the engine watches it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export interface Gated {
  readonly child: ChildProcess;
  /** Lets it begin; does nothing the second time. */
  release(): void;
}

/** The shell waits for a line on descriptor 3, closes it and becomes the command. */
const GATE = 'read -r _ <&3 || exit 1; exec 3<&-; exec "$@"';

export function spawnGated(command: readonly string[]): Gated {
  const child = spawn('/bin/sh', ['-c', GATE, 'lanner-gate', ...command], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  const gate = child.stdio[3];
  return {
    child,
    release() {
      if (gate !== null && gate !== undefined && 'end' in gate && !gate.writableEnded) gate.end('\n');
    },
  };
}
