/** One boot of a kernel in QEMU, without KVM: slow, but it is the kernel itself. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FEATURES, readKernelTypes } from './features.ts';
import { PROGRESS } from './findings.ts';
import type { Findings, Outcome } from './findings.ts';
import type { Kernel } from './kernel.ts';
import type { LiveTests } from './live-tests.ts';

export const QEMU = 'qemu-system-x86_64';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONSOLE_LINES = 40;
/** Some kernels crash now and then under emulation before anything of ours runs; that says nothing about the probe. */
const BOOTS = 3;

export interface BootOptions {
  readonly tests: readonly LiveTests[];
  /** A line of shell for the beginning, such as where programs are; may be empty. */
  readonly setting: string;
  /** Whether systemd is the first process, and starts the tests. */
  readonly systemd: boolean;
  readonly timeoutSeconds: number;
  /** Shows the whole console, not only the lines that tell how far the guest is. */
  readonly verbose: boolean;
}

/** Boots, and boots again where the guest died before the checks began. */
export async function check(kernel: Kernel, options: BootOptions): Promise<Outcome> {
  for (let deadBoots = 0; ; deadBoots++) {
    const { began, outcome } = await boot(kernel, options);
    if (began || deadBoots + 1 === BOOTS) return { ...outcome, deadBoots };
  }
}

async function boot(kernel: Kernel, options: BootOptions): Promise<{ began: boolean; outcome: Outcome }> {
  const directory = mkdtempSync(join(tmpdir(), 'lanner-kernel-'));
  const clean = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', clean);
  const started = performance.now();
  try {
    writeFileSync(join(directory, 'guest.sh'), guestScript(options));
    const text = await emulate(kernel, directory, options);
    const seconds = (performance.now() - started) / 1000;
    const file = join(directory, 'findings.json');
    const findings = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Findings) : undefined;
    const lacks = lackedFeatures(join(directory, 'btf'));
    return {
      began: existsSync(join(directory, 'started')),
      outcome: { release: kernel.release, deadBoots: 0, seconds, findings, lacks, console: tail(text) },
    };
  } finally {
    process.off('exit', clean);
    clean();
  }
}

function lackedFeatures(btf: string): string[] | undefined {
  if (!existsSync(btf)) return undefined;
  const types = readKernelTypes(btf);
  return FEATURES.filter((feature) => !feature.has(types)).map(({ name }) => name);
}

function guestScript({ tests, setting }: BootOptions): string {
  const node = 'node_modules/.bin/node --no-warnings';
  const files = tests.map(({ file, skip }) => `${file} '${skip?.source ?? ''}'`).join(' ');
  return `${setting}
cp /sys/kernel/btf/vmlinux /result/btf
cd '${ROOT}' && ${node} tests/kernels/guest.ts /result/findings.json ${files}
sync
/run/busybox poweroff -f
`;
}

function tail(text: string): string {
  return text.replaceAll('\r', '').split('\n').slice(-CONSOLE_LINES).join('\n');
}

function emulate(kernel: Kernel, result: string, options: BootOptions): Promise<string> {
  const share = (path: string, tag: string, more: string) =>
    `local,path=${path},mount_tag=${tag},security_model=none,multidevs=remap${more}`;
  // prettier-ignore
  const qemu = [
    QEMU, '-machine', 'q35', '-accel', 'tcg,thread=single', '-cpu', 'max,la57=off', '-smp', '2', '-m', '2000',
    '-nodefaults', '-nographic', '-no-reboot', '-serial', 'stdio', '-nic', 'none',
    '-virtfs', share('/', 'host', ',readonly=on'), '-virtfs', share(result, 'result', ''),
    '-kernel', kernel.image, '-initrd', kernel.initramfs,
    '-append', `console=ttyS0 panic=-1 quiet mitigations=off${options.systemd ? ' lanner.systemd' : ''}`,
  ];
  const child = spawn('nice', ['-n', '10', ...qemu], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.timeoutSeconds * 1000,
    killSignal: 'SIGKILL',
  });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  let text = '';
  let shown = 0;
  const started = performance.now();
  const show = (): void => {
    for (let end = text.indexOf('\n', shown); end >= 0; end = text.indexOf('\n', shown)) {
      const line = text.slice(shown, end).replaceAll('\r', '');
      shown = end + 1;
      const at = Math.round((performance.now() - started) / 1000);
      // Before the first line stands what the firmware wrote.
      const told = line.indexOf(PROGRESS);
      if (told >= 0) process.stderr.write(`  ${at} s: ${line.slice(told + PROGRESS.length)}\n`);
      else if (options.verbose) process.stderr.write(`  ${line}\n`);
    }
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      show();
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, signal) => {
      process.off('exit', stop);
      if (signal !== null) text += `\nQEMU was ended after ${options.timeoutSeconds} s\n`;
      resolve(text);
    });
  });
}
