/** A real rsyslog on the network: UDP, TCP, TLS. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkServer, type Place } from './contract.ts';
import { librariesIn, Server } from '../debian.ts';

async function start({ folder, port, tlsPort }: Place): Promise<Server> {
  const at = (name: string): string => join(folder, name);
  const rule = (name: string): string => `ruleset(name="${name}") {
  action(type="omfile" file="${at(name)}" template="seen" asyncWriting="off" flushOnTXEnd="on")
}
`;
  writeFileSync(
    at('rsyslog.conf'),
    `global(workDirectory="${folder}" maxMessageSize="256k" parser.escapeControlCharactersOnReceive="off"
  defaultNetstreamDriverCAFile="${at('authority.crt')}" defaultNetstreamDriverCertFile="${at('server.crt')}"
  defaultNetstreamDriverKeyFile="${at('server.key')}")
module(load="imudp")
module(load="imtcp")
template(name="seen" type="list") { property(name="jsonmesg") constant(value="\\n") }
${rule('udp')}${rule('stream')}
input(type="imudp" address="127.0.0.1" port="${port}" ruleset="udp")
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="stream")
input(type="imtcp" address="127.0.0.1" port="${tlsPort}" ruleset="stream"
  streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid")
`,
  );
  const modules = join(librariesIn(folder), 'rsyslog');
  return new Server(folder, 'rsyslogd', ['-n', '-i', at('pid'), '-M', modules, '-f', at('rsyslog.conf')]);
}

interface Seen {
  readonly msg: string;
  readonly pri: string;
  readonly programname: string;
}

async function written(path: string, count: number): Promise<string[]> {
  let lines: string[] = [];
  for (let n = 0; lines.length < count && n < 150; n++) {
    if (n > 0) await sleep(20);
    lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  }
  return lines.map((line) => {
    const { msg, pri, programname } = JSON.parse(line) as Seen;
    assert.equal(programname, 'lanner');
    // local3
    assert.equal(Math.trunc(Number(pri) / 8), 19);
    return msg.trimStart();
  });
}

const common = { host: '127.0.0.1', facility: 'local3', max_size: '200KiB' };

checkServer({
  packages: ['rsyslog', 'rsyslog-gnutls'],
  start,
  tlsOptions: ({ tlsPort }) => ({ protocol: 'tls', port: tlsPort }),
  channels: [
    {
      type: 'syslog_remote',
      proxyOptions: { confirm: false },
      options: ({ port }) => ({ ...common, port, protocol: 'tcp' }),
      received: async ({ folder }, count) => written(join(folder, 'stream'), count),
    },
    {
      type: 'syslog_remote',
      acknowledges: false,
      options: ({ port }) => ({ ...common, port, protocol: 'udp', max_size: '60KiB' }),
      received: async ({ folder }, count) => written(join(folder, 'udp'), count),
    },
  ],
});
