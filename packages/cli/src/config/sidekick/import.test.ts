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
    'listenport: it is about falcosidekick itself; not taken: listenport',
    'slack.messageformat: no option of slack is like it',
    'fission: there is no channel for it; not taken: fission.address',
  ]);
});

test('whatever is set and not taken is told by its key', () => {
  const { channels, notes } = importSidekick({
    debug: false,
    templatedfields: { Domain: 'secret' },
    bracketreplacer: '_',
    tlsserver: { deploy: false, certfile: '' },
    slack: { webhookurl: '', channel: '#secret', minimumpriority: 'debug', outputformat: 'all' },
    aws: { region: 'secret', sqs: { url: 'https://secret', minimumpriority: '' }, lambda: { functionname: '' } },
    loki: { hostport: 'http://l', outputformat: 'fields', extralabels: 'secret', mutualtls: false },
    nothing: { checkcert: true, mutualtls: false, minimumpriority: 'Debug', list: [] },
  });
  assert.deepEqual(channels, [
    { type: 'aws_sqs', region: 'secret', queue_url: 'https://secret' },
    { type: 'loki', url: 'http://l' },
  ]);
  assert.deepEqual(notes, [
    'templatedfields: no key is like it; not taken: templatedfields.Domain',
    'bracketreplacer: no key is like it; not taken: bracketreplacer',
    'slack: webhookurl is not set in the file (the environment of falcosidekick is not read); not taken: slack.channel',
    'loki.outputformat: no option of loki is like it',
    'loki.extralabels: no option of loki is like it',
  ]);
});

test('outputs below one key share what stands there', () => {
  const { channels, notes } = importSidekick({
    aws: {
      accesskeyid: 'AK',
      secretaccesskey: 'secret',
      region: 'r',
      s3: { bucket: 'b', prefix: 'p', minimumpriority: 'error' },
      lambda: { functionname: '', minimumpriority: 'debug' },
      kinesis: { streamname: 's' },
      securitylake: { bucket: 'secret' },
      cloudwatchlogs: { loggroup: '', logstream: 'secret' },
    },
  });
  const keys = { access_key_id: 'AK', secret_access_key: 'secret', region: 'r' };
  assert.deepEqual(channels, [
    { type: 'aws_s3', compress: false, ...keys, bucket: 'b', prefix: 'p/', minimum_priority: 'error' },
    { type: 'aws_kinesis', ...keys, stream: 's' },
  ]);
  assert.deepEqual(notes, [
    'aws.securitylake: there is no channel for it; not taken: aws.securitylake.bucket',
    'aws.cloudwatchlogs: loggroup is not set in the file (the environment of falcosidekick is not read); not taken: aws.cloudwatchlogs.logstream',
  ]);
  assert.deepEqual(importSidekick({ aws: { region: 'secret' } }).notes, [
    'aws: none of its outputs is on; not taken: aws.region',
  ]);
});

test('clouds: names of objects, a key file in base64', () => {
  const { channels, notes } = importSidekick({
    gcp: {
      credentials: Buffer.from('{"type":"service_account"}').toString('base64'),
      pubsub: { projectid: 'p', topic: 't', customattributes: { a: 'b' } },
      storage: { bucket: 'b', prefix: 'x' },
    },
    azure: { eventHub: { name: 'n', namespace: 's', minimumpriority: '' } },
  });
  const credentials = '{"type":"service_account"}';
  assert.deepEqual(notes, []);
  assert.deepEqual(channels, [
    { type: 'gcp_pubsub', credentials, project: 'p', topic: 't', attributes: { a: 'b' } },
    { type: 'gcp_storage', compress: false, credentials, bucket: 'b', prefix: 'x/' },
    { type: 'azure_event_hubs', event_hub: 'n', namespace: 's' },
  ]);
});

