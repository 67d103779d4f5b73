/** Rows in Microsoft Sentinel and other workspaces of Log Analytics. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { AZURE_IDENTITY_OPTIONS, azureSigner, checkAzureIdentity } from '../../identity/index.ts';
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import { below, httpChannel, rawJsonRequest } from '../over-http.ts';
import { partsOf } from '../parts.ts';
import { sentinelRow } from './body.ts';

/** Of a call, before it is compressed. */
const MAX_REQUEST = 1_000_000;

/** https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview */
export const azureSentinel: ChannelType = httpChannel({
  name: 'azure_sentinel',
  title: 'Microsoft Sentinel',
  summary:
    'Rows in a table of Microsoft Sentinel, or of any workspace of Log Analytics, through the Logs Ingestion API. The stream of the data collection rule has the columns `TimeGenerated` (datetime), `AlertId`, `Rule`, `Priority`, `Source`, `Hostname`, `Message` (string), `Tags` and `Alert` (dynamic). The identity needs the role Monitoring Metrics Publisher on the rule.',
  options: {
    endpoint: {
      type: 'url',
      required: true,
      description: 'The address for logs of the data collection endpoint, or of the rule.',
    },
    rule_id: {
      type: 'text',
      required: true,
      check: shapeCheck(/^dcr-[0-9a-f]{1,64}$/, 'the immutable id of a data collection rule: dcr-…'),
      description: 'The immutable id of the data collection rule.',
    },
    stream: {
      type: 'text',
      default: 'Custom-Lanner_CL',
      check: shapeCheck(/^[A-Z][\w-]{1,126}$/i, 'the name of a stream'),
      description: 'The stream of the rule.',
    },
    ...AZURE_IDENTITY_OPTIONS,
    ...CONTENT_OPTIONS,
  },
  example: {
    endpoint: 'https://lanner-abcd.westeurope-1.ingest.monitor.azure.com',
    rule_id: 'dcr-00000000000000000000000000000000',
    tenant_id: '00000000-0000-0000-0000-000000000000',
    client_id: '11111111-1111-1111-1111-111111111111',
    client_secret: { env: 'AZURE_SECRET' },
  },
  batch: 500,
  check: (options) => checkAzureIdentity(options) ?? checkContent(options),
  prepare(options) {
    const make = contentMaker(options);
    const path = `/dataCollectionRules/${options.rule_id}/streams/${options.stream}?api-version=2023-01-01`;
    const url = below(options.endpoint, path);
    return (batch) =>
      partsOf(
        batch.map((alert) => sentinelRow(make(alert))),
        { entries: Infinity, bytes: MAX_REQUEST - 2, bytesOf: (row) => Buffer.byteLength(row) + 1 },
        (rows) => ({ ...rawJsonRequest(url, `[${rows.join(',')}]`), gzip: true }),
      );
  },
  signer: (options, services) => azureSigner(options, 'https://monitor.azure.com', services),
});
