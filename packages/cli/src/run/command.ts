/** `lanner run`: the live engine. */
import { hostname } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Scope } from '@lanner/capture';
import type { Delivery } from '@lanner/outputs/delivery';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { withRules, type RuleSwitches, type SwitchOption } from '../config/command-line.ts';
import { isTold } from '../config/log.ts';
import { demandRequirements } from '../doctor/demand.ts';
import { thisMachine } from '../doctor/machine.ts';
import { UserError } from '../errors.ts';
import { openDelivery } from './delivery.ts';
import { tellContainers } from './containers.ts';
import { makeFilters, type Cancel } from './filters.ts';
import { spawnGated } from './gate.ts';
import { followKubernetes, kubernetesSource } from './kubernetes.ts';
import type { EngineCounts, EngineInput, FromEngine } from './messages.ts';
import { Reloads } from './reload.ts';
import type { ReloadAnswer } from './reload.ts';
import { filteredText, leftText, startText, summaryText } from './report.ts';
import { loadRuleSet, type LoadedRuleSet, type RuleSetSources } from './rule-set.ts';
import { ancestorsOf, scopeOfCgroup, scopeOfPid } from './scope.ts';
import { Telemetry } from './telemetry.ts';

interface RunOptions extends RuleSwitches {
  readonly json?: boolean;
  readonly output?: string;
  readonly scopePid?: number;
  readonly scopeCgroup?: string;
  readonly all?: boolean;
  /** false for --no-kernel-filter */
  readonly kernelFilter?: boolean;
  readonly waitForFilter?: boolean;
  readonly quiet?: boolean;
}

const ENGINE = new URL(import.meta.url.endsWith('.ts') ? './engine.ts' : './engine.js', import.meta.url);
/** What is young dies young in the engine: a larger nursery costs memory, and no gain in speed was found. */
const ENGINE_LIMITS = { maxYoungGenerationSizeMb: 6 };
const SIGNAL_BASE = 128;
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

function parsePid(text: string): number {
  const pid = Number(text);
  if (!Number.isInteger(pid) || pid <= 0) throw new InvalidArgumentError('a process number is expected');
  return pid;
}

export function registerRun(command: Command): void {
  withRules(command)
    .description(
      'Watches live what processes do and judges it. Alerts go to standard output, messages to standard error.\n' +
        'With a command behind --, watches just that command and what it starts, ends with it and with its exit status.\n' +
        'SIGINT and SIGTERM detach cleanly and show what was seen, matched and lost.\n' +
        'SIGHUP, and a change of the files of rules or configuration (watch_config_files), put other rules in force while it watches.',
    )
    .argument('[command...]', 'command to start and watch, behind --')
    .option('--json', 'alerts as JSON, one a line (json_output)')
    .option('--output <file>', 'append alerts to a file instead of standard output (file_output, stdout_output)')
    .option('--scope-pid <pid>', 'watch one process and what it starts', parsePid)
    .option('--scope-cgroup <directory>', 'watch the processes of a cgroup')
    .option('--all', 'raise an alert for every rule that matches an event, not only for the first (rule_matching)')
    .option('--no-kernel-filter', 'send all events that rules ask for by type, whatever else they ask (kernel_filter)')
    .option('--wait-for-filter', 'start the command only when the kernel keeps back what no rule matches')
    .option('-q, --quiet', 'no messages but errors (log_level)')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner run                                 everything, with the default rules\n' +
        '  lanner run -r falco_rules.yaml --json      rules of your own, alerts for a pipeline\n' +
        '  lanner run -- make install                 what does this command do?\n' +
        '  lanner run -c falco.yaml -o priority=error a configuration, with one key set otherwise',
    )
    .action((command: string[], options: RunOptions) => run(command, options));
}

/** The switches of this command that stand for options of the configuration. */
function optionsOf({ json, output, all, kernelFilter, quiet }: RunOptions): SwitchOption[] {
  return [
    ...(json === true ? [{ name: '--json', text: 'json_output=true' }] : []),
    ...(output === undefined
      ? []
      : ['stdout_output.enabled=false', 'file_output.enabled=true', `file_output.filename=${output}`].map((text) => {
          return { name: '--output', text };
        })),
    ...(all === true ? [{ name: '--all', text: 'rule_matching=all' }] : []),
    ...(kernelFilter === false ? [{ name: '--no-kernel-filter', text: 'kernel_filter=false' }] : []),
    ...(quiet === true ? [{ name: '--quiet', text: 'log_level=error' }] : []),
  ];
}

/** What of the command line is about rules, and can be sent to another thread. */
function switchesOf({ config, option, rules, tag, disableTag, disableRule }: RunOptions): RuleSwitches {
  return Object.fromEntries(
    Object.entries({ config, option, rules, tag, disableTag, disableRule }).filter(([, value]) => value !== undefined),
  );
}

async function run(command: readonly string[], options: RunOptions): Promise<void> {
  const sources = { switches: switchesOf(options), options: optionsOf(options) };
  const loaded = loadRuleSet(sources);
  demandRequirements(thisMachine());
  const delivery = await openDelivery(loaded.settings);
  try {
    await watch(command, options, sources, loaded, delivery);
  } catch (error) {
    // Alerts of earlier on are on their way, and would keep the process alive until a receiver takes them
    await delivery.close(0);
    throw error;
  }
}

