/** Programs that wait until somebody watches. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { after } from 'node:test';

const children: ChildProcess[] = [];
// A test that failed leaves one waiting for ever.
after(() => {
  for (const child of children) child.kill();
});

export interface Waiting {
  readonly pid: number;
  /** Gives a line to read. */
  next(): void;
  /** The same for the last time. Resolves when the shell has ended. */
  go(): Promise<void>;
}

/** A shell that waits for a line, and then does what it is told; it can wait for further lines by `read -r _`. */
export function waiting(script: string): Waiting {
  const child = spawn('sh', ['-c', `read -r _; ${script}`], { stdio: ['pipe', 'ignore', 'ignore'] });
  children.push(child);
  return {
    pid: child.pid ?? 0,
    next: () => void child.stdin.write('\n'),
    go: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve());
        child.stdin.end('\n');
      }),
  };
}
