import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCgroups, procReader } from './proc-reader.ts';

const HOST = 'cgroup:[4026531835]';
const OWN = 'cgroup:[4026532842]';

describe('/proc/PID/cgroup', () => {
  it('has a line for each hierarchy; a path may hold colons', () => {
    const text = '9:name=systemd:/\n2:cpu,cpuacct:/system.slice:docker:ab\n0::/user.slice\n';
    const expected = [
      ['name=systemd', '/'],
      ['cpu,cpuacct', '/system.slice:docker:ab'],
      ['', '/user.slice'],
    ];
    assert.deepEqual(parseCgroups(text, HOST), expected);
    assert.deepEqual(parseCgroups(text, undefined), expected, 'a kernel without such namespaces');
    assert.deepEqual(parseCgroups('', HOST), []);
    assert.deepEqual(parseCgroups('nonsense\n0:\n', HOST), []);
  });

  it('tells nothing about those in the cgroup namespace of the reader', () => {
    assert.deepEqual(parseCgroups('2:cpu:/\n0::/init.scope\n', OWN), []);
    assert.deepEqual(parseCgroups('0::/../docker-ab.scope\n', OWN), [['', '/../docker-ab.scope']]);
  });

  it('of this process can be read', () => {
    const facts = procReader.facts(process.pid, undefined);
    assert.equal(facts?.pid, process.pid);
    assert.ok(facts.cgroups.every(([, path]) => path.startsWith('/')));
  });
});
