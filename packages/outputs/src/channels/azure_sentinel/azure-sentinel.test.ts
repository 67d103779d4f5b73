import { after } from 'node:test';
import { ALERT_SCHEMA } from '../testing/alert-schema.ts';
import { azureOptions, SECRET, startEntra, TOKEN } from '../testing/azure.ts';
import { checkHttpChannel } from '../testing/check-http.test.ts';
import { exactly } from '../testing/schemas.ts';
import { azureSentinel } from './index.ts';

const entra = await startEntra('https://monitor.azure.com/.default');
after(() => entra.close());

const RULE = 'dcr-0123456789abcdef0123456789abcdef';
const text = { type: 'string', maxLength: 65_536 };

checkHttpChannel(azureSentinel, {
  options: (url) => ({ ...azureOptions(entra.url), endpoint: url, rule_id: RULE }),
  path: `/dataCollectionRules/${RULE}/streams/Custom-Lanner_CL?api-version=2023-01-01`,
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', authorization: `Bearer ${TOKEN}` },
  secrets: [SECRET, TOKEN],
  inParts: true,
  accepts: { status: 204 },
  asJson: true,
  maxBytes: 1_000_000,
  schema: {
    type: 'array',
    minItems: 1,
    items: exactly({
      TimeGenerated: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z$' },
      AlertId: { type: 'string', minLength: 1 },
      Rule: text,
      Priority: text,
      Source: text,
      Hostname: text,
      Message: text,
      Tags: { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 1024 } },
      Alert: ALERT_SCHEMA,
    }),
  },
});
