/** Other rules while the engine runs: loaded and compiled beside it, then put in force between two events. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { ruleChanges } from '@lanner/engine/runtime';
import type { Alert } from '@lanner/engine/runtime';
import { THREAD_LIMITS } from './filters.ts';
import { NO_FILTERS, buffersOf } from './make-filters.ts';
import type { FromEngine, MadeFilters, ToEngine } from './messages.ts';
import type { FromReload, ReloadInput } from './reload-thread.ts';
import { failureAlert, reloadedText } from './reload-report.ts';
import { fixedChanges, type RuleSet, type RuleSetSources } from './rule-set.ts';
import { FileWatch } from './watching.ts';

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './reload-thread.ts' : './reload-thread.js', import.meta.url);
/** Falco waits as long: one change of files is several events. */
const DEBOUNCE_MS = 100;

export type ReloadAnswer = Extract<FromEngine, { kind: 'reloaded' | 'kept' }>;

export interface ReloadOptions {
  readonly engine: Worker;
  readonly sources: RuleSetSources;
  /** The rules that are in force. */
  readonly ruleSet: RuleSet;
  readonly kernelFilter: boolean;
  readonly hostname: string;
  readonly raise: (alert: Alert) => void;
  readonly say: (level: 'error' | 'warning' | 'info', text: string) => void;
  /** A reload is about to be given to the engine: what is still being made of the rules before is void. */
  readonly onReloading: () => void;
  readonly onReloaded: (ruleSet: RuleSet) => void;
}

type Loaded =
  | { readonly kind: 'failed' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'loaded'; readonly ruleSet: RuleSet; readonly made: MadeFilters };

export class Reloads {
  readonly #options: ReloadOptions;
  readonly #watch: FileWatch;
  #ruleSet: RuleSet;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #isWanted = false;
  #isClosed = false;
  #thread: Worker | undefined;
  #answer: ((answer: ReloadAnswer) => void) | undefined;

  constructor(options: ReloadOptions) {
    this.#options = options;
    this.#ruleSet = options.ruleSet;
    this.#watch = new FileWatch(() => this.request());
    this.#follow();
  }

  /** Files may have changed. Requests that come together, or while a reload is under way, make one more. */
  request(): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#begin(), DEBOUNCE_MS);
  }

  /** The engine has taken other rules, or has not. */
  answered(answer: ReloadAnswer): void {
    this.#answer?.(answer);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#watch.close();
    void this.#thread?.terminate();
  }

  #follow(): void {
    this.#watch.watch(this.#ruleSet.watch ? this.#ruleSet.paths : []);
  }

  async #begin(): Promise<void> {
    this.#isWanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#isWanted && !this.#isClosed) {
      this.#isWanted = false;
      await this.#reload();
    }
    this.#isRunning = false;
  }

  async #reload(): Promise<void> {
    const { say } = this.#options;
    const started = performance.now();
    const loaded = await this.#load();
    if (this.#isClosed || loaded.kind === 'failed') return;
    if (loaded.kind === 'unchanged') return say('info', 'nothing has changed: the rules stay as they are');
    const { ruleSet, made } = loaded;
    const answer = await this.#give(ruleSet, made);
    if (answer.kind === 'kept') return this.#failed(`the kernel does not take the rules: ${answer.reason}`);
    const before = this.#ruleSet;
    this.#ruleSet = ruleSet;
    this.#follow();
    this.#options.onReloaded(ruleSet);
    const { rules } = ruleSet.rulebook;
    const changes = ruleChanges(before.rulebook.rules, rules);
    say('info', reloadedText({ rules, changes, answer, ms: performance.now() - started }));
    if (answer.refusals.length > 0) {
      const names = answer.refusals.map(({ name }) => name).join(', ');
      say('warning', `the kernel took no filter for ${names}; all of these events are sent`);
    }
    const fixed = fixedChanges(before, ruleSet);
    if (fixed.length > 0) say('warning', `a change that takes a restart: ${fixed.join(', ')}`);
  }

  #give(ruleSet: RuleSet, made: MadeFilters): Promise<ReloadAnswer> {
    this.#options.onReloading();
    return new Promise((resolve) => {
      this.#answer = resolve;
      const message: ToEngine = { kind: 'reload', rulebook: ruleSet.rulebook, made };
      this.#options.engine.postMessage(message, buffersOf(made));
    });
  }

  async #load(): Promise<Loaded> {
    const { sources, kernelFilter } = this.#options;
    const workerData: ReloadInput = { sources, kernelFilter, fingerprint: this.#ruleSet.fingerprint };
    const thread = new Worker(THREAD, { workerData, stderr: true, resourceLimits: THREAD_LIMITS });
    this.#thread = thread;
    let result: FromReload | undefined;
    let made: MadeFilters | undefined;
    thread.on('message', (message: FromReload) => {
      if (message.kind === 'made') ({ made } = message);
      else result = message;
    });
    const told = text(thread.stderr);
    let problem: string | undefined;
    thread.once('error', (error) => (problem = error instanceof Error ? error.message : String(error)));
    await once(thread, 'exit').catch(() => undefined);
    const messages = await told;
    this.#thread = undefined;
    if (this.#isClosed) return { kind: 'failed' };
    if (result === undefined) {
      this.#failed(problem ?? messages, problem === undefined ? messages : '');
      return { kind: 'failed' };
    }
    process.stderr.write(messages);
    if (result.kind !== 'loaded') return { kind: 'unchanged' };
    if (made === undefined) {
      this.#options.say('warning', `the rules are not compiled for the kernel: ${problem}; all events are sent`);
    }
    return { kind: 'loaded', ruleSet: result.ruleSet, made: made ?? NO_FILTERS };
  }

  /** @param told what is wrong, if standard error is to have it as it is */
  #failed(reason: string, told = ''): void {
    const { raise, say, hostname } = this.#options;
    process.stderr.write(told);
    say('error', told === '' ? `${reason}; the rules stay as they are` : 'the rules stay as they are');
    raise(failureAlert(reason, BigInt(Date.now()) * 1_000_000n, hostname));
  }
}
