import assert from 'node:assert/strict';
import { after } from 'node:test';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { startTokenService, TOKEN } from '../testing/google.ts';
import { NOW } from '../testing/open.ts';
import { gcpStorage } from './index.ts';

const tokens = await startTokenService('devstorage.read_write', NOW);
after(() => tokens.close());

checkHttpChannel(gcpStorage, {
  options: (url) => ({ endpoint: url, bucket: 'my-alerts', prefix: 'a b/', credentials: tokens.credentials }),
  method: 'PUT',
  path: /^\/my-alerts\/a%20b\/2025-11-24\/16-00-00\.\d{3}-node-1-[0-9a-f-]{36}\.ndjson\.gz$/,
  headers: {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    authorization: `Bearer ${TOKEN}`,
  },
  secrets: [TOKEN],
  asJson: true,
  parse(body) {
    assert.ok(body.endsWith('\n'));
    return body
      .split('\n')
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  },
  schema: { type: 'array', minItems: 1, items: ALERT_SCHEMA },
});
