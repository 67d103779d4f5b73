/** A cluster of one node: real programs of Kubernetes, in a network of their own, in a directory of their own. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Programs } from '../live/programs.ts';
import { makeCertificates } from './certificates.ts';
import { NODE_ADDRESS, NODE_NAME, apiServerArguments, kubeletArguments, writeConfiguration } from './configuration.ts';

const CNI_BRIDGE = '/usr/lib/cni/bridge';
/** Programs beside those that `build.sh` makes. */
export const RUNTIME_PROGRAMS: readonly string[] = ['containerd', 'ctr', 'runc', CNI_BRIDGE];

/** What the kubelet sets for the whole machine. */
const SYSCTLS = ['vm/overcommit_memory', 'kernel/panic', 'kernel/panic_on_oops'].map((name) => `/proc/sys/${name}`);
/** What the kubelet and the runtime leave outside of their directory. */
const LEFT = ['/var/log/pods/test_*', '/var/log/containers/*_test_*', '/var/log/pods', '/var/log/containers'];

const CERTIFICATES = [
  { name: 'server', subject: '/CN=server', addresses: ['127.0.0.1', NODE_ADDRESS, '10.96.0.1'] },
  { name: 'admin', subject: '/O=system:masters/CN=admin' },
  { name: 'node', subject: `/O=system:nodes/CN=system:node:${NODE_NAME}`, addresses: [NODE_ADDRESS] },
  { name: 'controllers', subject: '/CN=system:kube-controller-manager' },
  { name: 'scheduler', subject: '/CN=system:kube-scheduler' },
];

export class Cluster {
  readonly directory: string;
  readonly #programs: string;
  readonly #runtime: Programs;
  readonly #network = `lanner-${process.pid}`;
  readonly #children = new Map<string, ChildProcess>();
  readonly #sysctls = new Map(SYSCTLS.map((path) => [path, readFileSync(path, 'utf8')]));
  readonly #before = new Set(LEFT.flatMap((pattern) => globSync(pattern)));

  /**
   * @param programs where the programs are that `build.sh` has built
   * @param runtime those of RUNTIME_PROGRAMS
   */
  constructor(directory: string, programs: string, runtime: Programs) {
    this.directory = directory;
    this.#programs = programs;
    this.#runtime = runtime;
  }

