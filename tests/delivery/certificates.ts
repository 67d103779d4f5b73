/** Certificates for servers and clients of tests, made by openssl. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why there can be no certificates, if there can be none. */
export const noOpenssl: string | false = spawnSync('openssl', ['version']).status === 0 ? false : 'there is no openssl';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(folder: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/** An authority of its own: `NAME.crt`, `NAME.key`. */
export function makeAuthority(folder: string, name: string): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
  openssl(folder, 'req', '-x509', ...KEY, '-subj', `/CN=${name}`, ...files);
}

/** `NAME.crt` and `NAME.key` for this machine, signed by an authority. */
export function makeCertificate(folder: string, name: string, authority: string): void {
  openssl(folder, 'req', ...KEY, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', 'csr');
  writeFileSync(join(folder, 'ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const signer = ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`, '-CAcreateserial'];
  openssl(folder, 'x509', '-req', '-in', 'csr', ...signer, '-extfile', 'ext', '-out', `${name}.crt`);
  // Servers that give up root read it, too
  chmodSync(join(folder, `${name}.key`), 0o644);
}
