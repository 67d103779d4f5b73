/** Blobs in Azure Storage. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { AZURE_IDENTITY_OPTIONS, azureSigner, checkAzureIdentity } from '../../identity/index.ts';
import { contentMaker } from '../../messages/index.ts';
import { OBJECT_ALERTS, OBJECT_OPTIONS, OBJECT_WAIT_MS, objectOfAlerts } from '../objects.ts';
import { below, httpChannel } from '../over-http.ts';
import { checkMessages, MESSAGE_OPTIONS } from '../queue-messages.ts';

/** https://learn.microsoft.com/rest/api/storageservices/put-blob */
export const azureBlob: ChannelType = httpChannel({
  name: 'azure_blob',
  title: 'Azure Blob Storage',
  summary:
    'Blobs in a container of Azure Storage: alerts of some seconds, as lines of JSON, in each. They are named by day, time, host and the id of the first alert.',
  options: {
    endpoint: {
      type: 'url',
      required: true,
      description: 'The address of the account, such as `https://ACCOUNT.blob.core.windows.net`.',
    },
    container: {
      type: 'text',
      required: true,
      check: shapeCheck(/^(?:\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/, 'the name of a container'),
      description: 'The container.',
    },
    ...OBJECT_OPTIONS,
    ...AZURE_IDENTITY_OPTIONS,
    ...MESSAGE_OPTIONS,
  },
  example: {
    endpoint: 'https://myalerts.blob.core.windows.net',
    container: 'alerts',
    tenant_id: '00000000-0000-0000-0000-000000000000',
    client_id: '11111111-1111-1111-1111-111111111111',
    client_secret: { env: 'AZURE_SECRET' },
  },
  batch: OBJECT_ALERTS,
  waitMs: OBJECT_WAIT_MS,
  check: (options) => checkAzureIdentity(options) ?? checkMessages(options),
  prepare(options, { hostname, now }) {
    const make = contentMaker(options);
    return (batch) => {
      const { name, headers, ...object } = objectOfAlerts(batch.map(make), options, hostname);
      const path = [options.container, ...name.split('/')].map(encodeURIComponent).join('/');
      const more = {
        'x-ms-blob-type': 'BlockBlob',
        'x-ms-version': '2023-11-03',
        'x-ms-date': new Date(now()).toUTCString(),
      };
      return { ...object, method: 'PUT', url: below(options.endpoint, `/${path}`), headers: { ...headers, ...more } };
    };
  },
  signer: (options, services) => azureSigner(options, 'https://storage.azure.com', services),
});
