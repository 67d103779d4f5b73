/** Objects in AWS S3. */
import { shapeCheck, type ChannelType } from '../../contract/index.ts';
import { contentMaker } from '../../messages/index.ts';
import { OBJECT_ALERTS, OBJECT_OPTIONS, OBJECT_WAIT_MS, objectOfAlerts } from '../objects.ts';
import { awsChannel } from '../over-aws.ts';
import { checkMessages, MESSAGE_OPTIONS } from '../queue-messages.ts';

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const awsS3: ChannelType = awsChannel({
  name: 'aws_s3',
  title: 'AWS S3',
  summary:
    'Objects in a bucket of Amazon S3, or of anything that speaks its protocol: alerts of some seconds, as lines of JSON, in each. They are named by day, time, host and the id of the first alert.',
  service: 's3',
  options: {
    bucket: {
      type: 'text',
      required: true,
      check: shapeCheck(BUCKET, 'the name of a bucket'),
      description: 'The bucket.',
    },
    ...OBJECT_OPTIONS,
    acl: {
      type: 'choice',
      values: ['', 'private', 'bucket-owner-read', 'bucket-owner-full-control', 'authenticated-read', 'aws-exec-read'],
      default: '',
      description: 'A canned ACL, for buckets that have ACLs.',
    },
    kms_key_id: {
      type: 'text',
      default: '',
      description: 'The key of KMS that objects are encrypted with, if not as the bucket says.',
    },
    ...MESSAGE_OPTIONS,
  },
  example: { bucket: 'my-alerts', prefix: 'lanner/', region: 'eu-central-1' },
  batch: OBJECT_ALERTS,
  waitMs: OBJECT_WAIT_MS,
  check: checkMessages,
  prepare(options, { endpoint, isPublic }, { hostname }) {
    const make = contentMaker(options);
    // A certificate for *.s3.REGION.amazonaws.com is not one for names with more dots
    const isPath = !isPublic || options.bucket.includes('.');
    const base = isPath ? `${endpoint}/${options.bucket}` : endpoint.replace('://', `://${options.bucket}.`);
    const more = {
      ...(options.acl === '' ? {} : { 'x-amz-acl': options.acl }),
      ...(options.kms_key_id === ''
        ? {}
        : {
            'x-amz-server-side-encryption': 'aws:kms',
            'x-amz-server-side-encryption-aws-kms-key-id': options.kms_key_id,
          }),
    };
    return (batch) => {
      const { name, headers, ...object } = objectOfAlerts(batch.map(make), options, hostname);
      const path = name.split('/').map(encodeURIComponent).join('/');
      return { ...object, method: 'PUT', url: `${base}/${path}`, headers: { ...headers, ...more } };
    };
  },
});
