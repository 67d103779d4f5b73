/** Points in InfluxDB. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, basicAuth, below, httpChannel } from '../over-http.ts';
import { lineProtocol } from './body.ts';

export const influxdb: ChannelType = httpChannel({
  name: 'influxdb',
  title: 'InfluxDB',
  summary:
    'Points in InfluxDB: version 2 and 3 with `org`, `bucket` and `token`, version 1 with `database`. So that no point replaces another, their times are up to a millisecond late; `alert_time` has the exact one.',
  options: {
    url: { type: 'url', required: true, description: 'The address of InfluxDB.' },
    org: { type: 'text', default: '', description: 'The organisation.' },
    bucket: { type: 'text', default: '', description: 'The bucket.' },
    token: { type: 'secret', description: 'The token.' },
    database: { type: 'text', default: '', description: 'The database of version 1.' },
    user: { type: 'text', default: '', description: 'The name for basic authentication.' },
    password: { type: 'secret', description: 'The password for basic authentication.' },
    measurement: { type: 'text', default: 'lanner', description: 'The measurement.' },
    tag_fields: {
      type: 'list',
      default: ['k8s.ns.name'],
      description: 'Output fields that become tags. Take few, with few values: each set of tags is a series.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://influxdb.example.org:8086', org: 'example', bucket: 'security', token: 'XXXX' },
  batch: 200,
  check: (options) =>
    (options.bucket === '') === (options.database === '')
      ? 'either bucket or database must be given'
      : checkContent(options),
  prepare(options) {
    const make = contentMaker(options);
    const auth =
      options.user === ''
        ? authorization('Token', options.token)
        : basicAuth(options.user, options.password?.reveal() ?? '');
    const { org, bucket, database } = options;
    const path =
      database === ''
        ? `/api/v2/write?${new URLSearchParams({ org, bucket, precision: 'ns' }).toString()}`
        : `/write?${new URLSearchParams({ db: database, precision: 'ns' }).toString()}`;
    return (batch) => ({
      url: below(options.url, path),
      headers: { 'Content-Type': 'text/plain; charset=utf-8', ...auth },
      body: lineProtocol(batch.map(make), options),
      gzip: true,
    });
  },
});
