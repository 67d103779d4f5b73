import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from '@lanner/engine';
import type { Delivery } from '@lanner/outputs/delivery';
import type { Settings } from '../config/keys.ts';
import { showConfiguration } from '../config/show.ts';
import { loadConfiguration } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { channelsOf, openDelivery } from './delivery.ts';

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

function settingsOf(...options: readonly string[]): Settings {
  const { settings, findings } = loadConfiguration({ options: options.map((text) => ({ name: '-o', text })) });
  assert.deepEqual(findings, []);
  return settings;
}

/** Opens a file alone, with further options. */
async function openFile(name: string, ...options: readonly string[]): Promise<{ path: string; delivery: Delivery }> {
  const path = join(folder, name);
  const file = ['stdout_output.enabled=false', 'file_output.enabled=true', `file_output.filename=${path}`];
  return { path, delivery: await openDelivery(settingsOf(...file, ...options)) };
}

test('more than one request at once is refused where one that overtakes another does harm', async () => {
  const of = async (type: string, concurrency: number) =>
    channelsOf(settingsOf(`channels=[{type: ${type}, url: http://h, concurrency: ${concurrency}}]`));
  assert.equal((await of('otlp_metrics', 1)).length, 2);
  assert.equal((await of('otlp_logs', 2)).length, 2);
  await assert.rejects(of('otlp_metrics', 2), UserError);
});

test('channels are those that are turned on', async () => {
  const names = async (...options: readonly string[]): Promise<string[]> =>
    (await channelsOf(settingsOf(...options))).map(({ name }) => name);
  assert.deepEqual(await names(), ['stdout']);
  assert.deepEqual(await names('stdout_output.enabled=false'), []);
  const all = ['file', 'syslog', 'program', 'http'].map((one) => `${one}_output.enabled=true`);
  const needed = ['program_output.program=cat', 'http_output.url=http://localhost'];
  assert.deepEqual(await names(...all, 'file_output.filename=x', ...needed), [
    'stdout',
    'file',
    'syslog',
    'program',
    'http',
  ]);
  assert.deepEqual(await names('channels=[{name: a, type: http, url: http://h, batch_size: 5}, {type: syslog}]'), [
    'stdout',
    'a',
    'syslog',
  ]);
});

test('what a channel lacks, or has too much, is told', async () => {
  const rejected = async (option: string, message: RegExp): Promise<void> =>
    assert.rejects(async () => channelsOf(settingsOf(...option.split('|'))), message);
  await rejected('http_output.enabled=true', /http_output is on, but http_output.url is not set/);
  await rejected('http_output.enabled=true|http_output.url=http://h|http_output.mtls=true', /mtls needs client_cert/);
  const { findings } = loadConfiguration({ options: [{ name: '-o', text: 'channels=[{type: pigeon}]' }] });
  assert.match(findings.map(({ message }) => message).join(), /no type of channels called 'pigeon'/);
});

test('a secret of the configuration is not shown', () => {
  const options = ['http_output.headers={Authorization: Bearer abc}', 'channels=[{type: http, url: http://h/abc}]'];
  const configuration = loadConfiguration({ options: options.map((text) => ({ name: '-o', text })) });
  const { plain } = showConfiguration(configuration, { text: '' });
  assert.ok(!JSON.stringify(plain).includes('abc'));
});

test('a file has text, or JSON with the keys that are configured', async () => {
  const text = await openFile('text', 'time_format_iso_8601=true');
  text.delivery.submit([ALERT, ALERT]);
  await text.delivery.close(5000);
  const line = '2023-11-14T22:13:20.123456789+0000: Notice cat ran\n';
  assert.equal(readFileSync(text.path, 'utf8'), line.repeat(2));

  const off = ['json_include_output_property', 'json_include_tags_property', 'json_include_output_fields_property'];
  const options = ['json_output=true', 'json_include_message_property=yes', ...off.map((key) => `${key}=false`)];
  const json = await openFile('json', ...options);
  json.delivery.submit([ALERT]);
  await json.delivery.close(5000);
  assert.equal(
    readFileSync(json.path, 'utf8'),
    '{"hostname":"box","message":"cat ran","priority":"Notice","rule":"R","source":"syscall",' +
      '"time":"2023-11-14T22:13:20.123456789Z"}\n',
  );
});

test('a file that is kept open is opened anew when it is asked for', async () => {
  const { path, delivery } = await openFile('kept', 'file_output.keep_alive=true');
  renameSync(path, `${path}.1`);
  delivery.submit([ALERT]);
  while (delivery.status.lanes[0]?.waiting !== 0) await sleep(1);
  delivery.reopen();
  await sleep(1);
  delivery.submit([ALERT, ALERT]);
  await delivery.close(5000);
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
