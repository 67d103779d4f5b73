/** Events in Azure Event Hubs. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import {
  AZURE_IDENTITY_OPTIONS,
  azureSigner,
  checkAzureIdentity,
  readConnectionString,
  sharedAccessSigner,
} from '../../identity/index.ts';
import { cut } from '../../messages/index.ts';
import { httpChannel } from '../over-http.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS } from '../queue-messages.ts';

const MAX_PROPERTY = 1024;

interface Hub {
  readonly namespace: string;
  readonly event_hub: string;
  readonly endpoint: string | undefined;
  readonly connection_string: { reveal(): string } | undefined;
}

/** Where the event hub is, as it is named in signatures. */
function addressOf({ namespace, event_hub: hub, connection_string: secret }: Hub): string {
  const given = secret === undefined ? undefined : readConnectionString(secret.reveal());
  const host = given?.host ?? (namespace.includes('.') ? namespace : `${namespace}.servicebus.windows.net`);
  return `https://${host}/${encodeURIComponent(hub === '' ? (given?.entity ?? '') : hub)}`;
}

function connectionProblem(text: string): string | undefined {
  try {
    readConnectionString(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const CONNECTION_STRING: {
  readonly type: 'secret';
  readonly check: (text: string) => string | undefined;
  readonly description: string;
} = {
  type: 'secret',
  check: connectionProblem,
  description:
    'The connection string of a policy that may send, instead of an identity: `Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…`. It says the namespace, and perhaps the event hub.',
};

/** https://learn.microsoft.com/rest/api/eventhub/send-batch-events */
export const azureEventHubs: ChannelType = httpChannel({
  name: 'azure_event_hubs',
  title: 'Azure Event Hubs',
  summary:
    'Events in an event hub of Azure, with the properties `id`, `priority`, `rule` and `source`. Requests are spread over its partitions.',
  options: {
    namespace: {
      type: 'text',
      default: '',
      check: shapeCheck(/^(?:[\w-]+(?:\.[\w.-]+)?|)$/, 'the name of a namespace'),
      description: 'The namespace: its name, or the name of its host.',
    },
    event_hub: { type: 'text', default: '', description: 'The event hub.' },
    connection_string: CONNECTION_STRING,
    max_request: {
      type: 'size',
      default: 1_000_000,
      description: 'The most bytes of a request: `256KiB` in the basic tier.',
    },
    endpoint: { type: 'url', description: 'The address of the namespace, if it is reached by another name.' },
    ...AZURE_IDENTITY_OPTIONS,
    ...MESSAGE_OPTIONS,
  },
  example: {
    namespace: 'my-alerts',
    event_hub: 'alerts',
    tenant_id: '00000000-0000-0000-0000-000000000000',
    client_id: '11111111-1111-1111-1111-111111111111',
    client_secret: { env: 'AZURE_SECRET' },
  },
  batch: 500,
  ordered: false,
  check(options) {
    if (options.connection_string === undefined && options.namespace === '')
      return 'namespace, or connection_string, must be given';
    if (options.connection_string !== undefined && options.namespace !== '')
      return 'connection_string says the namespace itself';
    if (addressOf(options).endsWith('/')) return 'event_hub must be given';
    return checkAzureIdentity(options) ?? checkMessages(options);
  },
  prepare(options) {
    const make = messageMaker({
      ...options,
      max_size: Math.min(options.max_size, Math.floor(options.max_request / 3)),
    });
    const address = addressOf(options);
    const base =
      options.endpoint === undefined
        ? address
        : address.replace(/^https:\/\/[^/]+/, options.endpoint.replace(/\/+$/, ''));
    const headers = { 'Content-Type': 'application/vnd.microsoft.servicebus.json' };
    return (batch) =>
      partsOf(
        batch.map(make).map(({ content: { alert, id, rule }, json }) => {
          const properties = { id, priority: alert.priority, rule: cut(rule, MAX_PROPERTY), source: alert.source };
          return JSON.stringify({ Body: json, UserProperties: properties });
        }),
        { entries: Infinity, bytes: options.max_request - 2, bytesOf: (event) => Buffer.byteLength(event) + 1 },
        (events) => ({ url: `${base}/messages?api-version=2014-01`, headers, body: `[${events.join(',')}]` }),
      );
  },
  signer(options, services) {
    const { connection_string: secret } = options;
    if (secret === undefined) return azureSigner(options, 'https://eventhubs.azure.net', services);
    return sharedAccessSigner(readConnectionString(secret.reveal()), addressOf(options), services.now);
  },
});