  /** Starts everything, until the node is ready. */
  async start(): Promise<void> {
    for (const name of ['pki', 'cni', 'etcd', 'kubelet']) mkdirSync(join(this.directory, name));
    makeCertificates(join(this.directory, 'pki'), CERTIFICATES);
    const plugins = dirname(this.#runtime.place(CNI_BRIDGE));
    writeConfiguration(this.directory, plugins);
    execFileSync('ip', ['netns', 'add', this.#network]);
    for (const command of [
      'link set lo up',
      'link add node0 type bridge',
      `addr add ${NODE_ADDRESS}/24 dev node0`,
      'link set node0 up',
      'route add default dev node0',
    ]) {
      execFileSync(...this.inside(['ip', ...command.split(' ')]));
    }
    this.#spawn('containerd', ['containerd', '-c', join(this.directory, 'containerd.toml')]);
    this.#spawn('etcd', [
      this.#program('etcd'),
      `--data-dir=${this.directory}/etcd`,
      ...['listen-client-urls', 'advertise-client-urls'].map((name) => `--${name}=http://127.0.0.1:12379`),
      '--listen-peer-urls=http://127.0.0.1:12380',
      '--unsafe-no-fsync',
    ]);
    await this.startApiServer();
    const pki = join(this.directory, 'pki');
    this.#spawn('controllers', [
      this.#program('kube-controller-manager'),
      `--kubeconfig=${this.directory}/controllers.conf`,
      `--service-account-private-key-file=${pki}/sa.key`,
      `--root-ca-file=${pki}/ca.crt`,
      '--use-service-account-credentials',
      '--leader-elect=false',
      '--port=0',
    ]);
    this.#spawn('scheduler', [
      this.#program('kube-scheduler'),
      `--kubeconfig=${this.directory}/scheduler.conf`,
      '--leader-elect=false',
      '--port=0',
    ]);
    this.#spawn('kubelet', [this.#program('kubelet'), ...kubeletArguments(this.directory, plugins)]);
    const ready = '{.items[*].status.conditions[?(@.type=="Ready")].status}';
    await this.until('the node is ready', () => this.kubectl('get', 'nodes', '-o', `jsonpath=${ready}`) === 'True');
  }

  async startApiServer(): Promise<void> {
    this.#spawn('apiserver', [this.#program('kube-apiserver'), ...apiServerArguments(this.directory)]);
    await this.until('the API server is ready', () => this.kubectl('get', '--raw', '/readyz') === 'ok');
  }

  async stopApiServer(): Promise<void> {
    await this.#end('apiserver');
  }

  /** The number of containerd's process: all containers come from it. */
  get containerd(): number {
    return this.#children.get('containerd')?.pid ?? 0;
  }

  /** The command and arguments that run a command in the network of the cluster. */
  inside([command = '', ...args]: readonly string[]): [command: string, args: string[]] {
    return ['nsenter', [`--net=/var/run/netns/${this.#network}`, command, ...args]];
  }

  /** As administrator. @throws if it fails */
  kubectl(...args: readonly string[]): string {
    const command = [this.#program('kubectl'), `--kubeconfig=${this.directory}/admin.conf`, ...args];
    return execFileSync(...this.inside(command), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Makes an image known to the runtime. */
  importImage(archive: string): void {
    const socket = join(this.directory, 'containerd.sock');
    const args = ['-a', socket, '-n', 'k8s.io', 'images', 'import', archive];
    execFileSync('ctr', args, { stdio: 'pipe', env: this.#environment });
  }

  /**
   * Waits, however long it takes, unless a program of the cluster has ended.
   * @param holds false, or an exception: not yet
   */
  async until(what: string, holds: () => boolean): Promise<void> {
    for (let shown = Date.now(); ; await sleep(250)) {
      try {
        if (holds()) return;
      } catch {
        // Not yet.
      }
      const ended = [...this.#children].find(([, { exitCode, signalCode }]) => (exitCode ?? signalCode) !== null);
      if (ended !== undefined) throw new Error(`${ended[0]} has ended:\n${this.log(ended[0])}`);
      if (Date.now() - shown < 30_000) continue;
      shown = Date.now();
      process.stderr.write(`kubernetes: waiting until ${what}\n`);
    }
  }

  /** The end of what a program has written. */
  log(name: string): string {
    return readFileSync(join(this.directory, `${name}.log`), 'utf8')
      .split('\n')
      .slice(-15)
      .join('\n');
  }

  /** Ends everything, and takes away what it has left on this machine. */
  async stop(): Promise<void> {
    for (const name of ['kubelet', 'scheduler', 'controllers', 'apiserver', 'etcd']) await this.#end(name);
    await this.#end('containerd');
    const containers = this.#containers();
    const networks = networksOf(containers);
    const all = [...this.#shims(), ...containers];
    for (const pid of all) kill(pid);
    while (all.some((pid) => commandOf(pid) !== '')) await sleep(50);
    for (const [path, value] of this.#sysctls) writeFileSync(path, value);
    for (let mounts = this.#mounts(); mounts.length > 0; mounts = this.#mounts()) {
      for (const path of mounts) execFileSync('umount', ['-l', path]);
    }
    for (const name of [...networks, this.#network]) execFileSync('ip', ['netns', 'delete', name]);
    for (const path of LEFT.flatMap((pattern) => globSync(pattern))) {
      if (this.#before.has(path)) continue;
      if (path.includes('test_')) rmSync(path, { recursive: true, force: true });
      else removeEmpty(path);
    }
    for (const directory of globSync('/sys/fs/cgroup/{,*/}kubepods')) {
      const below = globSync('**/', { cwd: directory }).toSorted((a, b) => b.length - a.length);
      for (const path of below) removeEmpty(join(directory, path));
      removeEmpty(directory);
    }
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.#runtime.environment };
  }

  #program(name: string): string {
    return join(this.#programs, name);
  }

  #spawn(name: string, command: readonly string[]): void {
    const log = openSync(join(this.directory, `${name}.log`), 'a');
    const child = spawn(...this.inside(command), { stdio: ['ignore', log, log], env: this.#environment });
    this.#children.set(name, child);
  }

  async #end(name: string): Promise<void> {
    const child = this.#children.get(name);
    this.#children.delete(name);
    if (child === undefined || (child.exitCode ?? child.signalCode) !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }

  /** Processes of this runtime's shims: they name its socket. */
  #shims(): number[] {
    return processes().filter((pid) => commandOf(pid).includes(`\0${this.directory}/containerd.sock\0`));
  }

  /** What is mounted below its directory, the innermost first. */
  #mounts(): string[] {
    const paths = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    return paths.filter((path) => path.startsWith(`${this.directory}/`)).toReversed();
  }

  /** Processes that the shims have started. */
  #containers(): number[] {
    const shims = new Set(this.#shims());
    return processes().filter((pid) => shims.has(parentOf(pid)));
  }
}

function processes(): number[] {
  return globSync('/proc/[0-9]*').map((path) => Number(path.slice('/proc/'.length)));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

/** The names of the networks that the runtime has made for these processes. */
function networksOf(pids: readonly number[]): string[] {
  const inodes = new Set(pids.map((pid) => inodeOf(`/proc/${pid}/ns/net`)));
  return globSync('/var/run/netns/cni-*')
    .filter((path) => inodes.has(inodeOf(path)))
    .map((path) => basename(path));
}

/** -1 of a process that has ended. */
function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? -1;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function removeEmpty(path: string): void {
  try {
    if (existsSync(path)) rmdirSync(path);
  } catch {
    // Somebody else uses it.
  }
}
