import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CHANNELS, readOptions } from '@lanner/outputs';
import { importSidekick } from './import.ts';
import { readSidekick } from './read.ts';
import { SIDEKICK_OUTPUTS, type SidekickOutput } from './table.ts';

test('outputs that are on become channels; what has no place is told, without its value', () => {
  const { channels, notes } = importSidekick({
    listenport: 2801,
    customfields: { env: 'prod' },
    slack: {
      webhookurl: 'https://hooks.example.org/secret',
      footer: '',
      minimumpriority: 'error',
      messageformat: 'secret {{ .rule }}',
      outputformat: 'text',
    },
    loki: { hostport: '' },
    elasticsearch: { hostport: 'http://e:9200', checkcert: false, customheaders: { 'X-A': 'b' }, username: 'u' },
    fission: { address: 'http://secret' },
    kafka: { hostport: '', minimumpriority: 'debug' },
  });
  assert.deepEqual(channels, [
    {
      type: 'slack',
      url: 'https://hooks.example.org/secret',
      minimum_priority: 'error',
      fields: 'none',
      custom_fields: { env: 'prod' },
    },
    {
      type: 'elasticsearch',
      url: 'http://e:9200',
      insecure: true,
      headers: { 'X-A': 'b' },
      user: 'u',
      custom_fields: { env: 'prod' },
    },
  ]);
  assert.deepEqual(notes, [
    'slack.messageformat: no option of slack is like it',
    'fission: there is no channel for it',
  ]);
});

function optionsOf(keys: SidekickOutput['keys']): string[] {
  return Object.values(keys).map((option) => (typeof option === 'string' ? option : option.option));
}

test('what falcosidekick writes in another way, or has by default, is what it was', () => {
  const { channels } = importSidekick({
    redis: { address: 'r:6379' },
    nats: { hostport: 'nats://n:4222', subjecttemplate: 'falco.<priority>.<rule>' },
    mqtt: { broker: 'tcp://m:1883', qos: 1, retained: true },
  });
  assert.deepEqual(channels, [
    { type: 'redis', storage: 'list', key: 'falco', address: 'r:6379' },
    { type: 'nats', url: 'nats://n:4222', subject: 'falco.{priority:lower}.{rule}' },
    { type: 'mqtt', qos: 1, url: 'tcp://m:1883', retained: true },
  ]);
});

test('every option in the table is an option of its channel', async () => {
  for (const { type, keys, defaults = {} } of SIDEKICK_OUTPUTS) {
    const channel = await CHANNELS.find(({ name }) => name === type)?.load();
    assert.ok(channel !== undefined, type);
    const given = Object.fromEntries([...optionsOf(keys), ...Object.keys(defaults)].map((option) => [option, 'x']));
    const { problems } = readOptions(channel.options, given, { file: () => '', env: () => '' });
    assert.deepEqual(
      problems.filter(({ message }) => message.startsWith('there is no option')),
      [],
    );
  }
});

test('a file becomes YAML, and one that is none is told', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'lanner-sidekick-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'sidekick.yaml');
  writeFileSync(file, 'alertmanager:\n  hostport: ["http://a:9093", "http://b:9093"]\n  mutualtls: false\n');
  const { text, notes } = readSidekick(file);
  assert.equal(text, 'channels:\n  - type: "alertmanager"\n    url: "http://a:9093"\n');
  assert.deepEqual(notes, ['alertmanager.hostport: only the first is taken; the others need channels of their own']);
  writeFileSync(file, 'slack: {');
  assert.throws(() => readSidekick(file), /sidekick\.yaml: not YAML/);
  assert.throws(() => readSidekick(join(directory, 'absent')), /cannot read .*no such file/);
});
