/** What `lanner run` tells of itself: health, versions and metrics over HTTP, metrics as alerts and in a file. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, hostname, release } from 'node:os';
import { basename } from 'node:path';
import { ENGINE_VERSION, type CheckedRule, type SourceFile } from '@lanner/language';
import type { Delivery } from '@lanner/outputs/delivery';
import type { Settings } from '../config/keys.ts';
import type { LoadedConfiguration } from '../config/load.ts';
import { isTold } from '../config/log.ts';
import { isOption } from '../config/option.ts';
import { UserError, systemReason } from '../errors.ts';
import { Health } from '../health/health.ts';
import { healthPages } from '../health/pages.ts';
import { CONTENT_TYPES, exposition, preferredForm } from '../metrics/exposition.ts';
import { METRICS_OPTIONS, type MetricsOptions } from '../metrics/options.ts';
import { Reporter } from '../metrics/reporter.ts';
import type { FileSum, Identity, Snapshot } from '../metrics/snapshot.ts';
import { familiesOf } from '../metrics/table.ts';
import { readUsage } from '../metrics/usage.ts';
import { serveStatus, socketOf, type StatusSocket } from '../top/socket.ts';
import { statusOf } from '../top/status.ts';
import { lannerVersion } from '../version.ts';
import { WebServer, type Page } from '../web/server.ts';
import { bootTime } from './clock.ts';
import type { EngineCounts } from './messages.ts';

export interface RulesInForce {
  readonly rules: readonly CheckedRule[];
  /** Where they come from. */
  readonly files: readonly SourceFile[];
}

export interface TelemetryInput extends RulesInForce {
  readonly configuration: LoadedConfiguration;
  readonly delivery: Delivery;
  /** Whether a command is watched: no service, which answers only if it was told to on the command line. */
  readonly isCommand: boolean;
}

export class Telemetry {
  readonly #input: TelemetryInput;
  #identity: Identity;
  readonly #health = new Health();
  #rules: readonly CheckedRule[];
  #rulesTime = Date.now();
  #engine: EngineCounts | undefined;
  #web: WebServer | undefined;
  #reporter: Reporter | undefined;
  #socket: StatusSocket | undefined;

  private constructor(input: TelemetryInput) {
    this.#input = input;
    this.#rules = input.rules;
    this.#identity = identityOf(input);
  }

  /** Begins to answer. Throws a UserError if the web server cannot be opened as it is configured. */
  static async open(input: TelemetryInput): Promise<Telemetry> {
    const telemetry = new Telemetry(input);
    await telemetry.#openWeb();
    await telemetry.#openSocket();
    return telemetry;
  }

  /** Where it answers, if it does. */
  get url(): string | undefined {
    return this.#web?.url;
  }

