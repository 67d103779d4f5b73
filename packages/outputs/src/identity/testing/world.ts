/** What tests of signers share: the world of one, with a server that it asks. */
import type { TestContext } from 'node:test';
import { openHttp } from '../../http/index.ts';
import { startReceiver, type Answer, type Received, type Receiver } from '../../channels/testing/receiver.ts';
import type { SignerServices } from '../signer.ts';

/** There is nothing: what is asked on this machine does not go through a proxy. */
export const NO_PROXY = 'http://127.0.0.1:9';

export interface World {
  /** By the address of the server. Default: none. */
  readonly env?: (url: string) => Readonly<Record<string, string>>;
  readonly files?: (url: string) => Readonly<Record<string, string>>;
  /** Default: none. */
  readonly proxy?: string;
}

const CERTIFICATES = {
  insecure: false,
  mtls: false,
  ca_cert: undefined,
  ca_bundle: undefined,
  ca_path: undefined,
  client_cert: undefined,
  client_key: undefined,
};

export async function signerWorld(
  t: TestContext,
  answer: (request: Received, url: string) => Answer,
  { env, files, proxy }: World,
  now: () => number,
): Promise<{ readonly server: Receiver; readonly services: SignerServices }> {
  const server = await startReceiver((request) => answer(request, server.url));
  t.after(() => server.close());
  const http = await openHttp({ ...CERTIFICATES, proxy }, { userAgent: 'test' });
  t.after(() => http.close());
  const services: SignerServices = {
    http,
    env: env?.(server.url) ?? {},
    async readFile(path) {
      const text = files?.(server.url)[path];
      if (text === undefined) throw new Error(`no ${path}`);
      return text;
    },
    now,
  };
  return { server, services };
}
