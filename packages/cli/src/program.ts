/** All commands, wired together. */
import { Command } from 'commander';
import { registerCheck } from './check/command.ts';
import { registerConfig } from './config/command.ts';
import { registerDoctor } from './doctor/command.ts';
import { registerFmt } from './fmt/command.ts';
import { registerList } from './list/command.ts';
import { registerRun } from './run/command.ts';
import { registerTest } from './test/command.ts';
import { versionText } from './version.ts';

export function buildProgram(): Command {
  const program = new Command('lanner')
    .description('Watches what processes do, judges it with rules in the Falco rule language, and raises alerts.')
    .version(versionText(), '-V, --version', 'show the versions of Lanner and of the rule language')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showSuggestionAfterError()
    .showHelpAfterError('Help: lanner --help')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner doctor                  can this machine run Lanner?\n' +
        '  lanner check my-rules.yaml     are these rules in order?\n' +
        '  lanner test rules/             do rules match what they should?\n' +
        '  lanner list fields proc.       what can rules ask about processes?\n' +
        '\nExit status: 0 all is well, 1 an error, 2 wrong usage.',
    );
  registerRun(program);
  registerCheck(program);
  registerFmt(program);
  registerTest(program);
  registerList(program);
  registerConfig(program);
  registerDoctor(program);
  return program;
}
