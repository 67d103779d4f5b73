/** Debian packages of other releases than this machine's, through an apt of our own that touches nothing of the system's. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RELEASES = ['bullseye', 'bookworm', 'bookworm-backports', 'trixie', 'trixie-backports', 'sid'];
const SECURITY = ['bullseye-security', 'bookworm-security', 'trixie-security'];
const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';
const LISTS_KEPT_MS = 24 * 3_600_000;

export class Apt {
  readonly #directory: string;
  readonly #environment: NodeJS.ProcessEnv;

  /** @param cache where lists and packages are kept between runs */
  constructor(cache: string) {
    this.#directory = join(cache, 'apt');
    const config = join(this.#directory, 'apt.conf');
    this.#environment = { ...process.env, APT_CONFIG: config };
    for (const each of ['lists/partial', 'cache/archives/partial', 'packages']) {
      mkdirSync(join(this.#directory, each), { recursive: true });
    }
    writeFileSync(join(this.#directory, 'sources.list'), sources());
    writeFileSync(
      config,
      [
        `Dir::Etc::sourcelist "${this.#directory}/sources.list";`,
        'Dir::Etc::sourceparts "/nonexistent";',
        `Dir::State::lists "${this.#directory}/lists";`,
        `Dir::Cache "${this.#directory}/cache";`,
        `APT::Sandbox::User "${process.env['USER'] ?? 'root'}";`,
        'Acquire::Languages "none";',
        '',
      ].join('\n'),
    );
  }

  /** Names of packages that begin with the prefix. The lists are fetched anew once a day. */
  names(prefix: string): string[] {
    const lists = join(this.#directory, 'lists');
    const fetched = join(this.#directory, 'fetched');
    const fresh = existsSync(fetched) && Date.now() - statSync(fetched).mtimeMs < LISTS_KEPT_MS;
    if (!fresh || readdirSync(lists).length < 3) {
      this.#run('apt-get', ['update']);
      writeFileSync(fetched, '');
    }
    return this.#run('apt-cache', ['pkgnames', prefix]).split('\n').filter(Boolean);
  }

  /** Fetches a package in the newest version there is, and gives the path of its file. */
  fetch(name: string): string {
    const packages = join(this.#directory, 'packages');
    const found = (): string | undefined => readdirSync(packages).find((file) => file.startsWith(`${name}_`));
    if (found() === undefined) this.#run('apt-get', ['download', name], packages);
    const file = found();
    if (file === undefined) throw new Error(`apt-get download ${name} left no file in ${packages}`);
    return join(packages, file);
  }

  #run(command: string, args: readonly string[], cwd = this.#directory): string {
    return execFileSync(command, args, {
      cwd,
      env: this.#environment,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
}

/** The archives that this machine uses, asked for other releases. */
function sources(): string {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI) $(RELEASE)'], { encoding: 'utf8' });
  const archive = (release: RegExp): string | undefined =>
    targets
      .split('\n')
      .find((line) => release.test(line.split(' ')[1] ?? ''))
      ?.split(' ')[0];
  const main = archive(/^(bullseye|bookworm|trixie|sid)$/);
  const security = archive(/^(bullseye|bookworm|trixie)-security$/);
  if (main === undefined) throw new Error('apt of this machine knows no archive of Debian: kernels cannot be fetched');
  const line = (uri: string) => (release: string) => `deb [signed-by=${KEYS}] ${uri} ${release} main\n`;
  return [...RELEASES.map(line(main)), ...(security === undefined ? [] : SECURITY.map(line(security)))].join('');
}
