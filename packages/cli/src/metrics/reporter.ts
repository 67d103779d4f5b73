/** Tells from time to time what was counted: as an alert, and as a line of a file. */
import { appendFile } from 'node:fs/promises';
import { stringify, type Alert } from '@lanner/engine/runtime';
import { nanoseconds, snapshotFields } from './fields.ts';
import type { MetricsOptions } from './options.ts';
import type { Snapshot } from './snapshot.ts';

export interface ReporterParts {
  readonly options: MetricsOptions;
  snapshot(): Snapshot;
  /** Takes the alert. */
  raise(alert: Alert): void;
  log(level: 'error', message: string): void;
}

export class Reporter {
  readonly #parts: ReporterParts;
  readonly #timer: NodeJS.Timeout;
  #before: Snapshot | undefined;
  #samples = 0;
  #isFailing = false;
  #writing: Promise<void> = Promise.resolve();

  /** Begins; the first time is after one interval. */
  constructor(parts: ReporterParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.report(), parts.options.interval).unref();
  }

  report(): void {
    const { options, raise, snapshot } = this.#parts;
    const now = snapshot();
    const alert = metricsAlert(now, this.#before, options);
    this.#before = now;
    this.#samples++;
    if (options.output_rule) raise(alert);
    if (options.output_file !== '') {
      const line = stringify({ sample: this.#samples, output_fields: Object.fromEntries(alert.fields) });
      this.#writing = this.#writing.then(() => this.#write(`${line}\n`));
    }
  }

  /** Ends; what was to be written is. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.#writing;
  }

  async #write(line: string): Promise<void> {
    const { options, log } = this.#parts;
    try {
      await appendFile(options.output_file, line);
      this.#isFailing = false;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#isFailing) log('error', `metrics.output_file cannot be written: ${reason}`);
      this.#isFailing = true;
    }
  }
}

/** The alert that Falco raises about its metrics, key for key. */
export function metricsAlert(snapshot: Snapshot, before: Snapshot | undefined, options: MetricsOptions): Alert {
  return {
    time: nanoseconds(snapshot.time),
    rule: 'Falco internal: metrics snapshot',
    priority: 'Informational',
    source: 'internal',
    hostname: snapshot.identity.hostname,
    tags: [],
    message: 'Falco metrics snapshot',
    fields: snapshotFields(snapshot, before, options),
  };
}
