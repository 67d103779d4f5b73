/** `lanner run`: the live engine. */
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Scope } from '@lanner/capture';
import { alertToJson, alertToText } from '@lanner/engine';
import type { Alert } from '@lanner/engine';
import { loadRules, renderDiagnostic } from '@lanner/language';
import type { CheckedRule, SourceFile } from '@lanner/language';
import { formatPretty, openFile, openStdout, wantsColour } from '@lanner/outputs';
import type { Channel } from '@lanner/outputs';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { demandRequirements } from '../doctor/demand.ts';
import { thisMachine } from '../doctor/machine.ts';
import { UserError } from '../errors.ts';
import { readRuleFiles } from '../rule-files.ts';
import { spawnGated } from './gate.ts';
import type { EngineInput, FromEngine, Summary } from './messages.ts';
import { startText, summaryText } from './report.ts';
import { ancestorsOf, scopeOfCgroup, scopeOfPid } from './scope.ts';

interface RunOptions {
  readonly rules?: readonly string[];
  readonly json?: boolean;
  readonly output?: string;
  readonly scopePid?: number;
  readonly scopeCgroup?: string;
  readonly all?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_RULES = fileURLToPath(new URL('../../../../rules', import.meta.url));
const ENGINE = new URL(import.meta.url.endsWith('.ts') ? './engine.ts' : './engine.js', import.meta.url);
const SIGNAL_BASE = 128;
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function parsePid(text: string): number {
  const pid = Number(text);
  if (!Number.isInteger(pid) || pid <= 0) throw new InvalidArgumentError('a process number is expected');
  return pid;
}

export function registerRun(program: Command): void {
  program
    .command('run')
    .summary('watch, and raise alerts')
    .description(
      'Watches live what processes do and judges it. Alerts go to standard output, messages to standard error.\n' +
        'With a command behind --, watches just that command and what it starts, ends with it and with its exit status.\n' +
        'SIGINT and SIGTERM detach cleanly and show what was seen, matched and lost.',
    )
    .argument('[command...]', 'command to start and watch, behind --')
    .option('-r, --rules <path>', 'rule file or directory; can be repeated (default: the rules of Lanner)', collect)
    .option('--json', 'alerts as JSON, one a line')
    .option('--output <file>', 'append alerts to a file instead of standard output')
    .option('--scope-pid <pid>', 'watch one process and what it starts', parsePid)
    .option('--scope-cgroup <directory>', 'watch the processes of a cgroup')
    .option('--all', 'raise an alert for every rule that matches an event, not only for the first')
    .option('-q, --quiet', 'no messages but errors')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner run                                 everything, with the default rules\n' +
        '  lanner run -r falco_rules.yaml --json      rules of your own, alerts for a pipeline\n' +
        '  lanner run -- make install                 what does this command do?',
    )
    .action((command: string[], options: RunOptions) => run(command, options));
}

function load(paths: readonly string[]): { files: readonly SourceFile[]; rules: readonly CheckedRule[] } {
  const files = readRuleFiles(paths);
  const { rules, diagnostics } = loadRules(files);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const colour = wantsColour(process.stderr);
    for (const error of errors) process.stderr.write(`${renderDiagnostic(error, { colour })}\n\n`);
    throw new UserError(`the rules cannot be used: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`);
  }
  if (rules.length === 0) throw new UserError(`there are no rules in ${paths.join(', ')}`);
  return { files, rules };
}

async function run(command: readonly string[], options: RunOptions): Promise<void> {
  const { files, rules } = load(options.rules ?? [DEFAULT_RULES]);
  demandRequirements(thisMachine());
  const say = (text: string) => void (options.quiet === true || process.stderr.write(text));
  const channel = options.output === undefined ? openStdout() : await openFile(options.output);
  const gated = command.length > 0 ? spawnGated(command) : undefined;
  const { pid } = gated?.child ?? {};
  if (gated !== undefined && pid === undefined) throw new UserError('the command cannot be started');
  const scope =
    pid === undefined ? scopeFrom(options) : ({ kind: 'pids', pids: [pid], known: ancestorsOf(pid) } as const);
  const format = formatter(options);
  const input: EngineInput = {
    rules,
    scope,
    matching: options.all === true ? 'all' : 'first',
    hostname: process.env['FALCO_HOSTNAME'] ?? hostname(),
  };
  const worker = new Worker(ENGINE, { workerData: input });
  const stop = () => worker.postMessage({ kind: 'stop' });
  let status = 0;
  gated?.child.once('exit', (code, signal) => {
    status = code ?? SIGNAL_BASE + (SIGNAL_NUMBERS[signal ?? ''] ?? 0);
    stop();
  });
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const summary = await serve(worker, channel, format, (ready) => {
      say(startText({ rules, files: files.length, scope, processes: ready.processes, eventTypes: ready.eventTypes }));
      gated?.release();
    });
    await channel.close();
    say(summaryText(summary));
  } catch (error) {
    gated?.child.kill();
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  process.exitCode = status;
}

function scopeFrom(options: RunOptions): Scope {
  if (options.scopePid !== undefined) return scopeOfPid(options.scopePid);
  if (options.scopeCgroup !== undefined) return scopeOfCgroup(options.scopeCgroup);
  return { kind: 'all' };
}

function formatter(options: RunOptions): (alert: Alert) => string {
  if (options.json === true) return (alert) => `${alertToJson(alert)}\n`;
  if (options.output !== undefined || !process.stdout.isTTY) return (alert) => `${alertToText(alert)}\n`;
  const colour = wantsColour(process.stdout);
  return (alert) => formatPretty(alert, { colour, width: process.stdout.columns });
}

/** Passes alerts on until the engine is done. */
function serve(
  worker: Worker,
  channel: Channel,
  format: (alert: Alert) => string,
  onReady: (ready: Extract<FromEngine, { kind: 'ready' }>) => void,
): Promise<Summary> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromEngine) => {
      switch (message.kind) {
        case 'ready':
          return onReady(message);
        case 'alerts':
          void Promise.resolve(channel.write(message.alerts.map(format).join(''))).catch(reject);
          return;
        case 'failed':
          return reject(
            new UserError(message.message, '`lanner doctor` tells what works on this machine and what to do.'),
          );
        case 'done':
          return resolve(message.summary);
      }
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`the engine thread ended with ${code}`)));
  });
}
