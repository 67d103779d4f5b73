/** Proxies of Debian, which want a user and a password: tinyproxy for HTTP, microsocks for SOCKS 5. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isListening, Server } from './debian.ts';

export const PROXY_PACKAGES = ['tinyproxy-bin', 'microsocks'];

export const PROXY_LOGIN = { proxy_user: 'lanner', proxy_password: 'right-proxy-secret' };

export interface Proxies {
  readonly urls: readonly string[];
  end(): Promise<void>;
}

export async function startProxies(folder: string): Promise<Proxies> {
  const { proxy_user: user, proxy_password: password } = PROXY_LOGIN;
  const [http, socks] = [await freePort(), await freePort()];
  const settings = join(folder, 'tinyproxy.conf');
  writeFileSync(
    settings,
    `Port ${http}
Listen 127.0.0.1
Timeout 600
MaxClients 50
BasicAuth ${user} ${password}
`,
  );
  const servers = [
    new Server(folder, 'tinyproxy', ['-d', '-c', settings]),
    new Server(folder, 'microsocks', ['-i', '127.0.0.1', '-p', String(socks), '-u', user, '-P', password]),
  ];
  for (const [index, server] of servers.entries()) {
    await server.until(() => isListening([http, socks][index] ?? 0));
  }
  return {
    urls: [`http://127.0.0.1:${http}`, `socks5://127.0.0.1:${socks}`],
    async end() {
      for (const server of servers) await server.end();
    },
  };
}