/** Watches until the engine is done, and delivers what it has raised. */
async function watch(
  command: readonly string[],
  options: RunOptions,
  sources: RuleSetSources,
  { configuration, settings, ruleSet }: LoadedRuleSet,
  delivery: Delivery,
): Promise<void> {
  const { rules } = ruleSet.rulebook;
  const say = (text: string) => void (isTold('info', settings) && process.stderr.write(text));
  if (delivery.status.lanes.length === 0 && isTold('warning', settings)) {
    process.stderr.write('lanner: warning: alerts go nowhere: no output is on\n');
  }
  const telemetry = await Telemetry.open({
    configuration,
    delivery,
    rules,
    files: ruleSet.files,
    isCommand: command.length > 0,
  });
  const gated = command.length > 0 ? spawnGated(command) : undefined;
  const { pid } = gated?.child ?? {};
  if (gated !== undefined && pid === undefined) throw new UserError('the command cannot be started');
  const scope =
    pid === undefined ? scopeFrom(options) : ({ kind: 'pids', pids: [pid], known: ancestorsOf(pid) } as const);
  const kubernetes = kubernetesSource(settings, process.env);
  const input: EngineInput = {
    rulebook: ruleSet.rulebook,
    scope,
    kernelFilter: settings.kernel_filter,
    hostname: process.env['FALCO_HOSTNAME'] ?? hostname(),
    containerWait: settings['containers.wait'],
    kubernetes: kubernetes !== undefined,
  };
  const worker = new Worker(ENGINE, { workerData: input, resourceLimits: ENGINE_LIMITS });
  const runtimes = tellContainers(worker, settings);
  const informer = kubernetes && followKubernetes(worker, kubernetes, settings);
  const stop = () => {
    telemetry.stopping();
    worker.postMessage({ kind: 'stop' });
  };
  let status = 0;
  gated?.child.once('exit', (code, signal) => {
    status = code ?? SIGNAL_BASE + (SIGNAL_NUMBERS[signal ?? ''] ?? 0);
    stop();
  });
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const reopen = () => delivery.reopen();
  process.on('SIGUSR1', reopen);
  const started = performance.now();
  let cancelFilters: Cancel | undefined;
  if (settings.kernel_filter) {
    // Beside the start of the engine: what is watched is complete without them, and they are in place the sooner.
    cancelFilters = makeFilters(worker, rules, (reason) => {
      if (isTold('warning', settings)) {
        process.stderr.write(
          `lanner: warning: the rules are not compiled for the kernel: ${reason}; all events are sent\n`,
        );
      }
      gated?.release();
    });
  }
  const reloads = new Reloads({
    engine: worker,
    sources,
    ruleSet,
    kernelFilter: settings.kernel_filter,
    hostname: input.hostname,
    raise: (alert) => delivery.submit([alert]),
    say(level, text) {
      if (level === 'error' || isTold(level, settings)) {
        process.stderr.write(`lanner: ${level === 'info' ? '' : `${level}: `}${text}\n`);
      }
    },
    onReloading: () => cancelFilters?.(),
    onReloaded(now) {
      telemetry.enforce({ rules: now.rulebook.rules, files: now.files });
    },
  });
  const reload = () => reloads.request();
  process.on('SIGHUP', reload);
  try {
    const summary = await serve(worker, delivery, {
      ready(ready) {
        telemetry.watching();
        say(startText({ ...ready, rules, files: ruleSet.files.length, scope, url: telemetry.url }));
        if (!settings.kernel_filter || options.waitForFilter !== true) gated?.release();
      },
      filtered(filtered) {
        const text = filteredText(filtered, performance.now() - started);
        if (isTold(filtered.refusals.length > 0 ? 'warning' : 'info', settings)) process.stderr.write(text);
        gated?.release();
      },
      counted: (counts) => telemetry.counted(counts),
      reloaded(answer) {
        reloads.answered(answer);
        gated?.release();
      },
    });
    await telemetry.close();
    const left = await delivery.close(settings['delivery.shutdown_timeout']);
    say(summaryText(summary));
    if (isTold('warning', settings)) process.stderr.write(leftText(left));
  } catch (error) {
    gated?.child.kill();
    await delivery.close(settings['delivery.shutdown_timeout']);
    throw error;
  } finally {
    cancelFilters?.();
    await telemetry.close();
    reloads.close();
    process.off('SIGHUP', reload);
    runtimes.close();
    informer?.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    process.off('SIGUSR1', reopen);
  }
  process.exitCode = status;
}

function scopeFrom(options: RunOptions): Scope {
  if (options.scopePid !== undefined) return scopeOfPid(options.scopePid);
  if (options.scopeCgroup !== undefined) return scopeOfCgroup(options.scopeCgroup);
  return { kind: 'all' };
}

/** Passes alerts on until the engine is done. */
function serve(
  worker: Worker,
  delivery: Delivery,
  on: {
    ready: (message: Extract<FromEngine, { kind: 'ready' }>) => void;
    filtered: (message: Extract<FromEngine, { kind: 'filtered' }>) => void;
    counted: (counts: EngineCounts) => void;
    reloaded: (answer: ReloadAnswer) => void;
  },
): Promise<EngineCounts> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromEngine) => {
      switch (message.kind) {
        case 'ready':
          return on.ready(message);
        case 'filtered':
          return on.filtered(message);
        case 'reloaded':
        case 'kept':
          return on.reloaded(message);
        case 'alerts':
          return delivery.submit(message.alerts);
        case 'counts':
          return on.counted(message.counts);
        case 'wanted':
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
