/** Container images from a directory, as archives that every runtime can load. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OPEN = fileURLToPath(new URL('open.c', import.meta.url));

/** Writes `image.tar` and `pause.tar` into a new directory, and what is in them below the new directory `root`. */
export function writeImages(directory: string, root: string): void {
  for (const one of ['proc', 'dev', 'sys', 'etc', 'run', 'tmp']) mkdirSync(join(root, one), { recursive: true });
  installPrograms(root, ['/bin/sh', '/bin/cat']);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nvisitor:x:4321:4321::/:/bin/sh\n');
  writeFileSync(join(root, 'etc/shadow'), 'root:*:19000:0:99999:7:::\n', { mode: 0o644 });
  execFileSync('cc', ['-static', '-Os', '-o', join(root, 'open'), OPEN]);
  mkdirSync(directory);
  writeImage(join(directory, 'image.tar'), 'docker.io/library/identity:1', root);
  writeImage(join(directory, 'pause.tar'), 'docker.io/library/pause:1', root, ['/open', '/pause', '600']);
}

/** Programs of this machine, with the libraries that they need. */
function installPrograms(root: string, programs: readonly string[]): void {
  const libraries = execFileSync('ldd', programs, { encoding: 'utf8' }).match(/\/\S+(?= \()/g) ?? [];
  for (const path of new Set([...programs, ...libraries])) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(path, join(root, path));
  }
}

/** Writes `ARCHIVE`, an image of one layer. */
export function writeImage(archive: string, name: string, root: string, command: readonly string[] = ['/open']): void {
  const directory = `${archive}.d`;
  mkdirSync(directory);
  execFileSync('tar', ['--owner=0', '--group=0', '-C', root, '-cf', join(directory, 'layer.tar'), '.']);
  const layer = createHash('sha256')
    .update(readFileSync(join(directory, 'layer.tar')))
    .digest('hex');
  const config = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: { Cmd: command },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
  };
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }];
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  execFileSync('tar', ['-C', directory, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar']);
  rmSync(directory, { recursive: true });
}
