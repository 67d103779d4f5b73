import assert from 'node:assert/strict';
import { checkHttpChannel } from '../testing/check-http.test.ts';
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
