/** Debian's kernels: which there are, and an initramfs with which each comes up on the files of this machine. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Apt } from './apt.ts';

export interface Kernel {
  /** As `uname -r` says it. */
  readonly release: string;
  readonly image: string;
  readonly initramfs: string;
}

/** What it takes to see the files of this machine from inside; some are built in, or have no counterpart, in some kernels. */
const MODULES = new Set([
  'virtio',
  'virtio_ring',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'fscache',
  'netfs',
  '9pnet',
  '9pnet_virtio',
  '9p',
  'overlay',
]);
const isModule = (file: string) => MODULES.has(/^(.*)\.ko(\.xz)?$/.exec(file)?.[1] ?? '');
const INIT = fileURLToPath(new URL('init.sh', import.meta.url));

/** Releases of the plain x86-64 kernels, oldest first. */
function releases(apt: Apt): string[] {
  return apt
    .names('linux-image-')
    .flatMap((name) => /^linux-image-(\d+\.\d+\.[^-]+(?:-\d+)?-amd64)$/.exec(name)?.[1] ?? [])
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/**
 * The newest kernel of a version such as `6.1`, or of all (`newest`).
 * @throws Error that names the versions there are
 */
export function findRelease(apt: Apt, version: string): string {
  const all = releases(apt);
  const found = all.findLast((release) => version === 'newest' || `${release}.`.startsWith(`${version}.`));
  if (found !== undefined) return found;
  const versions = new Set(all.map((release) => release.split('.').slice(0, 2).join('.')));
  throw new Error(`there is no kernel ${version} in the archives; there are ${[...versions].join(', ')}, newest`);
}

/** Fetches a kernel and makes its initramfs, once; both stay in the cache. */
export function prepareKernel(apt: Apt, cache: string, release: string): Kernel {
  const directory = join(cache, 'kernels', release);
  const initramfs = join(directory, 'initramfs.cpio');
  if (!existsSync(directory)) unpackKernel(apt, directory, release);
  const [image] = globSync(`${directory}/**/vmlinuz*`);
  if (image === undefined) throw new Error(`no kernel image in ${directory}`);
  buildInitramfs(directory, initramfs, unpackBusybox(apt, cache));
  return { release, image, initramfs };
}

/** Takes those files out of a package whose path passes. */
function unpack(archive: string, directory: string, wanted: (path: string) => boolean): void {
  const members = execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -t', 'list', archive], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
    .split('\n')
    .filter((member) => !member.endsWith('/') && wanted(member));
  if (members.length === 0) return;
  const extract = 'archive=$1; directory=$2; shift 2; dpkg-deb --fsys-tarfile "$archive" | tar -x -C "$directory" "$@"';
  execFileSync('sh', ['-c', extract, 'extract', archive, directory, ...members], { stdio: 'inherit' });
}

function unpackKernel(apt: Apt, directory: string, release: string): void {
  const half = `${directory}.part`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const there = new Set(apt.names('linux-'));
  // From 7.0 on, `linux-image` only asks for the two others.
  const packages = ['linux-image', 'linux-binary', 'linux-modules'].map((kind) => `${kind}-${release}`);
  for (const name of packages.filter((each) => there.has(each))) {
    unpack(apt.fetch(name), half, (path) => basename(path).startsWith('vmlinuz') || isModule(basename(path)));
  }
  for (const module of globSync(`${half}/**/*.ko.xz`)) execFileSync('xz', ['-d', module]);
  renameSync(half, directory);
}

function unpackBusybox(apt: Apt, cache: string): string {
  const directory = join(cache, 'busybox');
  mkdirSync(directory, { recursive: true });
  const find = (): string | undefined => globSync(`${directory}/**/bin/busybox`)[0];
  if (find() === undefined) unpack(apt.fetch('busybox-static'), directory, (path) => path.endsWith('bin/busybox'));
  const busybox = find();
  if (busybox === undefined) throw new Error(`no busybox in ${directory}`);
  return busybox;
}

function buildInitramfs(kernel: string, initramfs: string, busybox: string): void {
  const root = join(kernel, 'initramfs');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'modules'), { recursive: true });
  mkdirSync(join(root, 'dev'));
  for (const module of globSync(`${kernel}/**/*.ko`)) copyFileSync(module, join(root, 'modules', basename(module)));
  copyFileSync(busybox, join(root, 'busybox'));
  copyFileSync(INIT, join(root, 'init'));
  for (const program of ['busybox', 'init']) chmodSync(join(root, program), 0o755);
  execFileSync('sh', [
    '-c',
    'cd "$1" && find . | "$2" cpio -o -H newc >"$3" 2>/dev/null',
    'pack',
    root,
    busybox,
    initramfs,
  ]);
}
