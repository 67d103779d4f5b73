/** Programs of container runtimes: those of this machine, or else of Debian's packages, unpacked where no test minds them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { librariesIn, unpackPackages } from '../delivery/debian.ts';

/** The packages of programs that a machine may lack. */
const PACKAGES: Readonly<Record<string, string>> = {
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
  /** Lines for the beginning of a shell script: with them it finds the programs and their libraries. */
  readonly setting: string;
  /** Why a script cannot run that needs these programs; false if it can. */
  whyNot(needed: readonly string[]): string | false;
}

/** Unpacks below the directory what of the programs is missing here. */
export function providePrograms(directory: string, names: readonly string[]): Programs {
  const missing = new Set(names.filter((name) => !isOnPath(name)));
  if (missing.size === 0) return { setting: '', whyNot: () => false };
  const packages = new Set([...missing].flatMap((name) => PACKAGES[name] ?? []));
  const problem = unpackPackages(directory, [...packages]);
  const libraries = librariesIn(directory);
  const setting = `export PATH=${directory}/usr/sbin:${directory}/usr/bin:$PATH LD_LIBRARY_PATH=${libraries}:${libraries}/systemd`;
  return {
    setting,
    whyNot: (needed) => {
      const lacking = needed.filter((name) => missing.has(name) && (problem !== undefined || !(name in PACKAGES)));
      return lacking.length > 0 && `not installed: ${lacking.join(', ')}${problem === undefined ? '' : `; ${problem}`}`;
    },
  };
}

function isOnPath(program: string): boolean {
  const path = process.env['PATH'] ?? '';
  return path.split(':').some((folder) => existsSync(join(folder, program)));
}
