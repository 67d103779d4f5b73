/** A program that reads lines from its standard input. */
import { spawn, type ChildProcess } from 'node:child_process';
import { escapeControls } from '../../terminal.ts';

/** As much of its standard error as people are shown. */
const SHOWN = 300;

export interface Ended {
  /** `exit status 1`, `signal SIGKILL`, with the end of what it said on standard error. */
  readonly what: string;
  readonly isGood: boolean;
}

export class LineProgram {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ended>;
  #said = '';
  #hasEnded = false;

  constructor(commandLine: string) {
    const child = spawn('/bin/sh', ['-c', commandLine], { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said = (this.#said + text).slice(-SHOWN)));
    // A program that ends without reading: its exit status says more
    child.stdin?.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      const end = (what: string, isGood: boolean): void => {
        this.#hasEnded = true;
        const said = escapeControls(this.#said.trim());
        resolve({ what: said === '' ? what : `${what}: ${said}`, isGood });
      };
      child.once('error', (error) => end(error.message, false));
      child.once('close', (code, signal) =>
        end(signal === null ? `exit status ${code}` : `signal ${signal}`, code === 0),
      );
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves when the program's pipe has taken the lines; rejects if it has ended or ends before. */
  async write(lines: Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#child.stdin?.write(lines, (error) => (error ? reject(error) : resolve()));
    });
    const ended = this.ended.then(({ what }) => {
      throw new Error(`the program ended: ${what}`);
    });
    await Promise.race([written, ended]);
  }

  /** Nothing more will come. */
  finish(): void {
    this.#child.stdin?.end();
  }

  /** Ends the program and what it has started. */
  kill(): void {
    if (this.#child.pid === undefined || this.#hasEnded) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It has ended in between
    }
  }
}
