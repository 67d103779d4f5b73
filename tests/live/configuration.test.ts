/** The configuration at work: which rules judge, what their alerts say, where they go. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { collect, startLanner, whyNotLive } from './lanner.ts';
import type { Run } from './lanner.ts';

const skip = whyNotLive();
const directory = mkdtempSync(join(tmpdir(), 'lanner-configuration-'));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

function rule(name: string, tag: string): string {
  return `- rule: ${name}
  desc: the file of the test is opened
  condition: evt.type in (open, openat) and fd.name = ${OPENED} and static.site = berlin
  output: ${name} %proc.name
  priority: NOTICE
  tags: [${tag}]
`;
}

const OPENED = file('opened', 'x\n');
const ALERTS = join(directory, 'alerts.txt');
const CONFIGURATION = file(
  'lanner.yaml',
  `rules_files: ${file('rules.yaml', rule('first', 'a') + rule('second', 'b') + rule('third', 'c'))}
rules:
  - disable: {tag: a}
rule_matching: all
static_fields: {site: berlin}
append_output:
  - match: {tags: [c]}
    extra_output: by %proc.name
    extra_fields: [proc.pid, {what: "%evt.type of %fd.name"}]
json_output: true
json_include_message_property: true
json_include_tags_property: false
file_output: {enabled: true, keep_alive: true, filename: ${ALERTS}}
`,
);

function run(options: readonly string[], script: string): Promise<Run> {
  return collect(startLanner(['-c', CONFIGURATION, ...options], ['sh', '-c', script]));
}

function lines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

describe('the configuration, live', { skip }, () => {
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('selects rules, adds to outputs, and sends alerts to all outputs', async () => {
    const { status, alerts } = await run([], `cat ${OPENED}`);
    assert.equal(status, 0);
    const [second, third, ...more] = alerts;
    assert.deepEqual(more, []);
    assert.ok(second !== undefined && third !== undefined);
    assert.deepEqual(Object.keys(second.output_fields).toSorted(), ['evt.time', 'proc.name']);
    assert.match(third.output, /: Notice third cat by cat$/);
    assert.equal('message' in third && third.message, 'third cat by cat');
    assert.equal('tags' in third, false);
    const { 'proc.pid': pid, what } = third.output_fields;
    assert.equal(typeof pid, 'number');
    assert.match(String(what), new RegExp(`^openat? of ${OPENED}$`));
    assert.deepEqual(
      lines(ALERTS).map((line) => JSON.parse(line) as unknown),
      alerts,
    );
  });

  it('is changed by options and switches', async () => {
    const options = ['-o', 'json_output=false', '-o', 'stdout_output.enabled=false', '-t', 'b', '--output', ALERTS];
    rmSync(ALERTS);
    const { alerts } = await run(options, `cat ${OPENED}`);
    assert.deepEqual(alerts, []);
    assert.equal(lines(ALERTS).length, 1);
    assert.match(lines(ALERTS).join(), /^\d\d:\d\d:\d\d\.\d{9}: Notice second cat$/);
  });

  it('keeps a file open until SIGUSR1', async () => {
    rmSync(ALERTS);
    const until = (command: string): string =>
      `n=0; until test -s ${ALERTS} || test $n -ge 200; do n=$((n + 1)); ${command} sleep 0.05; done`;
    const wait = until('');
    const moved = `mv ${ALERTS} ${ALERTS}.1; kill -USR1 $PPID`;
    const anew = until(`cat ${OPENED};`);
    const { messages } = await run(['-t', 'b'], `cat ${OPENED}; ${wait}; ${moved}; ${anew}`);
    assert.doesNotMatch(messages, /[Dd]ebugger/);
    assert.ok(lines(`${ALERTS}.1`).length >= 1);
    assert.ok(lines(ALERTS).length >= 1);
  });
});
