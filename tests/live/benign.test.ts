/** Ordinary work must not alarm anyone: nothing of priority Warning or above from the default rules. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runLanner, whyNotLive } from './lanner.ts';

const ALARMING = new Set(['Emergency', 'Alert', 'Critical', 'Error', 'Warning']);
const directory = mkdtempSync(join(tmpdir(), 'lanner-benign-'));
const server = join(directory, 'server.mjs');

/** Serves a file and fetches it fifty times. */
writeFileSync(
  server,
  `import { createServer } from 'node:http';
   import { readFile } from 'node:fs/promises';
   const server = createServer(async (_, response) => response.end(await readFile('/etc/hostname')));
   await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
   for (let n = 0; n < 50; n++) await (await fetch('http://127.0.0.1:' + server.address().port)).text();
   server.close();`,
);

const WORKLOADS: readonly (readonly [name: string, script: string])[] = [
  [
    'a package is installed and removed',
    `mkdir -p pkg/DEBIAN pkg/usr/share/lanner-test
     printf 'Package: lanner-test\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n' > pkg/DEBIAN/control
     printf '#!/bin/sh\\nset -e\\ngetent passwd root >/dev/null\\n' > pkg/DEBIAN/postinst; chmod 755 pkg/DEBIAN/postinst
     echo x > pkg/usr/share/lanner-test/x
     dpkg-deb --build pkg pkg.deb && dpkg -i pkg.deb && dpkg -P lanner-test`,
  ],
  [
    'a program is compiled and run',
    `printf '#include <stdio.h>\\nint main(void) { puts("x"); }\\n' > x.c
     printf 'x: x.c\\n\\tcc -O2 -o x x.c\\n' > Makefile; make && ./x`,
  ],
  [
    'a repository is cloned',
    `git init -q origin && cd origin && echo x > x && git add x &&
     git -c user.name=x -c user.email=x@example.org commit -qm x && cd .. && git clone -q origin clone`,
  ],
  ['a web server serves requests', `"${process.execPath}" ${server}`],
];

describe('ordinary work under the default rules', { skip: whyNotLive() }, () => {
  after(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, script] of WORKLOADS) {
    it(name, async () => {
      const run = await runLanner(['--all'], ['sh', '-ec', `cd ${directory}\n${script}`]);
      assert.equal(run.status, 0, run.messages);
      const alarming = run.alerts.filter((alert) => ALARMING.has(alert.priority) && alert.source !== 'internal');
      assert.deepEqual(
        alarming.map(({ rule, output }) => `${rule}: ${output}`),
        [],
      );
    });
  }
});
