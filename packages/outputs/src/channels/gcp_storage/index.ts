/** Objects in Google Cloud Storage. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { contentMaker } from '../../messages/index.ts';
import { OBJECT_ALERTS, OBJECT_OPTIONS, OBJECT_WAIT_MS, objectOfAlerts } from '../objects.ts';
import { googleChannel } from '../over-google.ts';
import { checkMessages, MESSAGE_OPTIONS } from '../queue-messages.ts';

/** The XML API keeps the `Content-Encoding` of a request: https://cloud.google.com/storage/docs/xml-api/put-object-upload */
export const gcpStorage: ChannelType = googleChannel({
  name: 'gcp_storage',
  title: 'Google Cloud Storage',
  summary:
    'Objects in a bucket of Google Cloud Storage: alerts of some seconds, as lines of JSON, in each. They are named by day, time, host and the id of the first alert.',
  scope: 'devstorage.read_write',
  options: {
    bucket: {
      type: 'text',
      required: true,
      check: shapeCheck(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'the name of a bucket'),
      description: 'The bucket.',
    },
    ...OBJECT_OPTIONS,
    ...MESSAGE_OPTIONS,
  },
  example: { bucket: 'my-alerts', prefix: 'lanner/' },
  batch: OBJECT_ALERTS,
  waitMs: OBJECT_WAIT_MS,
  endpoint: () => 'https://storage.googleapis.com',
  check: checkMessages,
  prepare(options, endpoint, { hostname }) {
    const make = contentMaker(options);
    return (batch) => {
      const { name, ...object } = objectOfAlerts(batch.map(make), options, hostname);
      const path = [options.bucket, ...name.split('/')].map(encodeURIComponent).join('/');
      return { ...object, method: 'PUT', url: `${endpoint}/${path}` };
    };
  },
});
