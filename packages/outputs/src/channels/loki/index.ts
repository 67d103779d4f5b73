/** Log lines in Grafana Loki. */
import { checkContent, contentMaker, CONTENT_OPTIONS } from '../../messages/index.ts';
import type { ChannelType } from '../../contract/index.ts';
import { authorization, basicAuth, below, httpChannel, jsonRequest } from '../over-http.ts';
import { lokiBody } from './body.ts';

export const loki: ChannelType = httpChannel({
  name: 'loki',
  title: 'Grafana Loki',
  summary: 'Log lines in Grafana Loki.',
  options: {
    url: { type: 'url', required: true, description: 'The address of Loki.' },
    tenant: { type: 'text', default: '', description: 'The tenant: `X-Scope-OrgID`.' },
    user: { type: 'text', default: '', description: 'The name for basic authentication.' },
    password: { type: 'secret', description: 'The password for basic authentication.' },
    token: { type: 'secret', description: 'A bearer token, instead of name and password.' },
    format: { type: 'choice', values: ['json', 'text'], default: 'json', description: 'What a line is.' },
    labels: { type: 'map', description: 'More labels for each line.' },
    label_fields: {
      type: 'list',
      default: ['k8s.ns.name'],
      description: 'Output fields that become labels. Take few, with few values: each set of labels is a stream.',
    },
    ...CONTENT_OPTIONS,
  },
  example: { url: 'http://loki.example.org:3100', tenant: 'security' },
  batch: 500,
  check: checkContent,
  prepare(options) {
    const make = contentMaker(options);
    const auth =
      options.user === ''
        ? authorization('Bearer', options.token)
        : basicAuth(options.user, options.password?.reveal() ?? '');
    const headers = { ...auth, ...(options.tenant === '' ? {} : { 'X-Scope-OrgID': options.tenant }) };
    return (batch) => ({
      ...jsonRequest(below(options.url, '/loki/api/v1/push'), lokiBody(batch.map(make), options), headers),
      gzip: true,
    });
  },
});
