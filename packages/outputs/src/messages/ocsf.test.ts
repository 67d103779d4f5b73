import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonLines } from '../channels/ndjson.ts';
import { messageMaker } from '../channels/queue-messages.ts';
import { delivered, PLAIN_ALERT, SAMPLE_ALERTS } from '../channels/testing/alerts.ts';
import { contentMaker } from './content.ts';

const text = { type: 'string' };
const shown = { type: 'string', minLength: 1 };
const integer = { type: 'integer', minimum: 0 };

function members(required: readonly string[], properties: Readonly<Record<string, object>>): object {
  return { type: 'object', additionalProperties: false, required, properties };
}

const file = members(['name', 'type_id'], { name: shown, path: shown, type_id: { enum: [0, 1, 2, 99] } });
const user = members([], { name: shown, uid: shown });
const parent = members([], { pid: integer, name: shown, cmd_line: shown });
const endpoint = members([], { ip: shown, port: { type: 'integer', minimum: 0, maximum: 65_535 } });

// After the class Detection Finding of version 1.3.0 with the profile of hosts; unknown members are refused
const FINDING = members(
  ['activity_id', 'category_uid', 'class_uid', 'finding_info', 'metadata', 'severity_id', 'time', 'type_uid', 'device'],
  {
    activity_id: { const: 1 },
    activity_name: { const: 'Create' },
    category_uid: { const: 2 },
    category_name: { const: 'Findings' },
    class_uid: { const: 2004 },
    class_name: { const: 'Detection Finding' },
    type_uid: { const: 200_401 },
    type_name: { const: 'Detection Finding: Create' },
    severity_id: { type: 'integer', minimum: 0, maximum: 6 },
    severity: { enum: ['Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal'] },
    status_id: { const: 1 },
    status: { const: 'New' },
    time: { type: 'integer', minimum: 1_700_000_000_000 },
    message: text,
    metadata: members(['product', 'version'], {
      version: { const: '1.3.0' },
      uid: shown,
      product: members(['vendor_name'], { name: shown, vendor_name: shown }),
      profiles: { type: 'array', items: { const: 'host' } },
      log_name: shown,
      labels: { type: 'array', items: text },
    }),
    finding_info: members(['title', 'uid'], {
      uid: shown,
      title: shown,
      desc: text,
      created_time: integer,
      analytic: members(['type_id'], { type_id: { const: 1 }, type: { const: 'Rule' }, name: shown }),
      attacks: {
        type: 'array',
        minItems: 1,
        items: {
          anyOf: [
            members(['technique'], { technique: members([], { uid: { type: 'string', pattern: '^T\\d{4}$' } }) }),
            members(['sub_technique'], {
              sub_technique: members([], { uid: { type: 'string', pattern: '^T\\d{4}\\.\\d{3}$' } }),
            }),
            members(['tactic'], { tactic: members([], { name: shown }) }),
          ],
        },
      },
    }),
    device: members(['type_id'], { hostname: text, type_id: { const: 0 }, type: { const: 'Unknown' } }),
    resources: { type: 'array', items: members([], { type: shown, uid: shown, name: text, namespace: shown }) },
    evidences: {
      type: 'array',
      minItems: 1,
      items: members([], {
        process: members([], { pid: integer, name: shown, cmd_line: shown, file, user, parent_process: parent }),
        file,
        src_endpoint: endpoint,
        dst_endpoint: endpoint,
      }),
    },
    unmapped: { type: 'object', additionalProperties: text },
  },
);
const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
  FINDING,
);
const make = contentMaker({ custom_fields: { team: 'blue' }, schema: 'ocsf' });

interface Finding {
  readonly severity_id: number;
  readonly finding_info: { readonly attacks?: unknown };
  readonly evidences?: unknown;
  readonly resources?: unknown;
  readonly unmapped?: Readonly<Record<string, string>>;
}

test('any alert becomes a finding that the schema has, of at most so many bytes', () => {
  for (const alert of SAMPLE_ALERTS) {
    for (const max of [256 * 1024, 16 * 1024]) {
      const json = make(alert).json(max);
      assert.ok(Buffer.byteLength(json) <= max);
      assert.doesNotMatch(json, /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u);
      assert.ok(validate(JSON.parse(json)), JSON.stringify(validate.errors?.slice(0, 4)));
    }
  }
});

test('what the rule and the process say stands where a reader of findings looks for it', () => {
  const alert = {
    ...PLAIN_ALERT.alert,
    tags: ['T1555', 'T1552.001', 'mitre_credential_access', 'T15551', 'host'],
    fields: [
      ['proc.pid', 42n],
      ['proc.name', 'cat'],
      ['proc.cmdline', 'cat /etc/shadow'],
      ['proc.exepath', '/usr/bin/cat'],
      ['proc.pname', 'bash'],
      ['user.name', 'root'],
      ['user.uid', 0n],
      ['fd.name', '/etc/shadow'],
      ['container.id', 'abc'],
      ['container.name', 'web'],
      ['k8s.ns.name', 'prod'],
      ['k8s.pod.name', 'web-0'],
    ] as const,
  };
  const finding = JSON.parse(make(delivered(alert, 'id')).json(1e6)) as Finding;
  assert.equal(finding.severity_id, 3);
  assert.deepEqual(finding.finding_info.attacks, [
    { technique: { uid: 'T1555' } },
    { sub_technique: { uid: 'T1552.001' } },
    { tactic: { name: 'credential access' } },
  ]);
  assert.deepEqual(finding.evidences, [
    {
      process: {
        pid: 42,
        name: 'cat',
        cmd_line: 'cat /etc/shadow',
        file: { path: '/usr/bin/cat', name: 'cat', type_id: 1 },
        user: { name: 'root', uid: '0' },
        parent_process: { name: 'bash' },
      },
      file: { path: '/etc/shadow', name: 'shadow', type_id: 1 },
    },
  ]);
  assert.deepEqual(finding.resources, [
    { type: 'host', name: 'node-1' },
    { type: 'container', uid: 'abc', name: 'web' },
    { type: 'pod', name: 'web-0', namespace: 'prod' },
  ]);
  assert.equal(finding.unmapped?.['team'], 'blue');
});

test('messages of queues and lines of objects are findings if the channel wants them', () => {
  const options = { custom_fields: {}, schema: 'ocsf', max_size: 100_000 } as const;
  for (const json of [messageMaker(options)(PLAIN_ALERT).json, jsonLines([make(PLAIN_ALERT)], 100_000)]) {
    assert.equal((JSON.parse(json) as { class_uid: number }).class_uid, 2004);
  }
});
