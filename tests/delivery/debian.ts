/** Servers from Debian's packages, unpacked into a directory of their own: nothing of the system is touched. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Fetches the packages and unpacks them below the directory. Gives why that was not possible, if it was not. */
export function unpackPackages(directory: string, names: readonly string[]): string | undefined {
  const fetched = spawnSync('apt-get', ['download', ...names], { cwd: directory, encoding: 'utf8' });
  if (fetched.error !== undefined) return `there is no apt-get: ${fetched.error.message}`;
  if (fetched.status !== 0) return `apt-get download ${names.join(' ')} failed: ${fetched.stderr.trim()}`;
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.deb'))) {
    const unpacked = spawnSync('dpkg', ['-x', file, directory], { cwd: directory, encoding: 'utf8' });
    if (unpacked.status !== 0) return `dpkg -x ${file} failed: ${unpacked.stderr}`;
  }
  return undefined;
}

/** Where the libraries of unpacked packages are. */
export function librariesIn(directory: string): string {
  const base = join(directory, 'usr/lib');
  return join(base, readdirSync(base).find((name) => name.endsWith('-linux-gnu')) ?? '');
}

export class Server {
  readonly #child: ChildProcess;
  #said = '';

  /** Starts a program of the unpacked packages in the foreground. */
  constructor(directory: string, program: string, args: readonly string[]) {
    this.#child = spawn(join(directory, 'usr/sbin', program), args, {
      env: { ...process.env, LD_LIBRARY_PATH: librariesIn(directory) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (text) => (this.#said += String(text)));
    this.#child.stderr?.on('data', (text) => (this.#said += String(text)));
  }

  /** Comes back when the condition holds; throws with what the server said if it ends before. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) {
      if (this.#isOver()) throw new Error(`${this.#child.spawnfile} has ended: ${this.#said}`);
      await sleep(20);
    }
  }

  async end(): Promise<void> {
    if (this.#isOver()) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }

  #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
