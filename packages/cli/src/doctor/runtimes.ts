/** Which container runtimes were found, and why one was not. */
import type { RuntimeState } from '@lanner/context/runtimes';
import type { Survey } from '../ps/survey.ts';
import type { NamedFinding } from './command.ts';
import { count } from '../count.ts';

const NAME = 'container runtime';

/** One finding a socket, and one for containers that none of them knows. */
export function runtimeFindings({ runtimes, containers }: Survey): readonly NamedFinding[] {
  const strangers = containers.filter(({ metadata }) => metadata === undefined);
  const named = strangers.slice(0, 3).map(({ identity }) => `${identity.id} (${identity.type})`);
  const none: NamedFinding = { name: NAME, status: 'ok', detail: 'none found' };
  const unknown: NamedFinding = {
    name: 'containers',
    status: 'warn',
    detail: `${count(strangers.length, 'container')} of ${containers.length} known to no runtime: ${named.join(', ')}`,
    advice:
      'Their alerts have an id, but neither name nor image. If their runtime listens elsewhere, name its socket: -o containers.sockets[]=KIND:PATH. In a container, mount the sockets of the host below /host, or set HOST_ROOT.',
  };
  return [...(runtimes.length === 0 ? [none] : runtimes.map(findingOf)), ...(strangers.length === 0 ? [] : [unknown])];
}

function findingOf({ socket: { kind, path }, phase, description, reason }: RuntimeState): NamedFinding {
  if (phase === 'up') return { name: NAME, status: 'ok', detail: `${description} at ${path}` };
  const why = phase === 'connecting' ? 'no answer yet' : (reason ?? 'no answer');
  return { name: NAME, status: 'warn', detail: `${kind} at ${path}: ${why}`, advice: adviceFor(why) };
}

function adviceFor(reason: string): string {
  if (/EACCES|EPERM/.test(reason)) return 'Run as root: the socket may be read and written by root only.';
  if (/ECONNREFUSED/.test(reason)) return 'Nobody listens there: start the runtime, or remove the socket it has left.';
  return 'Look at the log of the runtime; something listens there that does not answer as it should.';
}
