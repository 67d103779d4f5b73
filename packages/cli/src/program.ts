/** The program: all commands by name and summary, those that are called for in full. */
import { Command } from 'commander';
import { COMMANDS } from './commands.ts';
import { versionText } from './version.ts';

/** @param called words of the command line: a command whose name is among them is loaded */
export async function buildProgram(called: readonly string[]): Promise<Command> {
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
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary);
    if (called.includes(name)) (await load())(command);
  }
  return program;
}
