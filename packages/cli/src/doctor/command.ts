/** `lanner doctor`: can this machine run Lanner? */
import { styleText } from 'node:util';
import { escapeControls, wantsColour } from '@lanner/outputs';
import type { Command } from 'commander';
import { checkedConfiguration } from '../config/checked.ts';
import { sourcesOf, withConfiguration, type ConfigurationSwitches } from '../config/command-line.ts';
import { printJson } from '../print.ts';
import { CHECKS, type Check, type Finding } from './checks.ts';
import { survey } from '../ps/survey.ts';
import { thisMachine, type Machine } from './machine.ts';
import { runtimeFindings } from './runtimes.ts';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

interface DoctorOptions extends ConfigurationSwitches {
  readonly json?: boolean;
}

export function registerDoctor(command: Command): void {
  withConfiguration(command)
    .description(
      'Checks what Lanner needs of the machine and of its own rights, and says what to do where something is missing.\n' +
        'Exit status: 0 if nothing failed (there may be warnings), 1 if a check failed.',
    )
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExamples:\n  lanner doctor\n  sudo lanner doctor --json')
    .action(async (options: DoctorOptions) => {
      const { settings } = checkedConfiguration(sourcesOf(options));
      const surveyed = await survey(settings['containers.sockets']);
      const findings = [...examine(thisMachine(), CHECKS), ...runtimeFindings(surveyed)];
      if (options.json === true) printJson(findings);
      else process.stdout.write(formatFindings(findings, wantsColour(process.stdout)));
      if (findings.some(({ status }) => status === 'fail')) process.exitCode = 1;
    });
}

export type NamedFinding = Finding & { readonly name: string };

export function examine(machine: Machine, checks: readonly Check[]): NamedFinding[] {
  return checks.map((check) => ({ name: check.name, ...check.run(machine) }));
}

export function formatFindings(findings: readonly NamedFinding[], colour: boolean): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings
    .map(({ name, status, detail, advice }) => {
      const mark = status.padEnd(4);
      const shown = colour ? styleText(COLOURS[status], mark, { validateStream: false }) : mark;
      const indent = ' '.repeat(4 + 2 + width + 2);
      const line = `${shown}  ${name.padEnd(width)}  ${escapeControls(detail)}\n`;
      return advice === undefined ? line : `${line}${indent}→ ${escapeControls(advice)}\n`;
    })
    .join('');
}
