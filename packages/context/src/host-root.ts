/** Where the host can be seen, for an engine that runs in a container. */
import { existsSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

const USUAL = '/host';

/** The root itself, '', and besides it `HOST_ROOT`, or `/host`. */
export function rootsOf(environment: Environment): readonly string[] {
  const given = environment['HOST_ROOT']?.replace(/\/+$/, '') ?? USUAL;
  return given === '' ? [''] : ['', given];
}

export interface HostFiles {
  /** What stands before `/etc/passwd` of the host. */
  readonly root: string;
  /** Where its processes are. */
  readonly proc: string;
}

/** Nothing is taken for the host that lacks its files; what nobody has named must have its processes, too. */
export function hostFiles(environment: Environment, isThere: (path: string) => boolean = existsSync): HostFiles {
  const [, root = ''] = rootsOf(environment);
  const proc = isThere(`${root}/proc/1`) ? `${root}/proc` : '/proc';
  const isNamed = environment['HOST_ROOT'] !== undefined;
  const isHost = isThere(`${root}/etc/passwd`) && (isNamed || proc !== '/proc');
  return isHost ? { root, proc } : { root: '', proc: '/proc' };
}