  /** The engine watches. */
  watching(): void {
    const { settings } = this.#input.configuration;
    this.#health.heard();
    if (!settings['metrics.enabled'] || (!settings['metrics.output_rule'] && settings['metrics.output_file'] === ''))
      return;
    this.#reporter = new Reporter({
      options: metricsOptions(settings),
      snapshot: () => this.snapshot(),
      raise: (alert) => this.#input.delivery.submit([alert]),
      log: (level, message) => this.#log(level, message),
    });
  }

  /** Other rules are in force. */
  enforce({ rules, files }: RulesInForce): void {
    this.#rules = rules;
    this.#rulesTime = Date.now();
    this.#identity = { ...this.#identity, ruleFiles: files.map(({ name, text }) => sumOf(name, text)) };
  }

  /** What the engine has counted. */
  counted(counts: EngineCounts): void {
    this.#engine = counts;
    this.#health.heard();
  }

  snapshot(): Snapshot {
    return {
      time: Date.now(),
      identity: this.#identity,
      rulesTime: this.#rulesTime,
      rules: this.#rules,
      engine: this.#engine,
      delivery: this.#input.delivery.status,
      usage: readUsage(),
    };
  }

  stopping(): void {
    this.#health.stopping();
  }

  /** Raises no more alerts, and answers no more. */
  async close(): Promise<void> {
    await this.#reporter?.close();
    this.#socket?.close();
    await this.#web?.close();
  }

  /** Watching goes on without it. */
  async #openSocket(): Promise<void> {
    const { settings } = this.#input.configuration;
    if (!settings['status_socket.enabled']) return;
    const path = settings['status_socket.path'] || socketOf(process.pid);
    try {
      this.#socket = await serveStatus(path, () => statusOf(this.snapshot(), process.pid));
    } catch (error) {
      this.#log('warning', `lanner top cannot ask at ${path}: ${systemReason(error)}`);
    }
  }

  async #openWeb(): Promise<void> {
    const { settings, values } = this.#input.configuration;
    const written = values.get('webserver.enabled');
    if (!settings['webserver.enabled']) return;
    if (this.#input.isCommand && (written === undefined || !isOption(written.span.file))) return;
    const authority = settings['webserver.ssl_client_ca'];
    const certificates = {
      own: settings['webserver.ssl_certificate'],
      ...(authority === '' ? {} : { clientAuthority: authority }),
    };
    const [address, port] = [settings['webserver.listen_address'], settings['webserver.listen_port']];
    try {
      this.#web = await WebServer.open({
        address,
        port,
        ...(settings['webserver.ssl_enabled'] ? { certificates } : {}),
        pages: this.#pages(settings),
        log: (level, message) => this.#log(level, `web server: ${message}`),
      });
    } catch (error) {
      const advice = 'See the keys below webserver; `-o webserver.enabled=false` does without.';
      throw new UserError(`the web server cannot listen at ${address}, port ${port}: ${systemReason(error)}`, advice, {
        cause: error,
      });
    }
  }

  #pages(settings: Settings): ReadonlyMap<string, Page> {
    const isOpened = settings['metrics.enabled'] && settings['webserver.prometheus_metrics_enabled'];
    return new Map([
      ...healthPages(settings['webserver.k8s_healthz_endpoint'], {
        ills: () => this.#health.ills,
        obstacles: () => this.#health.obstacles(!this.#input.delivery.status.isFailing),
      }),
      ...(isOpened ? [['/metrics', { answer: (accept) => this.#metrics(accept) }] satisfies [string, Page]] : []),
    ]);
  }

  #metrics(accept: string | undefined): { readonly type: string; readonly body: string } {
    const { settings } = this.#input.configuration;
    const form = preferredForm(accept);
    const families = familiesOf(this.snapshot(), (group) => settings[`metrics.${group}`]);
    return { type: CONTENT_TYPES[form], body: exposition(families, form) };
  }

  #log(level: 'error' | 'warning' | 'info', message: string): void {
    const { settings } = this.#input.configuration;
    const head = level === 'info' ? '' : `${level}: `;
    if (isTold(level, settings)) process.stderr.write(`lanner: ${head}${message}\n`);
  }
}

function identityOf({ files, configuration }: TelemetryInput): Identity {
  return {
    version: lannerVersion(),
    ruleEngine: ENGINE_VERSION,
    node: process.versions.node,
    hostname: process.env['FALCO_HOSTNAME'] ?? hostname(),
    kernelRelease: release(),
    cpus: cpus().length,
    startTime: performance.timeOrigin,
    bootTime: Number(bootTime() / 1_000_000n),
    ruleFiles: files.map(({ name, text }) => sumOf(name, text)),
    configFiles: configuration.files.flatMap((name): FileSum[] => {
      try {
        return [sumOf(name, readFileSync(name))];
      } catch {
        return [];
      }
    }),
  };
}

function sumOf(path: string, content: string | Buffer): FileSum {
  return { name: basename(path), sha256: createHash('sha256').update(content).digest('hex') };
}

function metricsOptions(settings: Settings): MetricsOptions {
  const names = Object.keys(METRICS_OPTIONS);
  const given: Readonly<Record<string, unknown>> = settings;
  return Object.fromEntries(names.map((name) => [name, given[`metrics.${name}`]])) as MetricsOptions;
}
