/** The options about certificates, read from their files. */
import { readdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { TlsOptions } from './options.ts';

/** As the functions of `node:tls`, and clients that use them, take them. */
export interface TlsSettings {
  /** Authorities in PEM, one after the other; those of the system if there are none. */
  ca?: string;
  /** In PEM. */
  cert?: string;
  /** In PEM. */
  key?: string;
  rejectUnauthorized: boolean;
}

/** With the name that the receiver is asked for (SNI); an address is none. For libraries that do not say it by themselves. */
export function tlsTo(host: string, tls: TlsSettings): TlsSettings & { servername?: string } {
  return isIP(host) === 0 ? { ...tls, servername: host } : tls;
}

/** Rejects with a message that names the option and the file if one cannot be read. */
export async function readTls(options: TlsOptions): Promise<TlsSettings> {
  const authorities = await readAuthorities(options);
  const base = { rejectUnauthorized: !options.insecure, ...(authorities === undefined ? {} : { ca: authorities }) };
  if (!options.mtls) return base;
  return {
    ...base,
    cert: await readOption('client_cert', options.client_cert),
    key: await readOption('client_key', options.client_key),
  };
}

/** What is wrong with the options together. */
export function checkTls(options: TlsOptions): string | undefined {
  if (!options.mtls) return undefined;
  const missing = (['client_cert', 'client_key'] as const).filter((name) => isEmpty(options[name]));
  return missing.length === 0 ? undefined : `mtls needs ${missing.join(' and ')}`;
}

async function readAuthorities({
  ca_cert: one,
  ca_bundle: bundle,
  ca_path: directory,
}: TlsOptions): Promise<string | undefined> {
  if (!isEmpty(one)) return readOption('ca_cert', one);
  if (!isEmpty(bundle)) return readOption('ca_bundle', bundle);
  if (isEmpty(directory)) return undefined;
  const names = await readdir(directory).catch((error: unknown) => {
    throw unreadable('ca_path', directory, error);
  });
  const texts = await Promise.all(
    names.toSorted().map((name) => readFile(join(directory, name), 'utf8').catch(() => '')),
  );
  const certificates = texts.filter((text) => text.includes('-----BEGIN CERTIFICATE-----'));
  if (certificates.length === 0) throw new Error(`ca_path: there is no certificate in ${directory}`);
  return certificates.join('\n');
}

/** Falco's configuration has empty texts where nothing is meant. */
function isEmpty(value: string | undefined): value is '' | undefined {
  return value === undefined || value === '';
}

async function readOption(name: string, path = ''): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(name, path, error);
  }
}

function unreadable(name: string, path: string, cause: unknown): Error {
  return new Error(`${name}: cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
}
