/** Containers of runtimes that let systemd make the cgroups, on a machine of which it is the first process. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DRIVEN, DRIVEN_PROGRAMS } from './driven-runtimes.ts';
import { writeImages } from './image.ts';
import { runLanner, whyNotLive } from './lanner.ts';
import { providePrograms } from './programs.ts';

function whyNotDriven(): string | false {
  const first = readFileSync('/proc/1/comm', 'utf8').trim();
  return first !== 'systemd' && `the first process of this machine is ${first}, not systemd`;
}

const directory = mkdtempSync(join(tmpdir(), 'lanner-systemd-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const whyNoTests = whyNotLive() || whyNotDriven();
const { setting, whyNot } =
  whyNoTests === false
    ? providePrograms(join(directory, 'debian'), DRIVEN_PROGRAMS)
    : { setting: '', whyNot: () => whyNoTests };

describe('containers in cgroups that systemd makes', { skip: whyNoTests }, () => {
  for (const { type, programs, script, socket, scope } of DRIVEN) {
    it(`${type}: they are told by their id`, { skip: whyNot(programs) }, async () => {
      const home = join(directory, type);
      mkdirSync(home);
      writeImages(join(home, 'images'), join(home, 'root'));
      const rules = join(home, 'rules.yaml');
      writeFileSync(
        rules,
        `- rule: opened
  desc: any open of a file of the test
  condition: evt.type in (open, openat) and fd.name = /identity-driven
  output: "%container.full_id %container.type %container.name %container.image %lanner.container.by_lineage"
  priority: INFO
`,
      );
      const options = socket === undefined ? [] : ['-o', `containers.sockets[]=${type}:${join(home, socket)}`];
      const command = `${setting}\ncd ${home} || exit 1\nmv images/* .\n${script}`;
      const run = await runLanner(['-r', rules, ...options], ['sh', '-c', command]);
      assert.equal(run.status, 0, run.messages);
      const id = readFileSync(join(home, 'id'), 'utf8');
      assert.match(
        readFileSync(join(home, 'cgroup'), 'utf8'),
        new RegExp(`:${scope(id).replaceAll('.', '\\.')}$`, 'm'),
      );
      const [alert, ...more] = run.alerts;
      assert.ok(alert, run.messages);
      assert.deepEqual(more, []);
      const { 'container.full_id': fullId, 'container.type': told, ...fields } = alert.output_fields;
      assert.deepEqual([fullId, told, fields['lanner.container.by_lineage']], [id, type, false]);
      const known = socket === undefined ? [null, null] : ['driven', 'identity:1'];
      assert.deepEqual([fields['container.name'], fields['container.image']], known, run.messages);
    });
  }
});
