/** A flood of events of which no rule speaks, and one in it that matters. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FILTERING } from './environment.ts';
import { FALCO_RULES, collect, startLanner, whyNotLive } from './lanner.ts';
import type { Run } from './lanner.ts';

/**
 * By each of two processes. `npm run bench -- flood` opens it 1.5 million times each. Without the filter all are sent, which a
 * busy machine takes no such flood of.
 */
const OPENS = FILTERING ? 150_000 : 5_000;
/** Those that are judged: what the processes do besides, and what they did before the engine knew them. */
const MOST_JUDGED = 0.1;

const directory = mkdtempSync(join(tmpdir(), 'lanner-flood-'));
const workload = join(directory, 'workload');
const plain = join(directory, 'plain');
const begin = join(directory, 'begin');
const rules = existsSync(FALCO_RULES) ? FALCO_RULES : fileURLToPath(new URL('../../rules', import.meta.url));

/** When the filter is in place, however long a busy machine takes to make it; without one, at once. */
const BEGIN = FILTERING ? /filtered in the kernel/ : /Lanner is watching/;

function flooded(): Promise<Run> {
  // Behind the engine in rank: where others take the processors, too, a ring is full before it has its first turn
  const script = `until [ -e ${begin} ]; do sleep 0.05; done; exec nice -n 5 ${workload} flood ${OPENS} ${plain} /etc/shadow`;
  const child = startLanner(['--json', '-r', rules], ['sh', '-c', script]);
  child.stderr.on('data', (text) => {
    if (BEGIN.test(String(text))) writeFileSync(begin, '');
  });
  return collect(child);
}

describe('a flood', { skip: whyNotLive() }, () => {
  before(() => {
    execFileSync('cc', ['-O2', '-o', workload, fileURLToPath(new URL('../../bench/workload.c', import.meta.url))]);
    writeFileSync(plain, '');
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const where = FILTERING ? 'stays in the kernel' : 'is judged';
  it(`of opens ${where}, and the one read of a sensitive file is told`, async () => {
    const { alerts, messages } = await flooded();
    const told = alerts.filter(({ output_fields: fields }) => fields['fd.name'] === '/etc/shadow');
    assert.equal(told.length, 1, messages);
    const counts = /seen +(\d+) records; (\d+) of them matched no rule and stayed in the kernel, (\d+) were/.exec(
      messages,
    );
    const [seen = 0, stayed = 0, judged = 0] = (counts ?? []).slice(1).map(Number);
    assert.ok(seen >= 2 * OPENS, messages);
    assert.ok(stayed + judged <= seen, messages);
    if (FILTERING) assert.ok(judged < seen * MOST_JUDGED, messages);
    else assert.ok(stayed === 0 && judged >= 2 * OPENS, messages);
    assert.match(messages, /^ {2}lost +nothing$/m);
  });
});
