/** Programs of container runtimes: those of this machine, or else of Debian's packages, unpacked where no test minds them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { librariesIn, unpackPackages } from '../delivery/debian.ts';

/** The packages of programs that a machine may lack; those with a path are where no `PATH` leads. */
const PACKAGES: Readonly<Record<string, string>> = {
  '/bin/busybox': 'busybox-static',
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
  conmon: 'conmon',
  containerd: 'containerd',
  ctr: 'containerd',
  docker: 'docker.io',
  dockerd: 'docker.io',
  'lxc-attach': 'lxc',
  'lxc-info': 'lxc',
  'lxc-start': 'lxc',
  'lxc-stop': 'lxc',
  newuidmap: 'uidmap',
  podman: 'podman',
  runc: 'runc',
  'systemd-nspawn': 'systemd-container',
};

export interface Programs {
  /** With these variables the programs are found, and find their libraries. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same, as a line for the beginning of a shell script. */
  readonly setting: string;
  /** Where a program is that has a path. */
  place(path: string): string;
  /** Why a script cannot run that needs these programs; false if it can. */
  whyNot(needed: readonly string[]): string | false;
}

/** Unpacks below the directory what of the programs is missing here. */
export function providePrograms(directory: string, names: readonly string[]): Programs {
  const missing = new Set(names.filter((name) => !isHere(name)));
  const packages = new Set([...missing].flatMap((name) => PACKAGES[name] ?? []));
  const problem = packages.size > 0 ? unpackPackages(directory, [...packages]) : undefined;
  const environment = packages.size > 0 ? environmentOf(directory) : {};
  return {
    environment,
    setting: Object.entries(environment)
      .map(([name, value]) => `export ${name}=${value}`)
      .join('; '),
    place: (path) => (missing.has(path) ? join(directory, path) : path),
    whyNot: (needed) => {
      const lacking = needed.filter((name) => missing.has(name) && (problem !== undefined || !(name in PACKAGES)));
      return lacking.length > 0 && `not installed: ${lacking.join(', ')}${problem === undefined ? '' : `; ${problem}`}`;
    },
  };
}

function environmentOf(directory: string): Readonly<Record<string, string>> {
  const libraries = librariesIn(directory);
  return {
    PATH: [join(directory, 'usr/sbin'), join(directory, 'usr/bin'), process.env['PATH']].join(':'),
    LD_LIBRARY_PATH: [libraries, join(libraries, 'systemd')].join(':'),
  };
}

function isHere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program);
  const path = process.env['PATH'] ?? '';
  return path.split(':').some((folder) => existsSync(join(folder, program)));
}
