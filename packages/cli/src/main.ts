/** The entry of the `lanner` command. */
import { CommanderError } from 'commander';
import { reportError } from './errors.ts';
import { buildProgram } from './program.ts';

/** Exit status of a command line that makes no sense. */
const USAGE = 2;

if (process.env['LANNER_ARENA'] !== undefined) {
  // Set by bin/lanner for this process alone
  delete process.env['LANNER_ARENA'];
  delete process.env['MALLOC_ARENA_MAX'];
}

// `lanner list fields | head`: the reader has seen enough, which is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  const program = await buildProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  } else {
    reportError(error);
    process.exitCode = 1;
  }
}
