import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { portByName } from './ports.ts';

test('services have ports, by any of their names', () => {
  assert.deepEqual(
    ['ssh', 'http', 'www', 'domain', 'ntp', 'syslog', 'x11-1'].map(portByName),
    [22, 80, 80, 53, 123, 514, 6001],
  );
  assert.deepEqual(['', 'SSH', 'nosuch', '22', 'constructor'].map(portByName), Array(5).fill(undefined));
});

const SERVICES = '/etc/services';
const debian = existsSync('/etc/debian_version') ? readFileSync('/etc/debian_version', 'utf8') : '';
const skip = debian.startsWith('12') && existsSync(SERVICES) ? false : 'this machine is no Debian 12 with netbase';

test('names and ports are those of Debian 12', { skip }, () => {
  const ports = new Map<string, number>();
  for (const line of readFileSync(SERVICES, 'utf8').split('\n')) {
    const [name, port, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (name === undefined || port === undefined) continue;
    for (const one of [name, ...aliases]) if (!ports.has(one)) ports.set(one, Number.parseInt(port, 10));
  }
  assert.ok(ports.size > 200);
  for (const [name, port] of ports) assert.equal(portByName(name), port, name);
});
