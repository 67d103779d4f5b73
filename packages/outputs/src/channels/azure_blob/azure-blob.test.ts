import assert from 'node:assert/strict';
import { after } from 'node:test';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { azureOptions, SECRET, startEntra, TOKEN } from '../testing/azure.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { NOW } from '../testing/open.ts';
import { azureBlob } from './index.ts';

const entra = await startEntra('https://storage.azure.com/.default');
after(() => entra.close());

checkHttpChannel(azureBlob, {
  options: (url) => ({ ...azureOptions(entra.url), endpoint: url, container: 'alerts', prefix: 'a b/' }),
  method: 'PUT',
  path: /^\/alerts\/a%20b\/2025-11-24\/16-00-00\.\d{3}-node-1-[0-9a-f-]{36}\.ndjson\.gz$/,
  headers: {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-version': /^\d{4}-\d\d-\d\d$/,
    'x-ms-date': new Date(NOW).toUTCString(),
    authorization: `Bearer ${TOKEN}`,
  },
  secrets: [SECRET, TOKEN],
  accepts: { status: 201 },
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
