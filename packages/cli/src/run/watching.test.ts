import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileWatch } from './watching.ts';

let directory = '';
let changes = 0;
let watch: FileWatch;

/** Whether a change is noticed; what is not a change is given a moment. */
async function notices(change: () => void, wait = 5000): Promise<boolean> {
  const before = changes;
  change();
  for (let passed = 0; passed < wait; passed += 10) {
    if (changes > before) return true;
    // Watchers do not keep a process alive; the timer does.
    await sleep(10);
  }
  return false;
}

describe('watching files', () => {
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lanner-watch-'));
    watch = new FileWatch(() => void changes++);
  });
  afterEach(() => {
    watch.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('notices that a file is written to, replaced by rename, and removed', async () => {
    const file = join(directory, 'rules.yaml');
    writeFileSync(file, 'one');
    watch.watch([file]);
    assert.ok(await notices(() => writeFileSync(file, 'two')));
    await sleep(50);
    for (const text of ['three', 'four']) {
      writeFileSync(`${file}.new`, text);
      assert.ok(await notices(() => renameSync(`${file}.new`, file)));
      await sleep(50);
    }
    assert.ok(await notices(() => rmSync(file)));
  });

  it('notices rule files of a directory that is not there yet, and no others', async () => {
    const rules = join(directory, 'etc/rules.d');
    watch.watch([rules]);
    assert.ok(await notices(() => mkdirSync(rules, { recursive: true })));
    await sleep(50);
    assert.ok(await notices(() => writeFileSync(join(rules, 'a.yaml'), 'one')));
    await sleep(50);
    assert.equal(await notices(() => writeFileSync(join(rules, 'a.swp'), 'one'), 200), false);
  });

  it('notices that a link leads elsewhere, as in a volume of Kubernetes', async () => {
    for (const version of ['1', '2']) {
      mkdirSync(join(directory, version));
      writeFileSync(join(directory, version, 'rules.yaml'), version);
    }
    symlinkSync('1', join(directory, '..data'));
    symlinkSync('..data/rules.yaml', join(directory, 'rules.yaml'));
    watch.watch([join(directory, 'rules.yaml')]);
    symlinkSync('2', join(directory, '..new'));
    assert.ok(await notices(() => renameSync(join(directory, '..new'), join(directory, '..data'))));
  });
});
