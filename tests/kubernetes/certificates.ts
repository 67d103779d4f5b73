/** The certificates of a cluster, made with openssl. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Certificate {
  readonly name: string;
  /** As openssl writes it: `/O=system:nodes/CN=system:node:vm`. */
  readonly subject: string;
  readonly addresses?: readonly string[];
}

function openssl(directory: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Writes `ca.crt`, `sa.key`, and `NAME.key` and `NAME.crt` of each certificate. */
export function makeCertificates(directory: string, certificates: readonly Certificate[]): void {
  const days = ['-days', '2'];
  openssl(directory, ['genrsa', '-out', 'sa.key', '2048']);
  openssl(directory, [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    ...days,
    '-subj',
    '/CN=ca',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  ]);
  for (const { name, subject, addresses = [] } of certificates) {
    openssl(directory, [
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      subject,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
    ]);
    const alternatives = addresses.map((address) => `IP:${address}`).join();
    const extension = alternatives === '' ? [] : ['-extfile', `${name}.ext`];
    if (alternatives !== '') writeFileSync(join(directory, `${name}.ext`), `subjectAltName=${alternatives}\n`);
    const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl(directory, ['x509', '-req', ...days, ...signer, ...extension, '-in', `${name}.csr`, '-out', `${name}.crt`]);
  }
}
