/** Counts of alerts in Wavefront. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, below, httpChannel } from '../over-http.ts';
import { wavefrontLines } from './body.ts';

export const wavefront: ChannelType = httpChannel({
  name: 'wavefront',
  title: 'Wavefront',
  summary:
    'The number of alerts of each second by rule, priority, source, host and tags, in Wavefront (VMware Aria Operations for Applications): directly with a token, or through a Wavefront proxy.',
  options: {
    url: {
      type: 'url',
      required: true,
      description: 'The address of the service or of the proxy, to which `/report` is added.',
    },
    token: { type: 'secret', description: 'The API token. A proxy needs none.' },
    metric_name: { type: 'text', default: 'falco.alert', description: 'The name of the metric.' },
    delta_counter: {
      type: 'boolean',
      default: false,
      description:
        'Sends a delta counter, of which the service adds up what arrives (in queries `cs()` instead of `ts()`). What is sent again counts twice then. Without it alerts of the same second and series that are sent apart count as the last of them.',
    },
    tag_fields: {
      type: 'list',
      default: ['k8s.ns.name', 'k8s.pod.name'],
      description: 'Output fields that become point tags, of which a point has twenty at most.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'https://example.wavefront.com', token: 'XXXX' },
  batch: 1000,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const url = below(options.url, '/report?f=wavefront');
    return (batch) => ({
      url,
      headers: { 'Content-Type': 'application/octet-stream', ...authorization('Bearer', options.token) },
      body: wavefrontLines(batch.map(make), options),
      gzip: true,
    });
  },
});
