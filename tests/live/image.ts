/** Container images from a directory, as archives that every runtime can load. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
