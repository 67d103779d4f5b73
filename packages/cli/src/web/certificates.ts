/** The certificates of a web server, read from their files, and again when those change. */
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, type TlsOptions } from 'node:tls';

export interface CertificateFiles {
  /** Certificates and key, PEM. */
  readonly own: string;
  /** PEM; without it clients need no certificate. */
  readonly clientAuthority?: string;
}

export type CertificateContext = Pick<
  TlsOptions,
  'cert' | 'key' | 'ca' | 'requestCert' | 'rejectUnauthorized' | 'minVersion'
>;

export class Certificates {
  readonly #files: CertificateFiles;
  readonly context: CertificateContext;
  #state: string;

  private constructor(files: CertificateFiles, context: CertificateContext, state: string) {
    this.#files = files;
    this.context = context;
    this.#state = state;
  }

  /** Rejects with a message that names the file if one cannot be used. */
  static async read(files: CertificateFiles): Promise<Certificates> {
    const state = await stateOf(files);
    return new Certificates(files, await contextOf(files), state);
  }

  /** What is in the files, if they have changed since this was asked last. Rejects if it cannot be used. */
  async renewed(): Promise<CertificateContext | undefined> {
    const state = await stateOf(this.#files);
    if (state === this.#state) return undefined;
    this.#state = state;
    return contextOf(this.#files);
  }
}

async function stateOf({ own, clientAuthority }: CertificateFiles): Promise<string> {
  const paths = clientAuthority === undefined ? [own] : [own, clientAuthority];
  const states = await Promise.all(paths.map((path) => stat(path, { bigint: true }).catch(() => undefined)));
  return states.map((one) => (one === undefined ? '' : `${one.ino} ${one.mtimeNs} ${one.size}`)).join(', ');
}

async function contextOf({ own, clientAuthority }: CertificateFiles): Promise<CertificateContext> {
  const pem = await textOf(own);
  const missing = ['CERTIFICATE', 'PRIVATE KEY'].find((what) => !pem.includes(`${what}-----`));
  if (missing !== undefined) throw new Error(`${own} has no ${missing}`);
  const context = {
    cert: pem,
    key: pem,
    minVersion: 'TLSv1.2',
    ...(clientAuthority === undefined
      ? {}
      : { ca: await textOf(clientAuthority), requestCert: true, rejectUnauthorized: false }),
  } as const;
  try {
    createSecureContext(context);
  } catch (error) {
    throw new Error(`${own} cannot be used: ${messageOf(error)}`, { cause: error });
  }
  return context;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
