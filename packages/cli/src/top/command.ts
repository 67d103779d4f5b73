/** `lanner top`: what does the running engine do? */
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UserError, systemReason } from '../errors.ts';
import { printJson } from '../print.ts';
import { formatPlain } from '../table.ts';
import { ORDERS, plainRows, screen, type Order } from './screen.ts';
import { fetchStatus, runningSockets, socketOf } from './socket.ts';
import type { Status } from './status.ts';

interface TopOptions {
  readonly pid?: number;
  readonly socket?: string;
  readonly sort: Order;
  readonly interval: number;
  readonly json?: boolean;
}

/** Of a terminal that does not say. */
const SIZE = { width: 80, height: 24 };
const ALTERNATE = '\x1b[?1049h\x1b[?25l';
const BACK = '\x1b[?25h\x1b[?1049l';
const FROM_THE_TOP = '\x1b[H\x1b[2J';

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('a number above 0 is expected');
  return number;
}

export function registerTop(command: Command): void {
  command
    .description(
      'Shows what a running engine does: for each event type and each rule how many events were seen in the kernel, sent to\n' +
        'the engine, judged and matched, and the time that it took; losses, processes, memory and processor time.\n' +
        'On a terminal live, until q or Ctrl-C; in a pipe once, all since the start, a line each, separated by tabs:\n' +
        '`event` or `rule`, name, seen, sent, judged, matched, seconds; `lost`, event type, cause, count.\n' +
        'Times are estimates: few of the events are timed, each for many. Seen and sent of a rule are those of its event types.\n' +
        'Asks the engine by its unix socket (status_socket), which is for root only.',
    )
    .option('--pid <pid>', 'the engine with this process number, if several run', positive)
    .option('--socket <path>', 'the engine with this socket (status_socket.path)')
    .addOption(new Option('--sort <column>', 'what comes first').choices(ORDERS).default('time'))
    .option('--interval <seconds>', 'from one look to the next', positive, 2)
    .option('--json', 'once, all as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  lanner top                        live\n' +
        '  lanner top --sort matched         the rules that match most come first\n' +
        "  lanner top --json | jq '.losses'  what was lost since the start",
    )
    .action((options: TopOptions) => top(options));
}

async function top(options: TopOptions): Promise<void> {
  const path = await socketFor(options);
  const status = await ask(path);
  if (options.json === true) return printJson(status);
  if (!process.stdout.isTTY) return void process.stdout.write(formatPlain(plainRows(status)));
  await live(path, status, options);
}

async function socketFor({ pid, socket }: TopOptions): Promise<string> {
  if (socket !== undefined) return socket;
  if (pid !== undefined) return socketOf(pid);
  const [only, ...more] = await runningSockets();
  if (only === undefined) {
    throw new UserError(
      'no engine runs that could be asked',
      'Start one with `lanner run`, or give its socket with --socket.',
    );
  }
  if (more.length === 0) return only;
  throw new UserError(`several engines run: ${[only, ...more].join(', ')}`, 'Choose one with --pid or --socket.');
}

async function ask(path: string): Promise<Status> {
  try {
    return await fetchStatus(path);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'EACCES' ? 'it is for root only' : systemReason(error);
    throw new UserError(`the engine at ${path} does not answer: ${reason}`, undefined, { cause: error });
  }
}

/** Until somebody ends it, or the engine ends. */
async function live(path: string, first: Status, { sort, interval }: TopOptions): Promise<void> {
  const { stdin, stdout } = process;
  const ended = new AbortController();
  const end = () => ended.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    stdin.on('data', (keys: Buffer) => void (/[q\x03]/.test(keys.toString('latin1')) && end()));
  }
  stdout.write(ALTERNATE);
  try {
    let before: Status | undefined;
    for (let now = first; ;) {
      const view = { order: sort, width: stdout.columns || SIZE.width, height: stdout.rows || SIZE.height };
      stdout.write(FROM_THE_TOP + screen(now, before, view));
      before = now;
      if (!(await sleep(interval * 1000, true, { signal: ended.signal }).catch(() => false))) return;
      now = await ask(path);
    }
  } finally {
    stdout.write(BACK);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
  }
}
