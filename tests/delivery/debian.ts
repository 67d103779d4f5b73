/** Servers from Debian's packages, unpacked into a directory of their own: nothing of the system is touched. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Fetches the packages, with all that they need and is not installed, and unpacks them below the directory. Gives why
 * that was not possible, if it was not.
 */
export function unpackPackages(directory: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const archives = join(directory, 'archives');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  const only = ['--download-only', '--reinstall', '--no-install-recommends', '-y', '-qq'];
  const places = [
    '-o',
    `Dir::Cache::archives=${archives}`,
    '-o',
    'Debug::NoLocking=1',
    '-o',
    'APT::Sandbox::User=root',
  ];
  const fetched = spawnSync('apt-get', ['install', ...only, ...places, ...names], { encoding: 'utf8' });
  if (fetched.error !== undefined) return `there is no apt-get: ${fetched.error.message}`;
  if (fetched.status !== 0) return `apt-get cannot fetch ${names.join(' ')}: ${fetched.stderr.trim()}`;
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    const unpacked = spawnSync('dpkg', ['-x', join(archives, file), directory], { encoding: 'utf8' });
    if (unpacked.status !== 0) return `dpkg -x ${file} failed: ${unpacked.stderr}`;
  }
  return undefined;
}

/** Where the libraries of unpacked packages are. */
export function librariesIn(directory: string): string {
  const base = join(directory, 'usr/lib');
  const names = existsSync(base) ? readdirSync(base) : [];
  return join(base, names.find((name) => name.endsWith('-linux-gnu')) ?? '');
}

function programIn(directory: string, name: string): string {
  const places = ['usr/sbin', 'usr/bin'].map((place) => join(directory, place, name));
  return places.find((path) => existsSync(path)) ?? name;
}

export class Server {
  readonly #child: ChildProcess;
  #said = '';

  /** Starts a program in the foreground: one of the unpacked packages, or whatever has the path. */
  constructor(directory: string, program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(programIn(directory, program), args, {
      cwd: directory,
      env: { ...process.env, LD_LIBRARY_PATH: librariesIn(directory), ...env },
      // Some end with their standard input
      stdio: 'pipe',
    });
    this.#child.on('error', (error) => (this.#said += error.message));
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

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#isOver()) return;
    const exit = once(this.#child, 'exit');
    if (signal === 'SIGKILL') this.#signalAll(signal);
    else this.#child.kill(signal);
    await exit;
  }

  /** It is there and does nothing, until it is killed. */
  freeze(): void {
    this.#signalAll('SIGSTOP');
  }

  /** With the processes that it has started. */
  #signalAll(signal: 'SIGKILL' | 'SIGSTOP'): void {
    const pids = [this.#child.pid ?? 0];
    // The list grows while it is read
    for (const pid of pids) {
      pids.push(...childrenOf(pid));
    }
    for (const pid of pids) unlessGone(() => process.kill(pid, signal));
  }

  #isOver(): boolean {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function childrenOf(pid: number): readonly number[] {
  const text = unlessGone(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')) ?? '';
  return text
    .split(' ')
    .filter((one) => one !== '')
    .map(Number);
}

/** Processes end when they like: that one has ended meanwhile is no error. */
export function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
    return undefined;
  }
}
