import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Alert } from '@lanner/engine';
import { loadConfiguration } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { openChannels, type AlertChannel } from './channels.ts';

const folder = mkdtempSync(join(tmpdir(), 'lanner-alerts-'));
after(() => rmSync(folder, { recursive: true }));

const ALERT: Alert = {
  time: 1_700_000_000_123_456_789n,
  rule: 'R',
  priority: 'Notice',
  source: 'syscall',
  hostname: 'box',
  tags: ['t'],
  message: 'cat ran',
  fields: [['proc.name', 'cat']],
};

function open(...options: readonly string[]): Promise<AlertChannel[]> {
  const { settings, findings } = loadConfiguration({ options: options.map((text) => ({ name: '-o', text })) });
  assert.deepEqual(findings, []);
  return openChannels(settings);
}

/** Opens a file alone, with further options. */
async function openFile(name: string, ...options: readonly string[]): Promise<{ path: string; channel: AlertChannel }> {
  const path = join(folder, name);
  const file = ['stdout_output.enabled=false', 'file_output.enabled=true', `file_output.filename=${path}`];
  const [channel, ...more] = await open(...file, ...options);
  assert.ok(channel);
  assert.deepEqual(more, []);
  return { path, channel };
}

test('channels are those that are enabled', async () => {
  assert.equal((await open()).length, 1);
  assert.equal((await open('stdout_output.enabled=false')).length, 0);
  const both = await open('file_output.enabled=true', `file_output.filename=${join(folder, 'both')}`);
  assert.equal(both.length, 2);
  await Promise.all(both.map((channel) => channel.close()));
});

test('a file has text, or JSON with the keys that are configured', async () => {
  const text = await openFile('text', 'time_format_iso_8601=true');
  await text.channel.write([ALERT, ALERT]);
  await text.channel.close();
  const line = '2023-11-14T22:13:20.123456789+0000: Notice cat ran\n';
  assert.equal(readFileSync(text.path, 'utf8'), line.repeat(2));

  const off = ['json_include_output_property', 'json_include_tags_property', 'json_include_output_fields_property'];
  const options = ['json_output=true', 'json_include_message_property=yes', ...off.map((key) => `${key}=false`)];
  const json = await openFile('json', ...options);
  await json.channel.write([ALERT]);
  await json.channel.close();
  assert.equal(
    readFileSync(json.path, 'utf8'),
    '{"hostname":"box","message":"cat ran","priority":"Notice","rule":"R","source":"syscall",' +
      '"time":"2023-11-14T22:13:20.123456789Z"}\n',
  );
});

test('a file that is kept open is opened anew when it is asked for', async () => {
  const { path, channel } = await openFile('kept', 'file_output.keep_alive=true');
  renameSync(path, `${path}.1`);
  await channel.write([ALERT]);
  channel.reopen();
  await channel.write([ALERT, ALERT]);
  await channel.close();
  const lines = (name: string): number => readFileSync(name, 'utf8').split('\n').length - 1;
  assert.deepEqual([lines(`${path}.1`), lines(path)], [1, 2]);
});

test('a file that cannot be written is told by its name', async () => {
  await assert.rejects(
    openFile(join('no', 'such', 'place')),
    (error) =>
      error instanceof UserError && /^cannot write alerts to .*: no such file or directory$/.test(error.message),
  );
});
