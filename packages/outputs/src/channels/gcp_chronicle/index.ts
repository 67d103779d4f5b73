/** Logs and events in Google Security Operations (Chronicle). */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { base64 } from '../base64.ts';
import { googleChannel } from '../over-google.ts';
import { rawJsonRequest } from '../over-http.ts';
import { partsOf } from '../parts.ts';
import { checkMessages, messageMaker, MESSAGE_OPTIONS, type Message } from '../queue-messages.ts';
import { udmEvent } from './udm.ts';

/** No more of a request, so that what stands around its entries has room in what the API takes. */
const MAX_REQUEST = 1_000_000;

function logEntry({ content, json }: Message, now: number): string {
  const collectionTime = new Date(now).toISOString();
  return JSON.stringify({ data: base64(json), logEntryTime: content.time, collectionTime });
}

/** https://cloud.google.com/chronicle/docs/reference/ingestion-methods */
export const gcpChronicle: ChannelType = googleChannel({
  name: 'gcp_chronicle',
  title: 'Google Security Operations',
  summary:
    'Logs or events in Google Security Operations (Chronicle), through the Chronicle API: the alert in JSON for a parser of a log type, or an event of the Unified Data Model.',
  scope: 'cloud-platform',
  options: {
    project: { type: 'text', required: true, description: 'The id or number of the project.' },
    location: {
      type: 'text',
      default: 'us',
      check: shapeCheck(/^[a-z0-9-]+$/, 'a location'),
      description: 'Where the instance is: `us`, `eu`, `europe-west2` and so on.',
    },
    instance: { type: 'text', required: true, description: 'The id of the instance: the customer id.' },
    format: {
      type: 'choice',
      values: ['log', 'udm'],
      default: 'log',
      description: 'Whether alerts are logs (`logs.import`) or events of the Unified Data Model (`events.import`).',
    },
    log_type: { type: 'text', default: 'FALCO_IDS', description: 'The log type, whose parser reads the logs.' },
    forwarder: {
      type: 'text',
      default: '',
      description: 'The id of the forwarder that the logs are said to come from, if one is.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { project: 'my-project', location: 'eu', instance: '00000000-0000-0000-0000-000000000000' },
  batch: 500,
  endpoint: ({ location }) => `https://${location}-chronicle.googleapis.com`,
  check: checkMessages,
  prepare(options, endpoint, { now }) {
    const make = messageMaker(options);
    const [project, instance, type] = [options.project, options.instance, options.log_type].map(encodeURIComponent);
    const parent = `projects/${project}/locations/${options.location}/instances/${instance}`;
    const isLog = options.format === 'log';
    const url = `${endpoint}/v1alpha/${parent}/${isLog ? `logTypes/${type}/logs` : 'events'}:import`;
    const forwarder =
      options.forwarder === '' ? '' : `,"forwarder":${JSON.stringify(`${parent}/forwarders/${options.forwarder}`)}`;
    const entryOf = (message: Message): string =>
      isLog ? logEntry(message, now()) : JSON.stringify({ udm: udmEvent(message.content) });
    return (batch) =>
      partsOf(
        batch.map((alert) => entryOf(make(alert))),
        { entries: Infinity, bytes: MAX_REQUEST, bytesOf: (entry) => Buffer.byteLength(entry) + 1 },
        (entries) => {
          const list = entries.join(',');
          const source = isLog ? `"logs":[${list}]${forwarder}` : `"events":[${list}]`;
          return rawJsonRequest(url, `{"inlineSource":{${source}}}`);
        },
      );
  },
});
