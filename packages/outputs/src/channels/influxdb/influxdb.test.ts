import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentMaker } from '../../messages/index.ts';
import { PLAIN_ALERT } from '../testing/alerts.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { lineProtocol } from './body.ts';
import { influxdb } from './index.ts';

/** Keys and values of tags, and texts of fields, each with its escapes. */
const KEY = /(?:[^,= \\\n]|\\[,= ])+/.source;
const TEXT = /"(?:[^"\\\n]|\\["\\])*"/.source;
const LINE = new RegExp(`^${KEY}(?:,${KEY}=${KEY})* ${KEY}=${TEXT}(?:,${KEY}=${TEXT})* \\d{19}$`);

checkHttpChannel(influxdb, {
  options: (url) => ({ url, org: 'o', bucket: 'b c', token: 'influx-secret' }),
  path: '/api/v2/write?org=o&bucket=b+c&precision=ns',
  headers: { 'content-type': 'text/plain; charset=utf-8', authorization: 'Token influx-secret' },
  secrets: ['influx-secret'],
  accepts: { status: 204 },
  plain(_, { body }) {
    assert.match(
      body,
      /^lanner,rule=Shadow\\ file\\ read,priority=Warning,source=syscall,hostname=node-1,k8s.ns.name=web message=/,
    );
  },
  parse(body) {
    assert.ok(body.endsWith('\n'));
    return body
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        assert.match(line.replace(/x{1000,}/g, 'x'), LINE);
        return line;
      });
  },
  schema: { type: 'array', minItems: 1, items: { type: 'string', maxLength: 2_000_000 } },
});

test('influxdb: alerts of one time are points of a time each, the same whenever they are sent', () => {
  const make = contentMaker({ custom_fields: {} });
  const timesOf = (sequences: readonly number[]): (string | undefined)[] => {
    const contents = sequences.map((sequence) => make({ ...PLAIN_ALERT, sequence }));
    const lines = lineProtocol(contents, { measurement: 'm', tag_fields: [] }).trimEnd().split('\n');
    assert.ok(lines.every((line) => line.includes('alert_time="2025-11-24T16:00:00.123456789Z"')));
    return lines.map((line) => line.split(' ').at(-1));
  };
  const times = timesOf([7, 8, 3_000_009]);
  assert.deepEqual(times, ['1764000000123456796', '1764000000123456797', '1764000000123456798']);
  assert.deepEqual(timesOf([8]), times.slice(1, 2));
});
