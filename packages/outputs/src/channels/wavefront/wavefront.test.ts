import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentMaker } from '../../messages/index.ts';
import { PLAIN_ALERT, SAMPLE_ALERTS } from '../testing/alerts.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { wavefrontLines } from './body.ts';
import { wavefront } from './index.ts';

const QUOTED = '"((?:\\\\"|[^"\\\\])+)"';
const LINE = new RegExp(`^${QUOTED} (\\d+) (\\d{10}) source=${QUOTED}((?: ${QUOTED}=${QUOTED})*)$`, 'u');

/** Reads lines by the rules of the format; throws where a text ends early. */
function parse(body: string): unknown {
  assert.ok(body.endsWith('\n'));
  return body
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const [, metric, value, time, source, tags = ''] = LINE.exec(line) ?? assert.fail(line);
      const pairs = Array.from(tags.matchAll(new RegExp(` ${QUOTED}=${QUOTED}`, 'gu')), ([, key, text]) => [key, text]);
      return { metric, value: Number(value), time: Number(time), source, tags: Object.fromEntries(pairs) as object };
    });
}

checkHttpChannel(wavefront, {
  options: (url) => ({ url, token: 'wave-secret' }),
  path: '/report?f=wavefront',
  headers: { authorization: 'Bearer wave-secret', 'content-type': 'application/octet-stream' },
  secrets: ['wave-secret'],
  accepts: { status: 202 },
  parse,
  plain(body) {
    assert.deepEqual(body, [
      {
        metric: 'falco.alert',
        value: 1,
        time: 1_764_000_000,
        source: 'node-1',
        tags: {
          severity: 'Warning',
          rule: 'Shadow file read',
          event_source: 'syscall',
          tags: 'filesystem, mitre_credential_access',
          'k8s.ns.name': 'web',
        },
      },
    ]);
  },
  schema: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['metric', 'value', 'time', 'source', 'tags'],
      properties: {
        metric: { const: 'falco.alert' },
        value: { type: 'integer', minimum: 1 },
        time: { type: 'integer' },
        source: { type: 'string', minLength: 1, maxLength: 128 },
        tags: {
          type: 'object',
          maxProperties: 20,
          propertyNames: { pattern: '^[A-Za-z0-9._/-]+$' },
          additionalProperties: { type: 'string', minLength: 1, maxLength: 254 },
        },
      },
    },
  },
});

test('alerts of one second and series are one point with their number', () => {
  const make = contentMaker({ custom_fields: {} });
  const options = { metric_name: 'm', tag_fields: [], delta_counter: true };
  const lines = wavefrontLines([PLAIN_ALERT, ...SAMPLE_ALERTS, PLAIN_ALERT].map(make), options)
    .trim()
    .split('\n');
  assert.ok(
    lines.some((line) => line.startsWith('"∆m" 4 1764000000 source="node-1" "severity"="Warning"')) ||
      assert.fail(lines.join('\n')),
  );
  const total = lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
  assert.equal(total, SAMPLE_ALERTS.length + 2);
});