test('certificates, and texts that would mean something else here', () => {
  const { channels, notes } = importSidekick({
    mutualtlsfilespath: '/certs',
    mutualtlsclient: { keyfile: '/keys/k.pem' },
    customfields: { host: '%HOSTNAME', price: '${a}' },
    webhook: { address: 'https://w', mutualtls: true, customheaders: { A: 'x${b}' } },
  });
  assert.deepEqual(notes, []);
  assert.deepEqual(channels, [
    {
      type: 'webhook',
      url: 'https://w',
      mtls: true,
      client_cert: '/certs/client.crt',
      client_key: '/keys/k.pem',
      ca_cert: '/certs/ca.crt',
      headers: { A: 'x$${b}' },
      custom_fields: { host: '${HOSTNAME}', price: '$${a}' },
    },
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
    kafka: {
      hostport: 'a:9092, b',
      topic: 'falco',
      sasl: 'SCRAM_SHA512',
      username: 'u',
      tls: true,
      compression: 'SNAPPY',
      requiredacks: 'ALL',
    },
    smtp: { hostport: 'm:25', tls: false, authmechanism: 'external', from: 'a@b', to: 'c@d, e@f' },
  });
  assert.deepEqual(channels, [
    { type: 'redis', storage: 'list', key: 'falco', address: 'r:6379' },
    { type: 'nats', url: 'nats://n:4222', subject: 'falco.{priority:lower}.{rule}' },
    { type: 'mqtt', qos: 1, url: 'tcp://m:1883', retained: true },
    {
      type: 'kafka',
      key: '',
      brokers: ['a:9092', 'b'],
      topic: 'falco',
      sasl: 'scram-sha-512',
      user: 'u',
      tls: true,
      compression: 'gzip',
    },
    { type: 'smtp', address: 'm:25', encryption: 'none', auth: 'none', from: 'a@b', to: ['c@d', 'e@f'] },
  ]);
});

test('addresses of collectors lose the path that is added here, and what is off stays off', () => {
  const { channels, notes } = importSidekick({
    otlp: {
      traces: { endpoint: 'http://c:4318/v1/traces', headers: 'a=b=c,x-d=e', duration: 500, protocol: 'http/json' },
      metrics: { endpoint: 'https://c/otlp/v1/metrics/' },
      logs: { endpoint: '' },
    },
    statsd: { forwarder: 's:8125' },
    dogstatsd: { forwarder: 'd', namespace: 'x.' },
    wavefront: { endpointtype: 'direct', endpointhost: 'w.example.org', endpointtoken: 'secret' },
    policyreport: { enabled: false, maxevents: 1000 },
  });
  assert.deepEqual(channels, [
    { type: 'otlp_traces', url: 'http://c:4318', headers: { a: 'b=c', 'x-d': 'e' }, duration: '500ms' },
    { type: 'otlp_metrics', url: 'https://c/otlp' },
    { type: 'statsd', namespace: 'falcosidekick.', address: 's:8125' },
    { type: 'dogstatsd', namespace: 'x.', address: 'd' },
    { type: 'wavefront', url: 'https://w.example.org', token: 'secret' },
  ]);
  assert.deepEqual(notes, [
    'otlp.traces.protocol: no option of otlp_traces is like it',
    'wavefront.endpointtype: no option of wavefront is like it',
    'policyreport: enabled is not set in the file (the environment of falcosidekick is not read); not taken: policyreport.maxevents',
  ]);
  const { channels: on } = importSidekick({ policyreport: { enabled: true, maxevents: 500 } });
  assert.deepEqual(on, [{ type: 'policy_report', max_results: 500 }]);
});

test('every option in the table is an option of its channel', async () => {
  for (const { type, keys, defaults = {} } of SIDEKICK_OUTPUTS) {
    const channel = await CHANNELS.find(({ name }) => name === type)?.load();
    assert.ok(channel !== undefined, type);
    const shared = ['insecure', 'mtls', 'client_cert', 'client_key', 'ca_cert', 'custom_fields'];
    const given = Object.fromEntries(
      [...optionsOf(keys), ...Object.keys(defaults), ...shared].map((option) => [option, 'x']),
    );
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
