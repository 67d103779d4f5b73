/**
 * Records CRI-O anew for the tests, with the program `crio` of the `PATH`: `record-crio.ts FILE`. It runs in namespaces
 * where the node is called `node`, with directories and devices that say nothing of this machine.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedPod, Recording } from '../../packages/context/src/runtimes/recording.test.ts';
import { CNI_BRIDGE, CRIO, CRIO_PROGRAMS } from './crio-node.ts';
import { writeImages } from './image.ts';
import { providePrograms } from './programs.ts';

/** Of each pod that is recorded, what `CRIO` is to do. */
const PODS: Readonly<Record<string, string>> = {
  pod: 'EVENTS=true OWNER=pod',
  node: 'EVENTS=false OWNER=node',
  // The processes of its containers see each other, for which its sandbox needs one of its own.
  sharing: 'EVENTS=true OWNER=pod SHARED_PID=1',
};

const PLACE = `
set -e
mount --make-rprivate /
hostname node
mkdir dev
mount -t tmpfs -o mode=755 dev dev
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/fd /dev/std* dev
mkdir dev/pts dev/shm dev/mqueue
mount --bind /dev/pts dev/pts
ln -s pts/ptmx dev/ptmx
mount --move dev /dev
mount --bind . /srv
cd /srv
`;

const [, , file = 'crio-recording.json'] = process.argv;
const directory = mkdtempSync(join(tmpdir(), 'lanner-record-'));
try {
  const { setting, whyNot, place } = providePrograms(join(directory, 'debian'), CRIO_PROGRAMS);
  const reason = whyNot(CRIO_PROGRAMS);
  if (reason !== false) throw new Error(reason);
  const driver = [process.execPath, ...process.execArgv, fileURLToPath(new URL('cri-record.ts', import.meta.url))];
  const pods: Record<string, RecordedPod> = {};
  for (const [name, options] of Object.entries(PODS)) {
    const home = join(directory, name);
    mkdirSync(home);
    writeImages(join(home, 'images'), join(home, 'root'));
    const exported = `DRIVER='${driver.join(' ')}' SURVEY= VISIT= PODS=kubepods CNI=${dirname(place(CNI_BRIDGE))} ${options}`;
    const script = `${setting}\n${PLACE}\nmv images/* .\nexport ${exported}\n${CRIO}`;
    execFileSync('unshare', ['-mu', 'sh', '-c', script], { cwd: home, stdio: ['ignore', 'inherit', 'inherit'] });
    pods[name] = JSON.parse(readFileSync(join(home, 'recorded.json'), 'utf8')) as RecordedPod;
  }
  const [version = ''] =
    execFileSync('crio', ['version'], { encoding: 'utf8', stdio: 'pipe' }).match(/(?<=Version:\s+)\S+/) ?? [];
  const about = `CRI-O ${version}, built from source, with runc and conmon of Debian; recorded by tests/live/record-crio.ts`;
  const recording: Recording = { about, pods };
  writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
